/*
 * kubernetes#67250: under OrderedReady the controller waits for a broken pod of an older revision and never replaces
 * it, even when the template is right again. An ordinary delete of that pod, its claims kept, lets it come back at the
 * revision that is wanted.
 */
#ifndef JOBS_STUCK_H
#define JOBS_STUCK_H

#include "kube/cache.h"

/* The pod of the set that is stuck so, or NULL. aborted: the revision it runs was given up, so that a pod which is only
 * not ready, and may never be, counts too. Borrowed. */
const struct object *stuck_pod(struct cache *cache, const struct object *set, bool aborted, int64_t now_s);
/* 0 if this pod may be forced back; else why not, in err. */
int stuck_check(struct cache *cache, const struct object *pod, int64_t now_s, struct err *err);

#endif
