/*
 * The stale-cache gate (reference 7.4): what was written for a set must have come back through the caches before the
 * set is looked at again, so that a slow watch does not make the controller do things twice. Versions are compared as
 * decimal numbers; an empty or incomparable one never blocks.
 */
#ifndef RECONCILER_CONSISTENCY_H
#define RECONCILER_CONSISTENCY_H

#include "base/map.h"
#include "kube/kind.h"

enum consistent { CONSISTENT_SETS, CONSISTENT_PODS, CONSISTENT_CLAIMS, CONSISTENT_KINDS };

struct consistency {
	struct map records;		/* "namespace/name" of the set -> struct written */
};

/* The kind's place, or CONSISTENT_KINDS if it is not watched over. */
enum consistent consistency_kind(const struct kind *k);
/* A write was answered with this version. A new uid of the set discards what was known. */
void consistency_wrote(struct consistency *c, const char *key, const char *set_uid, enum consistent kind,
		       const char *version);
/* 0 if all caches have caught up (then the records are dropped), else -EAGAIN with err saying which has not. */
int consistency_ready(struct consistency *c, const char *key, const char *const versions[CONSISTENT_KINDS],
		      struct err *err);
void consistency_forget(struct consistency *c, const char *key);
void consistency_release(struct consistency *c);

#endif
