/*
 * struct pool: memory for many small things that all end together. Nothing is freed alone; pool_release frees
 * everything that was handed out.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/base.h"

struct pool_block;

struct pool {
	struct pool_block *blocks;
	size_t used;		/* of the newest block */
};

#define POOL_INIT { NULL, 0 }

void *pool_alloc(struct pool *p, size_t size);			/* zeroed, aligned for anything */
char *pool_text(struct pool *p, const char *text, size_t len);	/* a copy, NUL-ended */
void pool_release(struct pool *p);				/* for _cleanup_; reusable after */

#endif
