/*
 * Entries in the order of insertion, and an open-addressed index of entry numbers beside them. A deleted entry stays in
 * both places with key NULL (so that walks and probes go on past it) until there is no room left; then the entries are
 * compacted and the index is made anew.
 */
#include "base/map.h"

static uint32_t hash_of(const char *key)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 32);
}

static struct map_entry *find(const struct map *m, const char *key, uint32_t hash)
{
	if (!m->index_size)
		return NULL;
	for (size_t at = hash & (m->index_size - 1); m->index[at]; at = (at + 1) & (m->index_size - 1)) {
		struct map_entry *e = &m->entries[m->index[at] - 1];

		if (e->key && e->hash == hash && streq(e->key, key))
			return e;
	}
	return NULL;
}

static void index_add(struct map *m, size_t number)
{
	size_t at = m->entries[number].hash & (m->index_size - 1);

	while (m->index[at])
		at = (at + 1) & (m->index_size - 1);
	m->index[at] = (uint32_t)number + 1;
}

/* Makes room for one more: drops deleted entries, doubles when at least half are alive, and indexes anew. */
static void make_room(struct map *m)
{
	size_t live = 0;

	for (size_t i = 0; i < m->len; i++)
		if (m->entries[i].key)
			m->entries[live++] = m->entries[i];
	m->len = live;
	if (live >= m->cap / 2) {
		m->cap = m->cap ? m->cap * 2 : 8;
		assert(m->cap < UINT32_MAX / 2);
		m->entries = xrealloc(m->entries, m->cap * sizeof(*m->entries));
		m->index_size = m->cap * 2;
		free(m->index);
		m->index = xcalloc(m->index_size, sizeof(*m->index));
	} else {
		memset(m->index, 0, m->index_size * sizeof(*m->index));
	}
	for (size_t i = 0; i < m->len; i++)
		index_add(m, i);
}

void *map_get(const struct map *m, const char *key)
{
	struct map_entry *e = find(m, key, hash_of(key));

	return e ? e->value : NULL;
}

bool map_has(const struct map *m, const char *key)
{
	return find(m, key, hash_of(key)) != NULL;
}

void *map_set(struct map *m, const char *key, void *value)
{
	uint32_t hash = hash_of(key);
	struct map_entry *e = find(m, key, hash);

	if (e) {
		void *before = e->value;

		e->value = value;
		return before;
	}
	key = xstrdup(key);
	if (m->len == m->cap)
		make_room(m);
	m->entries[m->len] = (struct map_entry){ (char *)key, value, hash };
	index_add(m, m->len++);
	m->count++;
	return NULL;
}

void *map_del(struct map *m, const char *key)
{
	struct map_entry *e = find(m, key, hash_of(key));
	void *value;

	if (!e)
		return NULL;
	value = e->value;
	free(take(e->key));
	e->value = NULL;
	m->count--;
	return value;
}

void map_clear(struct map *m)
{
	for (size_t i = 0; i < m->len; i++)
		free(m->entries[i].key);
	free(m->entries);
	free(m->index);
	*m = (struct map)MAP_INIT;
}

void map_release(struct map *m)
{
	map_clear(m);
}

struct map_entry *map_next(const struct map *m, size_t *at)
{
	while (*at < m->len) {
		struct map_entry *e = &m->entries[(*at)++];

		if (e->key)
			return e;
	}
	return NULL;
}
