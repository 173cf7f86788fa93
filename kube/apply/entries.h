/* The items of a list that is owned item by item, under the elements they are known by. */
#ifndef KUBE_APPLY_ENTRIES_H
#define KUBE_APPLY_ENTRIES_H

#include "base/vec.h"
#include "kube/apply/shape.h"

struct entry {
	struct element element;
	const json *item;
	size_t at;			/* its place in the list */
	const char *why;		/* NULL, or why it has no element */
};
typedef VEC(struct entry) entry_vec;

/* In the order of the list, those without an element too. list may be anything: only an array has items. */
void entries_read(struct pool *p, const struct shape *s, const json *list, entry_vec *ret);
/* By element, then by place; those without an element are left out. */
void entries_sort(entry_vec *v);
/* How many entries from index on have the same element as that one, in sorted entries; 0 at the end. */
size_t entries_same(const entry_vec *v, size_t index);
/* The first entry with this element in sorted entries, NULL if there is none. */
const struct entry *entries_find(const entry_vec *v, const struct element *e);

#endif
