/* ReplicationController: stored, no more. */
#include "kube/kind.h"

const struct kind replicationcontroller_kind = {
	.group = "",
	.version = "v1",
	.name = "ReplicationController",
	.plural = "replicationcontrollers",
	.singular = "replicationcontroller",
	.shorts = { "rc" },
	.categories = { "all" },
	.schema = "core.ReplicationController",
	.namespaced = true,
};
