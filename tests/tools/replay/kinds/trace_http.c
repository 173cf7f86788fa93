/* The same histories with the controller outside the cluster, over HTTPS: see far.h. */
#include "tests/tools/replay/trace.h"

static bool play(const json *c, struct str *why)
{
	return trace_play(c, true, why);
}

const struct replay trace_http_replay = {
	.name = "trace-http",
	.help = "the same, with the reconciler outside the cluster as `ordinal reconcile --act` runs it, over HTTPS",
	.whole = true,
	.play = play,
	.title = trace_title,
};
