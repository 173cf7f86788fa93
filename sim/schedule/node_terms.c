/* See node_terms.h. */
#include "sim/schedule/node_terms.h"

static bool among(const json *values, const char *text)
{
	for (const json *v = json_first(values); v; v = json_next(v))
		if (text && streq0(json_str(v), text))
			return true;
	return false;
}

/* Gt and Lt compare whole numbers; what is none does not match. */
static bool compares(const json *values, const char *text, int sign)
{
	const char *bound = json_str(json_item(values, 0));
	char *end_text, *end_bound;
	long long a, b;

	if (!text || !bound)
		return false;
	a = strtoll(text, &end_text, 10);
	b = strtoll(bound, &end_bound, 10);
	return *text && *bound && !*end_text && !*end_bound && (sign > 0 ? a > b : a < b);
}

static bool requirement(const json *r, const char *value)
{
	const char *op = json_str_or(json_get(r, "operator"), "");
	const json *values = json_get(r, "values");

	if (streq(op, "In"))
		return among(values, value);
	if (streq(op, "NotIn"))
		return !among(values, value);
	if (streq(op, "Exists"))
		return value;
	if (streq(op, "DoesNotExist"))
		return !value;
	if (streq(op, "Gt"))
		return compares(values, value, 1);
	return streq(op, "Lt") && compares(values, value, -1);
}

bool node_term_matches(const json *term, const struct object *node)
{
	const json *expressions = json_get(term, "matchExpressions");
	const json *fields = json_get(term, "matchFields");

	if (json_len(expressions) == 0 && json_len(fields) == 0)
		return false;
	for (const json *r = json_first(expressions); r; r = json_next(r))
		if (!requirement(r, object_label(node, json_str_or(json_get(r, "key"), ""))))
			return false;
	for (const json *r = json_first(fields); r; r = json_next(r))
		if (!requirement(r, streq0(json_get_str(r, "key"), "metadata.name") ? node->name : NULL))
			return false;
	return true;
}

bool node_terms_match(const json *terms, const struct object *node)
{
	if (!terms)
		return true;
	for (const json *t = json_first(terms); t; t = json_next(t))
		if (node_term_matches(t, node))
			return true;
	return false;
}
