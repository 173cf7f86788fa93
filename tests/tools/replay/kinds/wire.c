/*
 * Plays a recorded session of a real 1.36.2 API server against the simulator's API in process: each request is routed as from
 * the wire, the answer compared with the recorded one.
 */
#include "tests/tools/replay/wire.h"

#include "base/limits.h"
#include "base/yaml.h"
#include "kube/time.h"
#include "sim/access/impersonate.h"
#include "sim/access/tokens.h"
#include "sim/api/api.h"
#include "sim/route.h"
#include "tests/tools/replay/replay.h"

#define START_MS 1795262400000		/* 2026-11-21T12:00:00Z, the day of the recordings: some hold ages of fixed dates */

struct session {
	struct world *world;
	struct bindings bindings;
	struct map open;		/* label -> struct opened * */
};

struct opened {
	struct api_response res;
	json *body;			/* of a refusal */
};

/* --- one request --- */

static const char *header(const json *req, const char *name)
{
	return json_get_str(json_get(req, "headers"), name);
}

/* Whose the request's token is; false: nobody's. */
static bool read_identity(struct session *s, const json *req, struct identity *ret)
{
	const char *authorization = header(req, "Authorization");

	if (authorization && !*authorization) {
		identity_of_name("", ret);
		return true;
	}
	authorization = authorization ? authorization + strlen("Bearer ") : "admintoken";
	return tokens_check(api_tokens(world_api(s->world)), s->world, authorization, NULL, ret, NULL);
}

/* The tokens of the recordings: an administrator's, and one of somebody without rights. */
static void add_tokens(struct session *s)
{
	struct tokens *t = api_tokens(world_api(s->world));
	struct identity who = { (char *)(uintptr_t)"alice", (char *)(uintptr_t)"alice-uid", json_format("['devs','system:authenticated']"), NULL };

	tokens_add(t, "alicetoken", &who);
	json_free(who.groups);
	identity_of_name("admin", &who);
	tokens_add(t, "admintoken", &who);
	identity_release(&who);
}

/* Who the request's headers want to be; false: nobody else. */
static bool read_impersonation(const json *req, struct impersonation *ret)
{
	const json *groups = json_get(json_get(req, "headers"), "Impersonate-Group");
	const char *user = header(req, "Impersonate-User"), *uid = header(req, "Impersonate-Uid");

	*ret = (struct impersonation){ .user = user ? user : "", .uid = uid ? uid : "" };
	if (json_type(groups) == JSON_ARRAY)
		ret->groups = json_copy(groups);
	else if (json_str(groups))
		ret->groups = json_format("[%q]", json_str(groups));
	return user || uid || groups;
}

static void refuse(struct api_response *res, int code, const char *reason, const char *message)
{
	res->code = code;
	res->content_type = TYPE_JSON;
	status_set(&res->status, code, reason, "%s", message);
	status_print(&res->status, &res->body);
}

/* As the recorder sent a tree: a blank after each comma and colon. Errors show the beginning of a body. */
static char *sent_text(const json *tree)
{
	_cleanup_(freep) char *text = json_text(tree);
	_cleanup_(str_release) struct str out = STR_INIT;
	bool quoted = false;

	for (const char *p = text; *p; p++) {
		str_addc(&out, *p);
		if (quoted && *p == '\\')
			str_addc(&out, *++p);
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == ',' || *p == ':'))
			str_addc(&out, ' ');
	}
	return str_take(&out);
}

static char *body_text(struct session *s, const json *req)
{
	const json *body = json_get(req, "body");
	_cleanup_(freep) char *text = NULL;

	if (!body)
		return xstrdup("");
	text = json_str(body) ? xstrdup(json_str(body)) : sent_text(body);
	return wire_fill(&s->bindings, text);
}

