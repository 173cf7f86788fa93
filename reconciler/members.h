/*
 * struct members: the pods that a set may own, each with what the rules ask of it in every sync and what follows from
 * its object and the set's definition alone. Few of a set's pods change between two syncs: the definition keeps the
 * members of its last snapshot, and only pods that are new or changed since are judged. Immutable and shared.
 */
#ifndef RECONCILER_MEMBERS_H
#define RECONCILER_MEMBERS_H

#include "kube/cache.h"
#include "reconciler/definition.h"

struct member {
	const struct object *pod;	/* a reference */
	const char *revision;		/* as its label says, "" without; lives as long as the pod */
	int32_t ordinal;		/* -1: its name has none */
	bool owned;			/* by the set; else by nobody */
	bool fits;			/* the set's selector matches it, and its name is the set's */
	bool identity_right, storage_right;	/* see reconciler/identity.h */
};

struct members {
	uint32_t refs;
	size_t len;
	struct member by_name[];	/* sorted by the pods' names */
};

/* Whether the pod may be the set's: in its namespace, and the set's by controller or nobody's. */
bool members_admit(const struct object *set, const struct object *pod);
/* Those of the pods (borrowed, in the order of their names) that may be the set's. A reference that is the caller's. */
struct members *members_get(struct definition *d, const struct object *set, const object_vec *pods);
void members_unref(struct members *all);				/* NULL is fine */
const struct member *members_find(const struct members *all, const char *name);	/* NULL: there is none */

#endif
