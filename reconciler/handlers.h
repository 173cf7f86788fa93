/*
 * Which sets hear of what happens in the cache (reference 7.1): every change of a set itself; a pod's changes go to its
 * controller, an orphan's to all sets that could adopt it. Claims and revisions are looked at but never wake anyone.
 */
#ifndef RECONCILER_HANDLERS_H
#define RECONCILER_HANDLERS_H

#include "kube/cache.h"
#include "reconciler/definition.h"

/* key is "namespace/name"; delay_ms 0: at once. */
typedef void (*enqueue_fn)(void *arg, const char *key, int64_t delay_ms);

struct handlers {
	struct cache *cache;
	struct definitions *known;
	enqueue_fn enqueue;
	void *arg;
};

void handlers_set(const struct handlers *h, const struct object *set);
void handlers_pod(const struct handlers *h, enum cache_event event, const struct object *old, const struct object *now);

#endif
