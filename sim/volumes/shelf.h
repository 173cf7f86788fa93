/* The volumes by the claim that they are meant for, "" for those that are free: what a claim may be given without
 * looking at all. */
#ifndef SIM_VOLUMES_SHELF_H
#define SIM_VOLUMES_SHELF_H

#include "base/map.h"
#include "kube/object.h"

struct shelf {
	struct map places; /* "namespace/name" or "" -> struct map *, whose keys are names of volumes */
};

void shelf_release(struct shelf *s);
void shelf_put(struct shelf *s, const struct object *volume);
void shelf_take(struct shelf *s, const struct object *volume);
/* Names of the volumes that are free (claim NULL) or meant for the claim, in no order; NULL: none. Valid until the next
 * change. */
const struct map *shelf_of(const struct shelf *s, const struct object *claim);

#endif
