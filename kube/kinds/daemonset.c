/* DaemonSet: its controller reads it as a tree. */
#include "kube/kind.h"

const struct kind daemonset_kind = {
	.group = "apps",
	.version = "v1",
	.name = "DaemonSet",
	.plural = "daemonsets",
	.singular = "daemonset",
	.shorts = { "ds" },
	.categories = { "all" },
	.schema = "apps.DaemonSet",
	.namespaced = true,
};
