/* ReplicaSet: its controller reads it as a tree. */
#include "kube/kind.h"

const struct kind replicaset_kind = {
	.group = "apps",
	.version = "v1",
	.name = "ReplicaSet",
	.plural = "replicasets",
	.singular = "replicaset",
	.shorts = { "rs" },
	.categories = { "all" },
	.schema = "apps.ReplicaSet",
	.namespaced = true,
};
