#include "kube/arena.h"

#include "base/words.h"

#define SCRATCH_SIZE 8192

void arena_measure(struct arena *a)
{
	*a = (struct arena){ .measuring = true };
}

void arena_place(struct arena *a, void *block, size_t aligned, size_t text)
{
	*a = (struct arena){ .front = block, .back = (char *)block + aligned + text };
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

void *arena_alloc(struct arena *a, size_t size)
{
	char *p;

	size = aligned_size(size);
	a->aligned += size;
	if (a->measuring)
		return memset(from_scratch(a, size), 0, size);
	assert(size <= (size_t)(a->back - a->front));
	p = a->front;
	a->front += size;
	return p;
}

const char *arena_bytes(struct arena *a, const char *bytes, size_t len)
{
	a->text += len + 1;
	if (a->measuring)
		return NULL;
	assert(len < (size_t)(a->back - a->front));
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

/* While measuring, the caller's own text stands for the copy: it outlives the pass in the tree or in the scratch. */
const char *arena_str(struct arena *a, const char *s)
{
	size_t len = s ? strlen(s) : 0;
	const char *kept = word_find(s ? s : "", len);

	if (!kept)
		kept = seen(a, s, len);
	if (kept)
		return kept;
	if (a->measuring) {
		a->text += len + 1;
		kept = memcpy(from_scratch(a, aligned_size(len + 1)), s, len + 1);
	} else {
		kept = arena_bytes(a, s, len);
	}
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
