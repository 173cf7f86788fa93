#include "tui/arrangement.h"

/* The object comes first, so that a comparison of object pointers compares these. */
struct item {
	const struct object *object;
	size_t place;
};

void arrangement_release(struct arrangement *a)
{
	free(a->places);
	*a = (struct arrangement){ 0 };
}

/* Puts the rows where they were last time; false if that is not the order any more, and rows are as they came. */
static bool sort_as_before(const struct arrangement *a, object_vec *rows, arrangement_fn compare, void *arg)
{
	object_vec sorted = VEC_INIT;

	if (a->len != rows->len)
		return false;
	for (size_t i = 0; i < a->len; i++) {
		vec_push(&sorted, rows->items[a->places[i]]);
		if (i == 0 || compare(&sorted.items[i - 1], &sorted.items[i], arg) <= 0)
			continue;
		vec_release(&sorted);
		return false;
	}
	vec_release(rows);
	*rows = sorted;
	return true;
}

void arrangement_sort(struct arrangement *a, object_vec *rows, arrangement_fn compare, void *arg)
{
	struct item *items;

	if (!rows->len || sort_as_before(a, rows, compare, arg))
		return;
	items = xcalloc(rows->len, sizeof(*items));
	for (size_t i = 0; i < rows->len; i++)
		items[i] = (struct item){ rows->items[i], i };
	qsort_r(items, rows->len, sizeof(*items), compare, arg);
	a->places = xrealloc(a->places, rows->len * sizeof(*a->places));
	a->len = rows->len;
	for (size_t i = 0; i < rows->len; i++) {
		rows->items[i] = items[i].object;
		a->places[i] = items[i].place;
	}
	free(items);
}
