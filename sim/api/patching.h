/* The body of a PATCH and its three types, for objects and for Scales. */
#ifndef SIM_API_PATCHING_H
#define SIM_API_PATCHING_H

#include "sim/api/call.h"

/* 415 unless the body is of a patch type that is understood: asked before the object is looked up. */
int patch_check_type(struct call *c);
/* Whether the body is one of server-side apply, which goes another way (sim/api/apply.h). */
bool patch_is_apply(const struct call *c);
/* The options of a write, and those that only one patch type takes: 422. */
int patch_options(struct call *c);
/* Applies the request's patch to *tree, whose type is type_name; 415, 400, 422 or 500 otherwise. */
int patch_apply(struct call *c, json **tree, const char *type_name);

#endif
