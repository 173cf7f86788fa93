/* Writes that one request makes on other objects, or past the usual rules: bindings, conditions, budgets' status. */
#ifndef SIM_API_INSIDE_H
#define SIM_API_INSIDE_H

#include "sim/api/call.h"

/* Stores a changed tree (taken) of an object as it is, without validation. *ret: a reference, may be NULL if not
 * wanted. */
int inside_store(struct call *c, const struct object *old, json *tree, const struct object **ret);
/* Sets a condition by its type; lastTransitionTime is now if the status changes. */
void inside_condition(struct call *c, json *tree, const char *type, const char *status, const char *reason,
                      const char *message);

#endif
