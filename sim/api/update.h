/* Replacing an object by a decoded tree: for PUT, PATCH, scale and status. */
#ifndef SIM_API_UPDATE_H
#define SIM_API_UPDATE_H

#include "sim/api/call.h"

enum update_part { UPDATE_MAIN, UPDATE_STATUS };

/* The name and namespace of the new state must be those of the request: 400. */
int update_check_names(struct call *c, const json *tree);
/* The namespace of a patched state: filled in where it is left out, 400 where it is another. */
int update_check_namespace(struct call *c, json *tree);
/* Takes d->tree (the new state) and uses d->old and d->old_tree; checks uid and resourceVersion. *ret: a reference. */
int update_draft(struct call *c, struct draft *d, enum update_part part, const struct object **ret);

#endif
