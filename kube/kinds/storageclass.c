#include "kube/kinds/storageclass.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct storageclass *c = facts;

	c->provisioner = arena_at(arena, tree, "provisioner");
	c->reclaim = arena_str(arena, json_str_or(json_get(tree, "reclaimPolicy"), "Delete"));
	c->wait_for_first_consumer = streq0(json_get_str(tree, "volumeBindingMode"), "WaitForFirstConsumer");
	c->is_default = streq(read_annotation(tree, "storageclass.kubernetes.io/is-default-class"), "true") ||
			streq(read_annotation(tree, "storageclass.beta.kubernetes.io/is-default-class"), "true");
	c->expandable = json_true(json_get(tree, "allowVolumeExpansion"));
}

const struct kind storageclass_kind = {
	.group = "storage.k8s.io",
	.version = "v1",
	.name = "StorageClass",
	.plural = "storageclasses",
	.singular = "storageclass",
	.shorts = { "sc" },
	.schema = "storage.StorageClass",
	.facts_size = sizeof(struct storageclass),
	.read = read,
};
