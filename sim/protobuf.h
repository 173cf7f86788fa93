/*
 * Protobuf request bodies as Kubernetes' clients send them: the "k8s\0" envelope and inside it the object, decoded into
 * JSON by the tables of kube/schema.h. There is no encoder: JSON answers are accepted everywhere.
 */
#ifndef SIM_PROTOBUF_H
#define SIM_PROTOBUF_H

#include "base/json.h"

#define TYPE_PROTOBUF "application/vnd.kubernetes.protobuf"

/* type_name ("core.ConfigMap") is the message expected. The tree has the apiVersion and kind of the envelope. NULL
 * with err. */
json *protobuf_decode(const char *bytes, size_t len, const char *type_name, struct err *err);

#endif