static void ask(struct session *s, const json *req, struct api_response *res)
{
	_cleanup_(route_release) struct route route = { 0 };
	_cleanup_(freep) char *url = wire_fill(&s->bindings, json_str_or(json_get(req, "path"), "")), *body = body_text(s, req);
	struct identity who = { 0 };
	struct impersonation as;
	struct api_request r = {
		.body = body, .len = strlen(body), .content_type = header(req, "Content-Type"),
		.accept = header(req, "Accept"), .if_none_match = header(req, "If-None-Match"),
		.user_agent = header(req, "User-Agent") ? header(req, "User-Agent") : "wire/1.0",
	};

	*res = (struct api_response)API_RESPONSE_INIT;
	route_parse(&route, json_str_or(json_get(req, "method"), ""), url, &r);
	if (r.len > LIMIT_BODY_BYTES)
		refuse(res, 413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
	else if (!read_identity(s, req, &who))
		refuse(res, 401, "Unauthorized", "Unauthorized");
	else {
		r.who = &who;
		r.as = read_impersonation(req, &as) ? &as : NULL;
		api_handle(world_api(s->world), &r, res);
		json_free(as.groups);
	}
	identity_release(&who);
}

/* --- comparing --- */

static json *answer_body(const struct api_response *res)
{
	const char *text = res->object ? res->object->bytes : res->body.buf;
	size_t len = res->object ? res->object->len : res->body.len;
	json *tree;

	if (len == 0)
		return NULL;
	tree = res->content_type && strstr(res->content_type, "json") ? json_parse(text, len, NULL) : NULL;
	return tree ? tree : json_stringn(text, len);
}

/* A recorded text: exact, unless it shows managedFields, where only what it says is compared. */
static bool match_layout(struct session *s, const char *expected, const struct api_response *res, struct str *why)
{
	const char *text = res->object ? res->object->bytes : res->body.buf;
	_cleanup_(str_release) struct str exact = STR_INIT;
	_cleanup_(json_freep) json *want = NULL, *have = NULL;

	str_add(&exact, text);
	if (res->object)
		str_addc(&exact, '\n');
	if (!strstr(expected, "managedFields")) {
		if (wire_match_text(&s->bindings, expected, exact.buf))
			return true;
		str_addf(why, "  body: expected the text\n%.1200s\n  got\n%.1200s\n", expected, exact.buf);
		return false;
	}
	want = yaml_parse(expected, strlen(expected), NULL);
	have = yaml_parse(exact.buf, exact.len, NULL);
	return wire_match(&s->bindings, "body", want, have, why);
}

static bool match_warnings(struct session *s, const json *expected, const json *warnings, struct str *why)
{
	_cleanup_(json_freep) json *texts = json_array();

	for (const json *w = json_first(warnings); w; w = json_next(w)) {
		_cleanup_(str_release) struct str text = STR_INIT;

		str_add(&text, "299 - \"");
		for (const char *p = json_str_or(w, ""); *p; p++) {
			if (*p == '"' || *p == '\\')
				str_addc(&text, '\\');
			str_addc(&text, *p);
		}
		str_addc(&text, '"');
		json_push(texts, json_string(text.buf));
	}
	if (!expected && json_len(texts) == 0)
		return true;
	return wire_match(&s->bindings, "Warning", expected, texts, why);
}

static bool match_head(struct session *s, const json *expected, const struct api_response *res, struct str *why)
{
	const json *headers = json_get(expected, "headers");
	const char *retry = json_get_str(headers, "Retry-After"), *type = json_get_str(headers, "Content-Type");
	bool equal = expect_int("code", json_get_int(expected, "code", 0), res->code, why);

	equal = expect_int("Retry-After", retry ? strtol(retry, NULL, 10) : 0, res->retry_after_s, why) && equal;
	if (type && json_get(expected, "body"))
		equal = expect_text("Content-Type", type, res->content_type, why) && equal;
	return match_warnings(s, json_get(headers, "Warning"), res->warnings, why) && equal;
}

static int text_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Puts the items of a list into the order of their text. */
static void sort_list(json *list)
{
	VEC(char *) texts = VEC_INIT;

	while (json_first(list)) {
		vec_push(&texts, json_text(json_first(list)));
		json_drop(list, json_first(list));
	}
	qsort(texts.items, texts.len, sizeof(*texts.items), text_cmp);
	vec_each(&texts, text) {
		json_push(list, json_parse(*text, strlen(*text), NULL));
		free(*text);
	}
	vec_release(&texts);
}

/* Takes out of a body what the recording says to vary: a member, or the order of a list. */
static void settle_body(json *body, const json *varies)
{
	for (const json *v = json_first(varies); v; v = json_next(v)) {
		const char *path = json_str_or(v, ""), *dot = strrchr(path, '.');
		bool order = starts_with(path, "order of ");
		_cleanup_(freep) char *up = dot && !order ? xstrndup(path, (size_t)(dot - path)) : NULL;

		if (order)
			sort_list(json_at(body, path + strlen("order of ")));
		else if (up)
			json_del(json_at(body, up), dot + 1);
	}
}

static bool match_response(struct session *s, const json *c, const struct api_response *res, struct str *why)
{
	const json *expected = json_get(c, "res");
	_cleanup_(json_freep) json *got = answer_body(res), *body = NULL;
	bool equal = match_head(s, expected, res, why);

	if (!json_get(expected, "body"))
		return equal;
	body = json_copy(json_get(expected, "body"));
	if (json_str(body))
		return match_layout(s, json_str(body), res, why) && equal;
	settle_body(body, json_get(c, "varies"));
	settle_body(got, json_get(c, "varies"));
	return wire_match(&s->bindings, "body", body, got, why) && equal;
}

/* --- watches --- */

static bool plain_bookmark(const json *event)
{
	const json *object = json_get(event, "object");

	if (streq0(json_get_str(object, "kind"), "Table"))
		object = json_at(object, "rows.0.object");
	return streq0(json_get_str(event, "type"), "BOOKMARK") && !json_at(object, "metadata.annotations");
}

static json *without_bookmarks(const json *events)
{
	json *list = json_array();

	for (const json *e = json_first(events); e; e = json_next(e))
		if (!plain_bookmark(e))
			json_push(list, json_copy(e));
	return list;
}

static json *read_events(struct watch *w)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	json *list = json_array();

	while (watch_read(w, 1 << 20, &text))
		;
	for (const char *p = text.buf; *p;) {
		size_t len = strcspn(p, "\n");

		json_push(list, json_parse(p, len, NULL));
		p += len + (p[len] == '\n');
	}
	return list;
}

