/* PriorityClass: a name for a pod's priority. */
#include "kube/kind.h"

const struct kind priorityclass_kind = {
	.group = "scheduling.k8s.io",
	.version = "v1",
	.name = "PriorityClass",
	.plural = "priorityclasses",
	.singular = "priorityclass",
	.shorts = { "pc" },
	.schema = "scheduling.PriorityClass",
};
