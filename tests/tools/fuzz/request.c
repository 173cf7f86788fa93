/*
 * See target.h. A recorded request, changed in any way, against a fresh cluster: path and query, headers, body; then, drawn
 * from the same text, protobuf bodies and selectors. What comes back must be an answer of a server: a code, and JSON that
 * parses where it says that it is JSON.
 */
#include "tests/tools/fuzz/target.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/rng.h"
#include "kube/selector.h"
#include "sim/access/impersonate.h"
#include "sim/api/api.h"
#include "sim/protobuf.h"
#include "sim/route.h"

#define START_MS INT64_C(1768478400000)
#define DRAWS 6				/* protobuf bodies and selectors a text */

static _Noreturn void never(const char *what, const char *method, const char *url, const char *answer)
{
	fprintf(stderr, "never: %s: %s %s\n%.2000s\n", what, method, url, answer ? answer : "");
	abort();
}

static const char *text_at(const json *o, const char *key)
{
	return json_str_or(json_get(o, key), "");
}

static void check(const char *method, const char *url, struct api_response *res)
{
	const char *text = res->object ? res->object->bytes : res->body.buf;
	size_t len = res->object ? res->object->len : res->body.len;
	_cleanup_(json_freep) json *tree = NULL;

	if (res->code < 200 || res->code > 599)
		never("a code that is none", method, url, text);
	if (len >= 4 && streq0(res->content_type, TYPE_PROTOBUF) && memcmp(text, "k8s\0", 4) != 0)
		never("protobuf that is none", method, url, text);
	if (res->watch || len == 0 || !res->content_type || !starts_with(res->content_type, TYPE_JSON))
		return;
	tree = json_parse(text, len, NULL);
	if (!tree)
		never("JSON that does not parse", method, url, text);
	if (res->code >= 400 && json_get_int(tree, "code", 0) != res->code)
		never("a Status of another code", method, url, text);
}

static void send(struct world *w, const char *user, const char *method, const char *url, const json *headers,
                 const char *body, size_t len)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct impersonation as = { .user = text_at(headers, "Impersonate-User"), .uid = "",
				    .groups = json_get(headers, "Impersonate-Group") };
	struct api_request r = {
		.user = user, .as = *as.user ? &as : NULL, .body = body, .len = len,
		.content_type = json_str(json_get(headers, "Content-Type")), .accept = json_str(json_get(headers, "Accept")),
		.user_agent = "fuzz/1.0",
	};

	if (len > LIMIT_BODY_BYTES || strlen(url) > LIMIT_HEADER_BYTES)
		return;
	route_parse(&route, method, url, &r);
	api_handle(world_api(w), &r, &res);
	check(method, url, &res);
	if (res.watch) {
		_cleanup_(str_release) struct str events = STR_INIT;

		watch_read(res.watch, 1 << 16, &events);
	}
	api_response_release(&res);
}

/* The namespace of the path is there, and the object that the request is about. */
static void prepare(struct world *w, const char *url, const char *body, size_t len)
{
	const char *at = strstr(url, "/namespaces/"), *name = at ? at + strlen("/namespaces/") : NULL;
	size_t n = name ? strcspn(name, "/?") : 0;
	_cleanup_(freep) char *namespace = name ? xasprintf("{\"metadata\":{\"name\":\"%.*s\"}}", (int)MIN(n, (size_t)63), name) : NULL;
	_cleanup_(freep) char *collection = xstrdup(url);
	char *end = collection + strcspn(collection, "?"), *slash;

	if (namespace && !strpbrk(namespace + 13, "\\\n"))
		send(w, "admin", "POST", "/api/v1/namespaces", NULL, namespace, strlen(namespace));
	*end = '\0';
	slash = strrchr(collection, '/');
	if (slash)
		*slash = '\0';
	send(w, "admin", "POST", collection, NULL, body, len);
}

/* --- protobuf and selectors --- */