static void opened_free(struct opened *o)
{
	if (!o)
		return;
	api_response_release(&o->res);
	free(o);
}

static int open_watch(struct session *s, const json *c)
{
	struct opened *o = xcalloc(1, sizeof(*o));

	ask(s, json_get(c, "req"), &o->res);
	opened_free(map_set(&s->open, json_str_or(json_get(c, "open"), ""), o));
	return -1;
}

static int close_watch(struct session *s, const json *c, struct str *why)
{
	struct opened *o = map_del(&s->open, json_str_or(json_get(c, "close"), ""));
	const json *expected = json_get(c, "res");
	_cleanup_(json_freep) json *want = without_bookmarks(json_get(expected, "events")), *all = NULL, *have = NULL;
	bool equal;

	if (!o)
		return 0;
	if (o->res.watch && json_get(expected, "events")) {
		all = read_events(o->res.watch);
		have = without_bookmarks(all);
		equal = expect_int("code", json_get_int(expected, "code", 0), o->res.code, why);
		equal = wire_match(&s->bindings, "events", want, have, why) && equal;
	} else if (!o->res.watch && json_len(want) == 1 && o->res.code == 200) {
		all = answer_body(&o->res);
		equal = wire_match(&s->bindings, "events.0", json_item(want, 0), all, why);
	} else {
		equal = match_response(s, c, &o->res, why);
	}
	opened_free(o);
	return equal;
}

/* --- sessions --- */

static void ignore(void *arg, const struct answer *a)
{
	(void)arg, (void)a;
}

static void *begin(void)
{
	static const char *const namespaces[] = { "default", "kube-system", "kube-public", "kube-node-lease" };
	struct world_options options = { .start_ms = START_MS, .seed = 1, .controllers = "" };
	struct session *s = xcalloc(1, sizeof(*s));

	s->world = world_new(&options, NULL);
	add_tokens(s);
	for (size_t i = 0; i < COUNT(namespaces); i++) {
		struct request r;

		request_init(&r, VERB_CREATE, KIND(namespace), NULL, NULL);
		r.tree = json_format("{'metadata':{'name':%q}}", namespaces[i]);
		port_submit(world_port(s->world, "kube-apiserver"), &r, ignore, NULL);
	}
	return s;
}

static void end(void *arg)
{
	struct session *s = arg;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->open, &i));)
		opened_free(e->value);
	map_release(&s->open);
	bindings_release(&s->bindings);
	world_free(s->world);
	free(s);
}

static int step(void *arg, const json *c, struct str *why)
{
	struct session *s = arg;
	struct api_response res;
	bool equal;

	world_advance(s->world, world_now(s->world) + 1 + (int64_t)(json_double(json_get(c, "after_s")) * 1000));
	s->bindings.now_s = world_now(s->world) / 1000;
	if (json_get(c, "close"))
		return close_watch(s, c, why);
	if (json_get(c, "open"))
		return open_watch(s, c);
	if (!json_get(c, "req"))
		return -1;
	ask(s, json_get(c, "req"), &res);
	equal = match_response(s, c, &res, why);
	api_response_release(&res);
	return equal;
}

static void title(const json *c, struct str *out)
{
	const json *req = json_get(c, "req");

	if (json_get(c, "close"))
		str_addf(out, "close %s", json_str_or(json_get(c, "close"), ""));
	else
		str_addf(out, "%s %s %s", json_str_or(json_get(req, "method"), ""), json_str_or(json_get(req, "path"), ""),
			json_str_or(json_get(c, "case"), json_str_or(json_get(c, "note"), "")));
}

const struct replay wire_replay = {
	.name = "wire",
	.help = "sessions of a real API server, request by request",
	.begin = begin,
	.step = step,
	.end = end,
	.title = title,
};
