/* Namespaces. */
#include "sim/resource.h"

static void prepare_create(const struct resource_context *x, json *o)
{
	(void)x;
	json_set_at(o, "metadata.labels", json_get(json_get(o, "metadata"), "labels") ? json_copy(json_at(o, "metadata.labels")) : json_object());
	json_set_str(json_at(o, "metadata.labels"), "kubernetes.io/metadata.name", json_str_or(json_at(o, "metadata.name"), ""));
	json_set(json_want(o, "spec"), "finalizers", json_format("['kubernetes']"));
	json_set_str(json_want(o, "status"), "phase", "Active");
}

const struct resource namespace_resource = {
	.kind = KIND(namespace),
	.flags = RESOURCE_STATUS | RESOURCE_NAME_LABEL | RESOURCE_DELETE_ANSWERS_OBJECT,
	.prepare_create = prepare_create,
};
