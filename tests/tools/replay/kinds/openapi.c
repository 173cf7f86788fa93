/*
 * Compares OpenAPI documents that a real server served with ours: each schema that both have, and each operation of each path
 * that both have. Ours has fewer paths (no /watch/, no kinds that are not served), but none of its own.
 */
#include "sim/api/api.h"
#include "sim/world.h"
#include "tests/tools/replay/replay.h"

#define START_MS 1768478400000		/* 2026-01-15T12:00:00Z */

/* The path of the document that a recorded one is: its first path names the group. */
static char *path_of(const json *document)
{
	const char *first = json_key(json_first(json_get(document, "paths")));
	size_t len = strlen(first);

	return xasprintf("/openapi/v3%.*s", (int)(len - (first[len - 1] == '/')), first);
}

static json *ask(const char *path)
{
	struct world_options options = { .start_ms = START_MS, .seed = 1, .controllers = "" };
	struct world *w = world_new(&options, NULL);
	struct api_request req = { .user = "admin", .method = "GET", .path = path };
	struct api_response res = API_RESPONSE_INIT;
	json *tree;

	api_handle(world_api(w), &req, &res);
	tree = json_parse(res.body.buf, res.body.len, NULL);
	api_response_release(&res);
	world_free(w);
	return tree;
}

static bool compare_members(const char *where, const json *want, const json *have, struct str *why)
{
	bool equal = true;

	for (const json *m = json_first(have); m; m = json_next(m)) {
		_cleanup_(freep) char *what = xasprintf("%s %s", where, json_key(m));

		equal = expect_equal(what, json_get(want, json_key(m)), m, why) && equal;
	}
	return equal;
}

static bool play(const json *c, struct str *why)
{
	_cleanup_(freep) char *path = path_of(c);
	_cleanup_(json_freep) json *ours = ask(path);
	const json *schemas = json_at(ours, "components.schemas");
	bool equal = json_len(schemas) > 20 && compare_members("schema", json_at(c, "components.schemas"), schemas, why);

	for (const json *p = json_first(json_get(ours, "paths")); p; p = json_next(p)) {
		const json *want = json_get(json_get(c, "paths"), json_key(p));

		equal = compare_members(json_key(p), want, p, why) && equal;
	}
	return equal;
}

static void title(const json *c, struct str *out)
{
	_cleanup_(freep) char *path = path_of(c);

	str_add(out, path);
}

const struct replay openapi_replay = {
	.name = "openapi",
	.help = "OpenAPI documents of a real API server",
	.whole = true,
	.play = play,
	.title = title,
};
