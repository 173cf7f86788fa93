/* What goes with a set: its pods in the order they go, and the claims that are its own. Pure functions of a cache. */
#ifndef JOBS_REMOVE_PLAN_H
#define JOBS_REMOVE_PLAN_H

#include "kube/cache.h"

/* Appends the pods that the set controls, highest ordinal first. Borrowed. */
void remove_plan_pods(struct cache *cache, const struct object *set, object_vec *ret);
/* Appends the claims that carry the set's names, of ordinals scaled away too, highest ordinal first; not those that
 * another's pod uses or that the templates of another set name as well. Borrowed. */
void remove_plan_claims(struct cache *cache, const struct object *set, object_vec *ret);
/* The first pod with a volume on this claim that the owner of this uid does not control ("": any), or NULL. By its
 * volumes, never by a prefix of names. Borrowed. */
const struct object *remove_plan_user(struct cache *cache, const struct object *claim, const char *owner_uid);
/* True if the claim has a name that this set's templates give. */
bool remove_plan_names(const struct object *set, const char *claim);

#endif
