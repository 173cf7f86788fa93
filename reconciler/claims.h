/*
 * What rules do to the claims of one pod, several requests long. Each procedure ends by calling `then` with
 * t->step_failures telling what went wrong (empty: nothing) and t->step_conflict whether it was a 409.
 */
#ifndef RECONCILER_CLAIMS_H
#define RECONCILER_CLAIMS_H

#include "reconciler/work.h"

/* Whose the slot's claims should be. */
struct ownership claims_ownership(const struct task *t);
/* The claim for the template at index, NULL if the cache has none. */
const struct object *claims_find(const struct task *t, size_t index);
/* The pod's claims carry the references that the policy wants; missing ones count as right. */
bool claims_owned_right(const struct task *t);
/* Creates the claims that are missing; one that is being deleted is a failure. All are tried. */
enum verdict claims_create(struct task *t, rule_fn then);
/* Writes the references that the policy wants on the claims that are there; ends at the first failure. */
enum verdict claims_own(struct task *t, rule_fn then);

#endif
