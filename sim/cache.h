/*
 * The world's own cache: reads go straight to the storage; what changed is handed to the handlers as an event on the
 * heap, in the order of the changes, so that no handler runs inside the write that caused it.
 */
#ifndef SIM_CACHE_H
#define SIM_CACHE_H

#include "sim/storage.h"
#include "sim/world.h"

struct world_cache;

struct world_cache *world_cache_new(struct world *w, struct storage *s);
void world_cache_free(struct world_cache *c);
struct cache *world_cache_interface(struct world_cache *c);
/* To be called after each change of the storage. */
void world_cache_changed(struct world_cache *c, const struct change *change);

#endif
