/*
 * Protobuf bodies as Kubernetes' clients send and take them: the "k8s\0" envelope and inside it the object, from and to
 * JSON by the tables of kube/schema.h. What is written is what upstream writes, byte for byte.
 */
#ifndef SIM_PROTOBUF_H
#define SIM_PROTOBUF_H

#include "base/json.h"

#define TYPE_PROTOBUF "application/vnd.kubernetes.protobuf"
#define TYPE_PROTOBUF_WATCH "application/vnd.kubernetes.protobuf;stream=watch"

/* type_name ("core.ConfigMap") is the message expected. The tree has the apiVersion and kind of the envelope. NULL
 * with err. */
json *protobuf_decode(const char *bytes, size_t len, const char *type_name, struct err *err);

/* Appends an object with its apiVersion and kind. False: it is of a kind that has no protobuf (tables), nothing is
 * appended. */
bool protobuf_encode(const json *tree, struct str *out);

/* The same for a list whose items come one by one: head is the list without them; false: there is no such kind.
 * *ret_start is for the end. */
bool protobuf_list_begin(const json *head, struct str *out, size_t *ret_start);
void protobuf_list_add(const json *head, const json *item, struct str *out);
void protobuf_list_end(size_t start, struct str *out);

/* Appends a watch's frame: four bytes of length, the event's type and its object (NULL: nothing is appended). */
void protobuf_add_event(const char *type, const json *object, struct str *out);

#endif
