/* Whether a drain goes past pods of DaemonSets. */
#include "kube/kinds/node.h"
#include "tui/draining.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	draining_turn(app, DRAINING_DAEMONS);
}

const struct action drain_daemons_action = {
	.name = "drain-daemons",
	.key = "M",
	.in = "drain",
	.place = 3,
	.word = "daemon sets",
	.help = "On a drain: whether pods of DaemonSets are ignored or minded",
	.on = KIND(node),
	.run = run,
};
