/* Creating an object from a decoded tree, for POST and for PUTs that create. */
#ifndef SIM_API_CREATE_H
#define SIM_API_CREATE_H

#include "sim/api/call.h"

/* Takes *tree. *ret is a reference; it has no resourceVersion after a dry run. */
int create_tree(struct call *c, json **tree, const struct object **ret);

#endif
