/* CSINode: the storage drivers of a node. */
#include "kube/kind.h"

const struct kind csinode_kind = {
	.group = "storage.k8s.io",
	.version = "v1",
	.name = "CSINode",
	.plural = "csinodes",
	.singular = "csinode",
	.schema = "storage.CSINode",
};
