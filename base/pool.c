#include "base/pool.h"

#define BLOCK_BYTES 8000

struct pool_block {
	struct pool_block *next;
	size_t size;
	max_align_t bytes[];
};

static void add_block(struct pool *p, size_t size)
{
	struct pool_block *b = xmalloc(sizeof(*b) + size);

	b->size = size;
	b->next = p->blocks;
	p->blocks = b;
	p->used = 0;
}

static void *take_room(struct pool *p, size_t size)
{
	void *at;

	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (!p->blocks || p->blocks->size - p->used < size)
		add_block(p, MAX(size, (size_t)BLOCK_BYTES));
	at = (char *)p->blocks->bytes + p->used;
	p->used += size;
	return at;
}

void *pool_alloc(struct pool *p, size_t size)
{
	return memset(take_room(p, size), 0, size);
}

char *pool_text(struct pool *p, const char *text, size_t len)
{
	char *copy = take_room(p, len + 1);

	memcpy(copy, text, len);
	copy[len] = 0;
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
