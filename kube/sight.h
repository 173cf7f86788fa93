/*
 * What may be concluded from a cache: that something is not in it says nothing while its list has not come, or may not
 * be read. Whoever says "none" asks here first.
 */
#ifndef KUBE_SIGHT_H
#define KUBE_SIGHT_H

#include "kube/cache.h"

/* True once the kind's list is complete. A cache that cannot tell is complete. */
static inline bool sight_of(struct cache *cache, const struct kind *k)
{
	return !cache->synced || cache->synced(cache, k);
}

/* The first kind that a set's explanation is made from and that is not in sight, or NULL. */
static inline const struct kind *sight_missing(struct cache *cache)
{
	const struct kind *const wanted[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
		                              KIND(controllerrevision) };

	for (size_t i = 0; i < COUNT(wanted); i++) {
		if (!sight_of(cache, wanted[i]))
			return wanted[i];
	}
	return NULL;
}

#endif
