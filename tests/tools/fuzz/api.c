/*
 * A recorded session of a real API server, its requests changed: patches, applies, selectors, queries and paths. Each is answered before
 * the recorded one goes in as it is, so that there is always something to patch. No answer may be missing, and whatever is stored must say
 * of managedFields what can be read again.
 */
#include "tests/tools/fuzz/target.h"

#include "base/rng.h"
#include "kube/apply/managed.h"
#include "sim/api/api.h"
#include "sim/route.h"
#include "sim/world.h"

static const int64_t START_MS = 1768478400000;

static const char *header(const json *req, const char *name)
{
	return json_get_str(json_get(req, "headers"), name);
}

static void check_object(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	_cleanup_(managed_release) struct managed m = { VEC_INIT };
	_cleanup_(pool_release) struct pool p = POOL_INIT;
	const json *entries = json_at(tree, "metadata.managedFields");

	assert(managed_read(&p, entries, &m) == 0);
	assert(m.managers.len == json_len(entries));
}

static void ask(struct world *w, const char *method, const char *url, const json *req, const struct str *body)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request r = { .user = "admin", .body = body->buf, .len = body->len, .content_type = header(req, "Content-Type"),
				 .accept = header(req, "Accept"), .user_agent = "fuzz/1.0" };
	struct str events = STR_INIT;

	route_parse(&route, method, url, &r);
	api_handle(world_api(w), &r, &res);
	assert(res.code >= 200 && res.code < 600);
	if (res.watch)
		watch_read(res.watch, 1 << 16, &events);
	if (res.object)
		check_object(res.object);
	str_release(&events);
	api_response_release(&res);
}

static void add_body(const json *body, struct str *out)
{
	if (json_str(body))
		str_add(out, json_str(body));
	else if (body)
		json_print(body, JSON_PLAIN, out);
}

static void change_bytes(struct str *text, struct rng *rng)
{
	for (uint32_t n = 1 + rng_below(rng, 4); n > 0 && text->len; n--)
		text->buf[rng_below(rng, (uint32_t)text->len)] = (char)(32 + rng_below(rng, 95));
}

/* The request with its body's tree, its bytes or its URL changed. */
static void ask_changed(struct world *w, const json *req, struct rng *rng)
{
	_cleanup_(json_freep) json *body = json_get(req, "body") ? json_copy(json_get(req, "body")) : NULL;
	_cleanup_(str_release) struct str text = STR_INIT, url = STR_INIT;
	uint32_t how = rng_below(rng, 4);

	str_add(&url, json_str_or(json_get(req, "path"), "/"));
	if (body && !json_str(body) && how < 2)
		fuzz_mutate(body, rng);
	add_body(body, &text);
	if (text.len && how == 2)
		change_bytes(&text, rng);
	if (how == 3 || !text.len)
		change_bytes(&url, rng);
	if (*url.buf == '/')
		ask(w, json_str_or(json_get(req, "method"), "GET"), url.buf, req, &text);
}

void fuzz_api(char *const *lines, size_t n, struct rng *rng)
{
	struct world_options options = { .start_ms = START_MS, .seed = 1, .controllers = "" };
	struct world *w = world_new(&options, NULL);

	for (size_t i = 0; i < n; i++) {
		_cleanup_(json_freep) json *line = json_parse(lines[i], strlen(lines[i]), NULL);
		_cleanup_(str_release) struct str body = STR_INIT;
		const json *req = json_get(line, "req");

		if (!req)
			continue;
		ask_changed(w, req, rng);
		add_body(json_get(req, "body"), &body);
		ask(w, json_str_or(json_get(req, "method"), "GET"), json_str_or(json_get(req, "path"), "/"), req, &body);
	}
	world_free(w);
}
