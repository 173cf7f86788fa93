/*
 * Typed round trips by the schema (kube/schema.h): what Go's structs do to JSON as it passes through them.
 */
#ifndef KUBE_TYPED_H
#define KUBE_TYPED_H

#include "kube/schema.h"
#include "base/json.h"

/* Removes fields the type does not know, appending their paths ("spec.foo", "spec.containers[0].bar") to unknown (a
 * JSON array; may be NULL); drops explicit nulls and empty omitempty values as Go does; canonicalises quantities. 0, or
 * -EINVAL with the Go-like text of the first value of a wrong type ("json: cannot unmarshal string into Go struct field
 * ... of type int32"). */
int typed_decode(json *tree, const struct message *type, json *unknown, struct err *err);
/* The same without the storage between: an empty list that is always printed stays one ("containers": []). */
int typed_read(json *tree, const struct message *type, struct err *err);
/* As typed_decode for what a client sent: an empty list that is always printed stays one until typed_decode is called
 * once more, as a server has it until it is stored. *ret_kept: there is such a list. */
int typed_receive(json *tree, const struct message *type, json *unknown, bool *ret_kept, struct err *err);
/* The same for a tree that a strategic merge made. */
int typed_receive_merged(json *tree, const struct message *type, json *unknown, bool *ret_kept, struct err *err);
/* The same as typed_decode for a tree that a strategic merge made: there the server converts without JSON, and its
 * errors say other words
 * ("unrecognized type: int32"). */
int typed_convert(json *tree, const struct message *type, json *unknown, struct err *err);
/* Adds what Go always prints: fields without omitempty ("resources": {} in containers, "status": {}), and puts the
 * members of messages into the order of the schema and those of maps into the order of their keys. */
void typed_complete(json *tree, const struct message *type);
/* Puts the members of an object into the order of their keys, as Go prints its maps. */
void typed_sort_map(json *map);

#endif
