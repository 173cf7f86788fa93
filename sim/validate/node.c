#include "sim/validate/node.h"

struct node node_as(const struct node *n, const char *name, const json *value)
{
	return (struct node){ n, n->causes, value, name, NODE_MEMBER };
}

struct node node_at(const struct node *n, const char *key)
{
	return node_as(n, key, json_get(n->value, key));
}

struct node node_item(const struct node *list, const json *item, long index)
{
	return (struct node){ list, list->causes, item, NULL, index };
}

struct node node_key(const struct node *map, const json *member)
{
	return (struct node){ map, map->causes, member, json_key(member), NODE_KEY };
}

void node_path(const struct node *n, struct str *out)
{
	if (n->up)
		node_path(n->up, out);
	if (n->index >= 0)
		str_addf(out, "[%ld]", n->index);
	else if (n->name && n->index == NODE_KEY)
		str_addf(out, "[%s]", n->name);
	else if (n->name)
		str_addf(out, "%s%s", out->len ? "." : "", n->name);
}

const char *node_str(const struct node *n)
{
	return json_str_or(n->value, "");
}

int64_t node_int(const struct node *n, int64_t fallback)
{
	return json_int_or(n->value, fallback);
}

bool node_empty(const struct node *n)
{
	return json_is_empty(n->value);
}

void each_item(const struct node *list, node_fn fn)
{
	long i = 0;

	for (const json *v = json_first(list->value); v; v = json_next(v))
		fn(ITEM(list, v, i++));
}

void each_checked(const struct node *list, bool (*check)(const struct node *n))
{
	long i = 0;

	for (const json *v = json_first(list->value); v; v = json_next(v))
		check(ITEM(list, v, i++));
}

void refuse_required(const struct node *n, const char *detail)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_required(n->causes, path.buf, detail);
}

static void invalid(const struct node *n, const json *shown, const char *fmt, va_list args)
{
	_cleanup_(str_release) struct str path = STR_INIT, detail = STR_INIT;

	node_path(n, &path);
	str_vaddf(&detail, fmt, args);
	cause_invalid(n->causes, path.buf, shown, "%s", detail.buf);
}

void refuse_invalid(const struct node *n, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	invalid(n, n->value, fmt, args);
	va_end(args);
}

void refuse_invalid_as(const struct node *n, json *shown, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	invalid(n, shown, fmt, args);
	va_end(args);
	json_free(shown);
}

void refuse_unsupported(const struct node *n, const char *const *supported)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_unsupported(n->causes, path.buf, n->value, supported);
}

void refuse_duplicate(const struct node *n)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_duplicate(n->causes, path.buf, n->value, NULL);
}

void refuse_duplicate_because(const struct node *n, const char *detail)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_duplicate(n->causes, path.buf, n->value, detail);
}

void refuse_forbidden(const struct node *n, const char *fmt, ...)
{
	_cleanup_(str_release) struct str path = STR_INIT, detail = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&detail, fmt, args);
	va_end(args);
	node_path(n, &path);
	cause_forbidden(n->causes, path.buf, "%s", detail.buf);
}

void refuse_not_found(const struct node *n)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_not_found(n->causes, path.buf, n->value);
}

void refuse_too_long(const struct node *n, size_t limit)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_too_long(n->causes, path.buf, limit);
}

void refuse_too_many(const struct node *list, size_t limit)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(list, &path);
	cause_too_many(list->causes, path.buf, json_len(list->value), limit);
}

void refuse_invalid_bare(const struct node *n, const char *text)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	cause_invalid_bare(n->causes, path.buf, text);
}
