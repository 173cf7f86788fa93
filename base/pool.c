#include "base/pool.h"

#define BLOCK_BYTES 8000

struct pool_block {
	struct pool_block *next;
	size_t size;
	max_align_t bytes[];
};

static void add_block(struct pool *p, size_t size)
{
	struct pool_block *b = xcalloc(1, sizeof(*b) + size);

	b->size = size;
	b->next = p->blocks;
	p->blocks = b;
	p->used = 0;
}

void *pool_alloc(struct pool *p, size_t size)
{
	void *at;

	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (!p->blocks || p->blocks->size - p->used < size)
		add_block(p, MAX(size, (size_t)BLOCK_BYTES));
	at = (char *)p->blocks->bytes + p->used;
	p->used += size;
	return at;
}

char *pool_text(struct pool *p, const char *text, size_t len)
{
	char *copy = pool_alloc(p, len + 1);

	memcpy(copy, text, len);
	return copy;
}

void pool_release(struct pool *p)
{
	while (p->blocks) {
		struct pool_block *b = take(p->blocks);

		p->blocks = b->next;
		free(b);
	}
	p->used = 0;
}
