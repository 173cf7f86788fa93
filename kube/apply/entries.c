#include "kube/apply/entries.h"

void entries_read(struct pool *p, const struct shape *s, const json *list, entry_vec *ret)
{
	size_t at = 0;

	for (const json *i = json_type(list) == JSON_ARRAY ? json_first(list) : NULL; i; i = json_next(i)) {
		struct entry e = { .item = i, .at = at++ };

		e.why = shape_element(p, s, i, &e.element);
		vec_push(ret, e);
	}
}

static int by_element(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = element_cmp(&x->element, &y->element);

	return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

void entries_sort(entry_vec *v)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->len; i++)
		if (!v->items[i].why)
			v->items[kept++] = v->items[i];
	v->len = kept;
	if (v->len > 1)
		qsort(v->items, v->len, sizeof(*v->items), by_element);
}

size_t entries_same(const entry_vec *v, size_t index)
{
	size_t end = index;

	while (end < v->len && element_cmp(&v->items[end].element, &v->items[index].element) == 0)
		end++;
	return end - index;
}

const struct entry *entries_find(const entry_vec *v, const struct element *e)
{
	size_t low = 0, high = v->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (element_cmp(&v->items[middle].element, e) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < v->len && element_cmp(&v->items[low].element, e) == 0 ? &v->items[low] : NULL;
}
