#include "cmd/condition.h"

#include <strings.h>

#include "sim/api/api.h"

#define WHAT "screen TEXT, absent TEXT or KIND/NAME followed by ready, gone, there, COLUMN=VALUE or .FIELD=VALUE"

void condition_release(struct condition *c)
{
	free(c->namespace);
	free(c->name);
	free(c->path);
	free(c->relation);
	free(c->value);
	*c = (struct condition){ 0 };
}

/* --- reading --- */

/* "sts/web" and, where they come next, "-n shop"; *text moves on to what follows. */
static int parse_object(const char **text, struct condition *ret, struct err *err)
{
	size_t len = strcspn(*text, " ");
	_cleanup_(freep) char *word = xstrndup(*text, len);
	char *slash = strchr(word, '/');

	if (!slash || !slash[1])
		return err_set(err, -EINVAL, "expected " WHAT ", not \"%s\"", word);
	*slash = '\0';
	ret->kind = kind_find(word);
	if (!ret->kind)
		return err_set(err, -EINVAL, "there is no kind \"%s\"", word);
	ret->name = xstrdup(slash + 1);
	*text += len + strspn(*text + len, " ");
	if (starts_with(*text, "-n ")) {
		*text += 3;
		ret->namespace = xstrndup(*text, strcspn(*text, " "));
		*text += strlen(ret->namespace);
		*text += strspn(*text, " ");
	} else if (ret->kind->namespaced) {
		ret->namespace = xstrdup("default");
	}
	return 0;
}

/* ".status.conditions[0].type" as json_at takes it: "status.conditions.0.type". */
static char *field_path(const char *text, size_t len)
{
	struct str path = STR_INIT;

	for (size_t i = 1; i < len; i++) {
		if (text[i] == '[')
			str_addc(&path, '.');
		else if (text[i] != ']')
			str_addc(&path, text[i]);
	}
	return str_take(&path);
}

static bool is_relation(const char *text)
{
	static const char *const all[] = { "=", "==", "!=", "<", "<=", ">", ">=" };

	for (size_t i = 0; i < COUNT(all); i++) {
		if (streq(all[i], text))
			return true;
	}
	return false;
}

/* "ready=2/2", ".status.replicas >= 3" */
static int parse_comparison(const char *text, struct condition *ret, struct err *err)
{
	size_t left = strcspn(text, " =!<>"), mark = left + strspn(text + left, " ");
	size_t len = strspn(text + mark, "=!<>"), right = mark + len + strspn(text + mark + len, " ");

	ret->relation = xstrndup(text + mark, len);
	if (left == 0 || !is_relation(ret->relation))
		return err_set(err, -EINVAL, "expected ready, gone, there, COLUMN=VALUE or .FIELD=VALUE, not \"%s\"",
			       text);
	ret->what = *text == '.' ? CONDITION_FIELD : CONDITION_COLUMN;
	ret->path = *text == '.' ? field_path(text, left) : xstrndup(text, left);
	ret->value = xstrdup(text + right);
	return 0;
}

static int parse_state(const char *text, struct condition *ret, struct err *err)
{
	if (streq(text, "ready"))
		ret->what = CONDITION_READY;
	else if (streq(text, "gone"))
		ret->what = CONDITION_GONE;
	else if (streq(text, "there"))
		ret->what = CONDITION_THERE;
	else
		return parse_comparison(text, ret, err);
	return 0;
}

int condition_parse(const char *text, struct condition *ret, struct err *err)
{
	struct condition c = { 0 };
	int r;

	if (starts_with(text, "screen ") || starts_with(text, "absent ")) {
		c.what = *text == 's' ? CONDITION_SCREEN : CONDITION_ABSENT;
		c.value = xstrdup(text + 7);
		*ret = c;
		return 0;
	}
	r = parse_object(&text, &c, err);
	if (r == 0)
		r = parse_state(text, &c, err);
	if (r)
		condition_release(&c);
	else
		*ret = c;
	return r;
}

/* --- asking the cluster --- */

/* What a GET answers, as a tree; NULL for 404 and the like. */
static json *ask(const struct condition *c, struct stage *s)
{
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { .verb = VERB_GET, .method = "GET", .kind = c->kind, .namespace = c->namespace,
				   .name = c->name, .user_agent = "script", .user = "admin", .body = "" };
	json *tree = NULL;

	req.accept = c->what == CONDITION_COLUMN ? ACCEPT_TABLE : TYPE_JSON;
	api_handle(world_api(s->world), &req, &res);
	if (res.code == 200 && res.object)
		tree = json_parse(res.object->bytes, res.object->len, NULL);
	else if (res.code == 200)
		tree = json_parse(res.body.buf, res.body.len, NULL);
	api_response_release(&res);
	return tree;
}

