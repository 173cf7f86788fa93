#include "kube/kinds/configmap.h"

static void read(const json *tree, struct arena *arena UNUSED, void *facts)
{
	struct configmap *c = facts;

	c->keys = (int32_t)(json_len(json_get(tree, "data")) + json_len(json_get(tree, "binaryData")));
}

const struct kind configmap_kind = {
	.group = "",
	.version = "v1",
	.name = "ConfigMap",
	.plural = "configmaps",
	.singular = "configmap",
	.shorts = { "cm" },
	.schema = "core.ConfigMap",
	.namespaced = true,
	.facts_size = sizeof(struct configmap),
	.read = read,
};
