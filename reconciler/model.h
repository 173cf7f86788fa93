/*
 * A cluster that grants every wish: the snapshot's objects, changed as a sync asks for it, with new pods ready at once
 * and deleted ones gone. On it a set's future is played, sync after sync, until nothing moves or the plan is long
 * enough.
 */
#ifndef RECONCILER_MODEL_H
#define RECONCILER_MODEL_H

#include "reconciler/explain.h"
#include "reconciler/step.h"

#define PLAN_MAX 32		/* steps that a person would still read */
#define MODEL_SYNCS 200		/* some syncs only write the status */

struct model {
	struct cache *cache;			/* for pods that hold a name without being the set's */
	struct definitions *known;
	const struct object *set;		/* a reference, replaced as its status is written */
	object_vec pods, claims, revisions;	/* references */
	int64_t now_ms;
	uint64_t serial;			/* of uids and versions made here */
	bool refused;				/* the last sync met a name that is taken */
	bool moved;				/* the last sync changed more than the status */
};

/* Takes the objects of the snapshot (which stays the caller's). */
void model_init(struct model *m, struct cache *cache, struct definitions *known, const struct snapshot *s,
		int64_t now_ms);
void model_release(struct model *m);
struct snapshot *model_snapshot(const struct model *m);
/* Runs one sync to its end, or until the plan is full, granting what it asks. Appends to plan what it does to pods and
 * claims. The sync is the caller's. */
struct sync *model_sync(struct model *m, struct explanation *plan);
/* What happens by itself before the next sync: terminating pods go, pods that only start become ready. False:
 * nothing did. */
bool model_pass_time(struct model *m);

#endif
