#include "kube/arena.h"

#include "base/words.h"

#define SCRATCH_SIZE 8192

void arena_place(struct arena *a, void *block, size_t size)
{
	*a = (struct arena){ .front = block, .back = (char *)block + size };
}

size_t arena_lacks(const struct arena *a)
{
	return a->measuring ? a->aligned + a->text : 0;
}

void arena_release(struct arena *a)
{
	vec_each(&a->scratch, p)
		free(*p);
	vec_release(&a->scratch);
}

static void *from_scratch(struct arena *a, size_t size)
{
	char *p;

	if (!a->front || size > (size_t)(a->back - a->front)) {
		size_t room = MAX(size, (size_t)SCRATCH_SIZE);

		a->front = xmalloc(room);
		a->back = a->front + room;
		vec_push(&a->scratch, a->front);
	}
	p = a->front;
	a->front += size;
	return p;
}

static size_t aligned_size(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* Counts what is handed out. What does not fit in the block any more is not kept, nor is anything after it. */
static bool fits(struct arena *a, size_t *count, size_t size)
{
	*count += size;
	if (!a->measuring && size > (size_t)(a->back - a->front)) {
		a->measuring = true;
		a->front = a->back = NULL;
	}
	return !a->measuring;
}

void *arena_alloc(struct arena *a, size_t size)
{
	char *p;

	size = aligned_size(size);
	if (!fits(a, &a->aligned, size))
		return memset(from_scratch(a, size), 0, size);
	p = a->front;
	a->front += size;
	return memset(p, 0, size);
}

const char *arena_bytes(struct arena *a, const char *bytes, size_t len)
{
	if (!fits(a, &a->text, len + 1))
		return NULL;
	a->back -= len + 1;
	memcpy(a->back, bytes, len);
	a->back[len] = '\0';
	return a->back;
}

static const char *seen(const struct arena *a, const char *s, size_t len)
{
	for (size_t i = 0; i < a->nseen; i++)
		if (a->seen_len[i] == len && memcmp(a->seen[i], s, len) == 0)
			return a->seen[i];
	return NULL;
}

const char *arena_str(struct arena *a, const char *s)
{
	size_t len = s ? strlen(s) : 0;
	const char *kept = word_find(s ? s : "", len);

	if (!kept)
		kept = seen(a, s, len);
	if (kept)
		return kept;
	kept = arena_bytes(a, s, len);
	if (!kept)
		kept = memcpy(from_scratch(a, aligned_size(len + 1)), s, len + 1);
	if (a->nseen < ARENA_SEEN && len < UINT32_MAX) {
		a->seen[a->nseen] = kept;
		a->seen_len[a->nseen++] = (uint32_t)len;
	}
	return kept;
}

const char *arena_at(struct arena *a, const json *tree, const char *path)
{
	return arena_str(a, json_str(json_at(tree, path)));
}
