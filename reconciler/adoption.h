/*
 * Taking in and letting go of objects: the live check that comes before an adoption, and the patches. A cached set may
 * have been deleted or replaced meanwhile; what it adopted then would belong to nobody.
 */
#ifndef RECONCILER_ADOPTION_H
#define RECONCILER_ADOPTION_H

#include "reconciler/work.h"

/* GETs the set; afterwards t->step_failures is empty if it may adopt. */
enum verdict adoption_check(struct task *t, rule_fn then);
/* A PATCH that makes the set the object's controller, refused by the server if the object was replaced. */
void adoption_patch(const struct object *set, const struct object *o, struct request *ret);
/* A PATCH that takes the set's reference away. */
void release_patch(const struct object *set, const struct object *o, struct request *ret);

#endif
