/* Deep equality, and members by the bytes of their keys. */
#include "base/json_node.h"

struct member {
	json *node;
	size_t at;
};

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = strcmp(x->node->string, y->node->string);

	return order ? order : x->at < y->at ? -1 : 1;
}

json **json_sorted_members(const json *object, size_t *ret_len)
{
	size_t len = json_len(object), at = 0;
	_cleanup_(freep) struct member *members = NULL;
	json **sorted;

	*ret_len = len;
	if (!len)
		return NULL;
	members = xmalloc(len * sizeof(*members));
	for (json *m = json_first(object); m; m = m->next, at++)
		members[at] = (struct member){ m, at };
	qsort(members, len, sizeof(*members), compare_members);
	sorted = xmalloc(len * sizeof(json *));
	for (at = 0; at < len; at++)
		sorted[at] = members[at].node;
	return sorted;
}

static bool numbers_equal(const json *a, const json *b)
{
	_cleanup_(freep) char *x = NULL, *y = NULL;

	if (json_kind(a) == cJSON_Number && json_kind(b) == cJSON_Number)
		return a->valuedouble == b->valuedouble;
	x = json_text(a);
	y = json_text(b);
	if (streq(x, y))
		return true;
	/* An integer has one spelling, so two different ones differ even where their doubles are the same. */
	if (json_token_is_int(x) && json_token_is_int(y))
		return false;
	return json_double(a) == json_double(b);
}

static bool objects_equal_sorted(const json *a, const json *b)
{
	size_t len_a, len_b;
	_cleanup_(freep) json **x = json_sorted_members(a, &len_a);
	_cleanup_(freep) json **y = json_sorted_members(b, &len_b);

	if (len_a != len_b)
		return false;
	for (size_t i = 0; i < len_a; i++)
		if (!streq(x[i]->string, y[i]->string) || !json_equal(x[i], y[i]))
			return false;
	return true;
}

/* Nearly always the order is the same; only when it is not are the members sorted. */
static bool children_equal(const json *a, const json *b, bool keyed)
{
	const json *x, *y;

	/* Who folds vouches that what is equal has one spelling. */
	if (json_folded(a) && json_folded(b))
		return streq(a->valuestring, b->valuestring);
	x = json_children(a);
	y = json_children(b);

	for (; x && y; x = x->next, y = y->next) {
		if (keyed && !streq(x->string, y->string))
			return objects_equal_sorted(a, b);
		if (!json_equal(x, y))
			return false;
	}
	return !x && !y;
}

bool json_equal(const json *a, const json *b)
{
	enum json_type type = json_type(a);

	if (a == b)
		return true;
	if (type != json_type(b))
		return false;
	switch (type) {
	case JSON_BOOL: return json_true(a) == json_true(b);
	case JSON_NUMBER: return numbers_equal(a, b);
	case JSON_STRING: return streq(a->valuestring, b->valuestring);
	case JSON_ARRAY: return children_equal(a, b, false);
	case JSON_OBJECT: return children_equal(a, b, true);
	default: return true;
	}
}
