/* Server-side apply in the API: the body of such a PATCH, and what comes of it (kube/apply/ does the merging). */
#ifndef SIM_API_APPLY_H
#define SIM_API_APPLY_H

#include "sim/api/manage.h"
#include "sim/api/update.h"

/* Merges the request's body into the live tree (NULL: there is none). *ret is decoded and has managedFields. */
int apply_config(struct call *c, const struct managed_write *w, const json *live, json **ret);
/* Answers such a PATCH of an object or its status. */
int apply_object(struct call *c, enum update_part part);

#endif
