/*
 * A hash table with open addresses. A slot is searched from where its hash says, up to the first free one; when an
 * object goes, those behind it that stood further from their place than need be move up, so that no search ends early.
 */
#include "sim/names.h"

#include "sim/hash.h"

#define SIZE_FIRST 16

static uint32_t hash_of(const char *namespace, const char *name)
{
	/* The NUL between the two is part of it. */
	uint64_t h = hash_add(hash_add(HASH_START, namespace, strlen(namespace) + 1), name, strlen(name));

	return (uint32_t)(h ^ h >> 32);
}

static size_t next(const struct names *n, size_t at)
{
	return (at + 1) & (n->size - 1);
}

/* The slot in which it is, or the free one in which it would be. The table is never full. */
static struct named *find(const struct names *n, const char *namespace, const char *name, uint32_t hash)
{
	size_t at = hash & (n->size - 1);

	for (; n->slots[at].object; at = next(n, at)) {
		const struct named *s = &n->slots[at];

		if (s->hash == hash && streq(s->object->name, name) && streq(s->object->namespace, namespace))
			break;
	}
	return &n->slots[at];
}

const struct object *names_get(const struct names *n, const char *namespace, const char *name)
{
	return n->count ? find(n, namespace, name, hash_of(namespace, name))->object : NULL;
}

static void grow(struct names *n)
{
	struct names old = *n;

	n->size = old.size ? 2 * old.size : SIZE_FIRST;
	n->slots = xcalloc(n->size, sizeof(*n->slots));
	for (size_t i = 0; i < old.size; i++) {
		const struct named *s = &old.slots[i];

		if (s->object)
			*find(n, s->object->namespace, s->object->name, s->hash) = *s;
	}
	free(old.slots);
}

void names_put(struct names *n, const struct object *o)
{
	uint32_t hash = hash_of(o->namespace, o->name);
	struct named *s;

	if (2 * n->count >= n->size)
		grow(n);
	s = find(n, o->namespace, o->name, hash);
	n->count += !s->object;
	*s = (struct named){ o, hash };
}

void names_drop(struct names *n, const struct object *o)
{
	struct named *s;
	size_t hole;

	if (!n->count)
		return;
	s = find(n, o->namespace, o->name, hash_of(o->namespace, o->name));
	if (!s->object)
		return;
	n->count--;
	s->object = NULL;
	hole = (size_t)(s - n->slots);
	for (size_t at = next(n, hole); n->slots[at].object; at = next(n, at)) {
		size_t wanted = n->slots[at].hash & (n->size - 1);

		/* It may not move before its place. */
		if (((at - wanted) & (n->size - 1)) < ((at - hole) & (n->size - 1)))
			continue;
		n->slots[hole] = n->slots[at];
		n->slots[at].object = NULL;
		hole = at;
	}
}

void names_release(struct names *n)
{
	free(n->slots);
	*n = (struct names){ 0 };
}
