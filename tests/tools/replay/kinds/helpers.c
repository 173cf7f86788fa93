/* Upstream's small functions, recorded call by call. */
#include "tests/tools/replay/helpers.h"

static const struct helper *find(const char *name)
{
	static const struct helper *const tables[] = { identity_helpers, status_helpers, revision_helpers,
						       queue_helpers };

	for (size_t i = 0; i < COUNT(tables); i++) {
		for (const struct helper *h = tables[i]; h->name; h++) {
			if (streq(h->name, name))
				return h;
		}
	}
	return NULL;
}

static bool play(const json *c, struct str *why)
{
	const struct helper *h = find(json_str_or(json_get(c, "fn"), ""));
	const json *out = json_get(c, "out");
	_cleanup_(json_freep) json *got = h ? h->call(json_get(c, "in"), out) : NULL;
	_cleanup_(freep) char *in = json_text(json_get(c, "in"));

	if (!h) {
		str_addf(why, "  there is no helper of this name\n");
		return false;
	}
	if (expect_equal("out", out, got, why))
		return true;
	str_addf(why, "  in: %s\n", in);
	return false;
}

static void title(const json *c, struct str *out)
{
	str_add(out, json_str_or(json_get(c, "fn"), ""));
}

const struct replay helpers_replay = {
	.name = "helpers",
	.help = "calls of upstream's small functions",
	.play = play,
	.title = title,
};
