/* Mutations of a JSON tree: values that a server would have refused, members that are missing, doubled or misplaced. */
#include "tests/tools/fuzz/target.h"

#include "base/rng.h"

static json *long_text(struct rng *rng)
{
	size_t len = 1u << (6 + rng_below(rng, 12));
	_cleanup_(freep) char *text = xmalloc(len + 1);

	memset(text, 'a' + (int)rng_below(rng, 26), len);
	text[len] = '\0';
	return json_string(text);
}

static json *number(struct rng *rng)
{
	static const int64_t numbers[] = { 0, 1, -1, 2, 9, 100000, 100001, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN,
					   (int64_t)INT32_MAX + 1, 1 << 20 };

	return json_number(numbers[rng_below(rng, COUNT(numbers))]);
}

static json *text(struct rng *rng)
{
	static const char *const texts[] = { "", "-", "db-", "-0", "web-00", "a-2147483648", "a-99999999999999999999",
					     "Parallel", "OnDelete", "RollingUpdate", "Delete", "Retain", "Unknown",
					     "100%", "-5%", "%", "Failed", "Succeeded", "Running", "Pending", "True",
					     "2026-01-15T12:00:00Z", "0000-00-00T00:00:00Z", "x/y/z", "../..",
					     "\xc3\xa9", "999999999999999999999999%", "0x10", "In", "Exists" };

	return rng_below(rng, 8) ? json_string(texts[rng_below(rng, COUNT(texts))]) : long_text(rng);
}

static json *value(struct rng *rng)
{
	switch (rng_below(rng, 7)) {
	case 0:
		return json_null();
	case 1:
		return json_bool(rng_below(rng, 2));
	case 2:
		return json_array();
	case 3:
		return json_object();
	case 4:
		return json_real(1.5);
	case 5:
		return number(rng);
	default:
		return text(rng);
	}
}

/* Of its own type more often than not. */
static json *other(const json *old, struct rng *rng)
{
	if (rng_below(rng, 3) == 0)
		return value(rng);
	switch (json_type(old)) {
	case JSON_NUMBER:
		return number(rng);
	case JSON_STRING:
		return text(rng);
	default:
		return value(rng);
	}
}

/* Goes down the tree by chance: the parent and the child at which it stops. */
static bool walk(json *tree, struct rng *rng, json **ret_parent, json **ret_child)
{
	json *parent = NULL, *child = tree;

	while (json_len(child) && (!parent || rng_below(rng, 8))) {
		size_t at = rng_below(rng, (uint32_t)json_len(child));

		parent = child;
		child = json_first(parent);
		while (at--)
			child = json_next(child);
	}
	*ret_parent = parent;
	*ret_child = child;
	return parent != NULL;
}

static void mutate_once(json *tree, struct rng *rng)
{
	json *parent, *child, *from_parent, *from;

	if (!walk(tree, rng, &parent, &child))
		return;
	switch (rng_below(rng, 6)) {
	case 0:
		json_drop(parent, child);
		break;
	case 1:
		if (walk(tree, rng, &from_parent, &from))
			json_replace(parent, child, json_copy(from));
		break;
	case 2:
		if (json_type(parent) == JSON_ARRAY)
			json_push(parent, json_copy(child));
		else
			json_set(parent, "unknown", json_copy(child));
		break;
	default:
		json_replace(parent, child, other(child, rng));
		break;
	}
}

void fuzz_mutate(json *tree, struct rng *rng)
{
	for (uint32_t n = 1 + rng_below(rng, 6); n > 0; n--) {
		json *snapshot = json_get(tree, "snapshot"), *set = json_get(snapshot, "statefulset");

		mutate_once(rng_below(rng, 2) && set ? set : snapshot ? snapshot : tree, rng);
	}
}
