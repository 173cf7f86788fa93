/*
 * The order of members in stored objects: kind, apiVersion, metadata first and metadata's own as a server prints them.
 * So the bytes of every object of a kind begin with the same text, which a list leaves out of its items.
 */
#ifndef SIM_API_CANONICAL_H
#define SIM_API_CANONICAL_H

#include "kube/kind.h"
#include "kube/object.h"

void canonical_order(json *tree);
/* The bytes of an object as an item of a list: without kind and apiVersion. Appended. */
void canonical_add_item(const struct object *o, struct str *out);
/* The text of the object's metadata, "{...}", inside its bytes. */
const char *canonical_metadata(const struct object *o, size_t *ret_len);
/* Appends the bytes of an object with another resourceVersion in them. */
void canonical_add_version(const struct object *o, uint64_t rv, struct str *out);

#endif
