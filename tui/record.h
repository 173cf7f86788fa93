/*
 * struct record: what happened in a cluster since a moment: the objects that were there then, and what became of them
 * since, in the order in which it came. Fed by whoever watches; the checks of a lesson read it. Pure.
 */
#ifndef TUI_RECORD_H
#define TUI_RECORD_H

#include "kube/cache.h"

enum deed { DEED_CREATED, DEED_READY, DEED_UNREADY, DEED_DELETING, DEED_GONE };

struct deed_entry {
	const struct kind *kind;
	enum deed deed;
	char *name;
};

/* An object as it was at the beginning. */
struct known {
	const struct kind *kind;
	char *name, *uid, *version;
};

struct record {
	VEC(struct known) known;
	VEC(struct deed_entry) deeds;
	int64_t start_ms;
};

#define RECORD_INIT { VEC_INIT, VEC_INIT, 0 }

/* Forgets what was and begins: what is in the cache now in this namespace is what was there. kinds is NULL-ended. */
void record_begin(struct record *r, struct cache *cache, const char *namespace, const struct kind *const *kinds,
                  int64_t now_ms);
/* A change as the cache tells it. */
void record_change(struct record *r, enum cache_event event, const struct object *old, const struct object *now);
void record_release(struct record *r);
/* NULL if there was none of that name. */
const struct known *record_known(const struct record *r, const struct kind *k, const char *name);
/* Where in the order the first such deed stands, -1: it did not happen. */
int record_first(const struct record *r, const struct kind *k, const char *name, enum deed deed);

#endif
