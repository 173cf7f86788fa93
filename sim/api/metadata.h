/*
 * metadata, the same for every kind: what a client may say in it, what the server fills in and keeps, and its
 * validation.
 */
#ifndef SIM_API_METADATA_H
#define SIM_API_METADATA_H

#include "sim/api/call.h"

/* Wipes what only the server sets and fills in namespace, uid, creationTimestamp and generation. The name must be
 * there. A controller of this process may bring the uid. */
void metadata_create(struct call *c, json *tree);
/* Takes over from old what an update cannot change, and raises the generation if the spec did. */
void metadata_update(struct call *c, json *tree, const json *old);
void metadata_raise_generation(const struct resource *r, json *tree);
/* old: the state before, NULL on creation, which alone looks at names. */
void metadata_validate(const struct resource *r, const json *tree, const json *old, struct causes *causes);
void metadata_validate_update(const json *tree, const json *old, struct causes *causes);

#endif
