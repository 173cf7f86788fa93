/* Objects in the form of the kind they are asked as, where that is another's (events.k8s.io and core events). */
#ifndef SIM_API_FORM_H
#define SIM_API_FORM_H

#include "sim/resource.h"

/* A stored object as the resource shows it: its tree, the caller's, and the object itself, a reference. */
json *form_tree(const struct resource *r, const struct object *o);
json *form_status_tree(const struct resource *r, const struct object *o);	/* the same as object_status_tree */
const struct object *form_object(const struct resource *r, const struct object *o);
/* An object to store from a tree in the resource's form (not kept); NULL with err. */
struct object *form_new(const struct resource *r, const json *tree, struct err *err);

#endif
