/*
 * struct lag: a cache that runs behind. Each of its four watches takes the storage's changes in order, but as late as it
 * is told; a watch that breaks hears nothing and is listed anew, and what vanished meanwhile is a tombstone. So kinds
 * are reordered among each other, as on a real cluster.
 */
#ifndef TESTS_SIMULATE_LAG_H
#define TESTS_SIMULATE_LAG_H

#include "kube/cache.h"
#include "sim/storage.h"
#include "sim/world.h"

enum lag_kind { LAG_SETS, LAG_PODS, LAG_CLAIMS, LAG_REVISIONS, LAG_KINDS };

struct lag;

struct lag_watch {
	const struct kind *kind;
	object_vec objects;		/* references, in object_cmp order */
	uint64_t taken;			/* the number of the next change to take */
	VEC(int64_t) due;		/* when the changes from there on are taken */
	uint64_t version;
	int64_t delay_ms;
	int64_t list_ms;		/* when it is listed (anew); -1: it is watched */
	bool listed;
};

/* A planted bug may change what is read. NULL: the object as it is. */
typedef const struct object *(*lag_alter)(void *arg, const struct object *o);

struct lag {
	struct cache base;
	struct world *world;
	struct lag_watch watches[LAG_KINDS];
	VEC(struct cache_handler *) handlers;
	/* Called when somebody lists what a set controls: the moment at which a sync is decided on. */
	void (*looked)(void *arg, const char *set_uid);
	void *arg;
	lag_alter alter;		/* planted */
	bool forgets;			/* planted: claims to be as new as can be */
	bool deaf;			/* planted: does not hear of pods */
};

/* first_ms: so much later than each other the kinds are listed at first. */
void lag_init(struct lag *l, struct world *w, int64_t first_ms);
void lag_release(struct lag *l);
/* To be called whenever something may have changed: hears of new changes and takes what is due. */
void lag_turn(struct lag *l);
int64_t lag_due(const struct lag *l);		/* when there is something to take next; INT64_MAX: never */
void lag_delay(struct lag *l, enum lag_kind kind, int64_t delay_ms);
/* The watch breaks; its kind is listed anew after so long. */
void lag_break(struct lag *l, enum lag_kind kind, int64_t for_ms);
const object_vec *lag_objects(const struct lag *l, enum lag_kind kind);
bool lag_stale(const struct lag *l);		/* something is not yet known here */

#endif
