/* Replacing an object by a decoded tree: for PUT, PATCH, scale and status. */
#ifndef SIM_UPDATE_H
#define SIM_UPDATE_H

#include "sim/call.h"

enum update_part { UPDATE_MAIN, UPDATE_STATUS };

/* Takes d->tree (the new state) and uses d->old and d->old_tree; checks uid and resourceVersion. *ret: a reference. */
int update_draft(struct call *c, struct draft *d, enum update_part part, const struct object **ret);

#endif