/* What was read is written, and what was written is read and written the same. */
static void check_again(const struct kind *k, json *tree)
{
	_cleanup_(str_release) struct str once = STR_INIT, twice = STR_INIT;
	_cleanup_(json_freep) json *again = NULL;
	char version[128];

	kind_api_version(k, version, sizeof(version));
	json_set_str(tree, "apiVersion", version);
	json_set_str(tree, "kind", k->name);
	protobuf_encode(tree, &once);
	again = protobuf_decode(once.buf, once.len, k->schema, NULL);
	if (!again || !protobuf_encode(again, &twice) || once.len != twice.len || memcmp(once.buf, twice.buf, once.len) != 0)
		never("protobuf that is written otherwise when it was read", k->name, "", "");
}

static void draw_protobuf(struct rng *rng)
{
	const struct kind *k = kind_at(rng_below(rng, (uint32_t)kind_count()));
	_cleanup_(str_release) struct str raw = STR_INIT, all = STR_INIT;
	_cleanup_(json_freep) json *tree = NULL;
	uint32_t n = rng_below(rng, 48);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t field = 1 + rng_below(rng, 8), type = rng_below(rng, 8), len = rng_below(rng, 12);

		str_addc(&raw, (char)(field << 3 | type));
		str_addc(&raw, (char)(rng_below(rng, 6) ? len : rng_below(rng, 256)));
		for (uint32_t b = 0; b < len; b++)
			str_addc(&raw, (char)rng_below(rng, rng_below(rng, 2) ? 256 : 40));
	}
	str_addn(&all, "k8s", 4);
	str_addn(&all, "\n\0\022", 3);
	for (size_t len = raw.len; ; len >>= 7) {
		str_addc(&all, (char)((len & 127) | (len > 127 ? 128 : 0)));
		if (len <= 127)
			break;
	}
	str_addn(&all, raw.buf, raw.len);
	tree = protobuf_decode(all.buf, rng_below(rng, 4) ? all.len : rng_below(rng, (uint32_t)all.len + 1), k->schema, NULL);
	if (tree)
		check_again(k, tree);
}

static void draw_selector(struct rng *rng)
{
	static const char *const parts[] = { "app", "=", "==", "!=", " in ", " notin ", "(", ")", ",", "!", "a.b/c", "x", " ",
					     ">", "<", "1", "metadata.name", "\\", "\"", "status.phase", "\t", "%", "-", "A_b" };
	_cleanup_(str_release) struct str text = STR_INIT;
	field_selector fields = VEC_INIT;

	for (uint32_t n = rng_below(rng, 12); n > 0; n--)
		str_add(&text, parts[rng_below(rng, COUNT(parts))]);
	selector_free(selector_parse(text.buf ? text.buf : "", NULL));
	if (field_selector_parse(text.buf ? text.buf : "", &fields, NULL) == 0)
		field_selector_release(&fields);
}

enum fuzzed fuzz_request(const char *text, size_t len)
{
	static const char *const users[] = { "admin", "admin", "admin", "alice", "", "system:serviceaccount:default:robot" };
	struct world_options options = { .start_ms = START_MS, .seed = 1, .controllers = "" };
	_cleanup_(json_freep) json *line = json_parse(text, len, NULL);
	const json *req = json_get(line, "req"), *body = json_get(req, "body");
	_cleanup_(freep) char *content = json_str(body) ? xstrdup(json_str(body)) : body ? json_text(body) : xstrdup("");
	struct world *w;
	struct rng rng;

	rng_init(&rng, len * 31 + (len > 0 ? (unsigned char)text[len / 2] : 0));
	for (int i = 0; i < DRAWS; i++) {
		draw_protobuf(&rng);
		draw_selector(&rng);
	}
	if (json_type(req) != JSON_OBJECT)
		return FUZZED_REFUSED;
	w = world_new(&options, NULL);
	prepare(w, text_at(req, "path"), content, strlen(content));
	send(w, users[rng_below(&rng, COUNT(users))], text_at(req, "method"), text_at(req, "path"), json_get(req, "headers"), content,
	     strlen(content));
	world_free(w);
	return FUZZED_DECIDED;
}
