/*
 * Growing arrays of any type: `VEC(int) numbers = VEC_INIT; vec_push(&numbers, 7);`. Items move when the array grows,
 * so keep indices, not pointers. vec_release frees the array, never what its items own.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/base.h"

#define VEC(type) struct { type *items; size_t len; size_t cap; }
#define VEC_INIT { NULL, 0, 0 }

#define vec_push(v, item)                                                                                              \
	do {                                                                                                           \
		if ((v)->len == (v)->cap)                                                                              \
			(v)->items = vec_grow_((v)->items, &(v)->cap, sizeof(*(v)->items));                            \
		(v)->items[(v)->len++] = (item);                                                                       \
	} while (0)
#define vec_pop(v) ((v)->items[--(v)->len])
#define vec_last(v) ((v)->items[(v)->len - 1])
/* Inserts before index at, keeping the order. */
#define vec_insert(v, at, item)                                                                                        \
	do {                                                                                                           \
		size_t at_ = (at);                                                                                     \
		vec_push(v, item);                                                                                     \
		__typeof__((v)->items[0]) item_ = vec_last(v);                                                         \
		memmove((v)->items + at_ + 1, (v)->items + at_, ((v)->len - 1 - at_) * sizeof(*(v)->items));           \
		(v)->items[at_] = item_;                                                                               \
	} while (0)
/* Removes the item at index at, keeping the order. */
#define vec_remove(v, at)                                                                                              \
	do {                                                                                                           \
		size_t at_ = (at);                                                                                     \
		memmove((v)->items + at_, (v)->items + at_ + 1, (--(v)->len - at_) * sizeof(*(v)->items));             \
	} while (0)
#define vec_release(v) (free((v)->items), (v)->items = NULL, (v)->len = (v)->cap = 0)
#define vec_each(v, p) for (__typeof__((v)->items + 0) p = (v)->items; p < (v)->items + (v)->len; p++)

void *vec_grow_(void *items, size_t *cap, size_t size);

#endif
