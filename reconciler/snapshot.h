/*
 * struct snapshot: what one sync of one set is decided on, taken at one moment: the set, the pods it may own, their
 * claims, its revisions. Plain and complete, so that a decision needs nothing else and can be repeated on a copy.
 */
#ifndef RECONCILER_SNAPSHOT_H
#define RECONCILER_SNAPSHOT_H

#include "reconciler/members.h"

struct snapshot {
	const struct object *set;	/* a reference */
	struct definition *definition;	/* a reference */
	struct members *members;	/* a reference: the pods in the namespace that are the set's or nobody's */
	object_vec claims;		/* references, in the namespace; by name */
	object_vec revisions;		/* references, the set's or nobody's, matching its selector; by name */
};

/* From what a cache holds of namespace/name. NULL if the set is not there. */
struct snapshot *snapshot_from_cache(struct cache *cache, struct definitions *known, const char *namespace,
				     const char *name);
/* The same for a set that is not what the cache holds: as it would be after a change. */
struct snapshot *snapshot_of_set(struct cache *cache, struct definitions *known, const struct object *set);
/* From lists in any order; objects that do not concern the set are left out. */
struct snapshot *snapshot_from_lists(struct definitions *known, const struct object *set, const object_vec *pods,
				     const object_vec *claims, const object_vec *revisions);
void snapshot_free(struct snapshot *s);
/* NULL if there is none of that name. */
const struct object *snapshot_claim(const struct snapshot *s, const char *name);
const struct object *snapshot_pod(const struct snapshot *s, const char *name);
/* The pod is the set's, or will be adopted; else its name is taken, if only until it is gone or let go of. */
bool snapshot_claims(const struct snapshot *s, const struct object *pod);

#endif
