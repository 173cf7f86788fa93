/*
 * Why a pod is not ready, in a person's words: the reconciler only knows that it waits; the pod, its claims, its events
 * and the set's own events say for what, and whether that will end by itself.
 */
#ifndef RECONCILER_REFINE_H
#define RECONCILER_REFINE_H

#include "reconciler/snapshot.h"
#include "reconciler/reason.h"

/* The pod does not merely start: it fits nowhere, its image cannot be pulled, it crashes. */
bool refine_is_broken(const struct object *pod);
/* Sharpens the reason by what the cache knows: code, stuck, text, detail and kubectl may change. update: name of the
 * update revision, "" if not known. */
void refine(struct reason *r, struct cache *cache, const struct snapshot *s, const char *update);

#endif
