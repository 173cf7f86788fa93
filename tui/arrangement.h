/*
 * struct arrangement: how a list from the cache was last put in order, so that it is cheap to do again. Under a stream
 * of changes the same ten thousand rows come a hundred times a second in the cache's order, and hardly one has changed
 * its place: then a walk that proves the order is enough. What was remembered is a guess; the result is always in
 * order.
 */
#ifndef TUI_ARRANGEMENT_H
#define TUI_ARRANGEMENT_H

#include "kube/cache.h"

struct arrangement {
	size_t *places;		/* the row at i was at places[i] of the list as it came */
	size_t len;
};

/* As qsort_r's: pointers to object pointers. */
typedef int (*arrangement_fn)(const void *a, const void *b, void *arg);

void arrangement_release(struct arrangement *a);
void arrangement_sort(struct arrangement *a, object_vec *rows, arrangement_fn compare, void *arg);

#endif