static const json *column(const json *table, const char *name)
{
	const json *cell = json_first(json_at(table, "rows.0.cells"));

	for (const json *d = json_first(json_get(table, "columnDefinitions")); d && cell; d = json_next(d)) {
		if (!strcasecmp(json_str_or(json_get(d, "name"), ""), name))
			return cell;
		cell = json_next(cell);
	}
	return NULL;
}

static void add_value(const json *j, struct str *out)
{
	if (json_str(j))
		str_add(out, json_str(j));
	else if (j)
		json_print(j, JSON_PLAIN, out);
	else
		str_add(out, "nothing");
}

/* By value if both are whole numbers, else as text, which knows only = and !=. */
static bool compare(const struct condition *c, const char *found)
{
	char *end, *other;
	int64_t a = strtoll(found, &end, 10), b = strtoll(c->value, &other, 10);
	bool numbers = *found && *c->value && !*end && !*other;
	bool equal = numbers ? a == b : streq(found, c->value);

	switch (c->relation[0]) {
	case '=': return equal;
	case '!': return !equal;
	case '<': return numbers && (a < b || (c->relation[1] && equal));
	default: return numbers && (a > b || (c->relation[1] && equal));
	}
}

static bool compare_found(const struct condition *c, const json *tree, struct str *ret_now)
{
	const json *found = c->what == CONDITION_COLUMN ? column(tree, c->path) : json_at(tree, c->path);

	add_value(found, ret_now);
	return (found || c->relation[0] == '!') && compare(c, ret_now->buf);
}

static bool condition_true(const json *tree, const char *type)
{
	for (const json *i = json_first(json_at(tree, "status.conditions")); i; i = json_next(i)) {
		if (streq0(json_get_str(i, "type"), type))
			return streq0(json_get_str(i, "status"), "True");
	}
	return false;
}

/* A set: all replicas that its newest generation asks for are ready. Else the condition Ready. */
static bool is_ready(const struct condition *c, const json *tree, struct str *ret_now)
{
	const json *status = json_get(tree, "status");
	int64_t wanted = json_int_or(json_at(tree, "spec.replicas"), 1);
	int64_t ready = json_get_int(status, "readyReplicas", 0);

	if (c->kind != KIND(statefulset)) {
		str_add(ret_now, "not ready");
		return condition_true(tree, "Ready");
	}
	str_addf(ret_now, "%" PRId64 "/%" PRId64, ready, wanted);
	return ready == wanted && json_get_int(status, "replicas", 0) == wanted &&
	       json_get_int(status, "observedGeneration", 0) == json_int_or(json_at(tree, "metadata.generation"), 0);
}

bool condition_judge(const struct condition *c, const json *tree, struct str *ret_now)
{
	str_reset(ret_now);
	if (c->what == CONDITION_GONE || c->what == CONDITION_THERE || !tree) {
		str_add(ret_now, tree ? "there" : "no such object");
		return !tree == (c->what == CONDITION_GONE);
	}
	return c->what == CONDITION_READY ? is_ready(c, tree, ret_now) : compare_found(c, tree, ret_now);
}

bool condition_seen(const struct condition *c)
{
	return c->what == CONDITION_SCREEN || c->what == CONDITION_ABSENT;
}

void condition_request(const struct condition *c, struct request *ret)
{
	request_init(ret, VERB_GET, c->kind, c->namespace, c->name);
	ret->accept = c->what == CONDITION_COLUMN ? ACCEPT_TABLE : NULL;
}

bool condition_holds(const struct condition *c, struct stage *s, struct str *ret_now)
{
	_cleanup_(json_freep) json *tree = NULL;
	_cleanup_(str_release) struct str unasked = STR_INIT;
	struct str *now = ret_now ? ret_now : &unasked;

	if (condition_seen(c)) {
		str_reset(now);
		str_add(now, c->what == CONDITION_SCREEN ? "not on the screen" : "on the screen");
		return stage_shows(s, c->value) == (c->what == CONDITION_SCREEN);
	}
	tree = ask(c, s);
	return condition_judge(c, tree, now);
}
