/*
 * struct map: text -> pointer, in the order of insertion (so that nothing depends on a hash's order: the same inputs
 * give the same history). Keys are copied, values are not owned. Deleting while walking is allowed.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/base.h"

struct map_entry {
	char *key;		/* NULL: deleted */
	void *value;
	uint32_t hash;
};

struct map {
	struct map_entry *entries;
	size_t len;		/* entries used, deleted ones included */
	size_t count;		/* live entries */
	size_t cap;
	uint32_t *index;	/* open addressing: entry number + 1, 0 empty */
	size_t index_size;	/* a power of two, or 0 */
};

#define MAP_INIT { 0 }

void *map_get(const struct map *m, const char *key);			/* NULL if absent */
bool map_has(const struct map *m, const char *key);
void *map_set(struct map *m, const char *key, void *value);		/* the value replaced, or NULL */
void *map_del(struct map *m, const char *key);				/* the value removed, or NULL */
void map_clear(struct map *m);						/* frees keys and memory; reusable */
void map_release(struct map *m);					/* the same; for _cleanup_ */

/* for (size_t i = 0; (e = map_next(m, &i)); ) visits live entries in the order of insertion. */
struct map_entry *map_next(const struct map *m, size_t *at);

#endif
