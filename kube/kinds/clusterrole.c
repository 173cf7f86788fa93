/* ClusterRole: what may be done, in the whole cluster or where a RoleBinding says. */
#include "kube/rules.h"

const struct kind clusterrole_kind = {
	.group = "rbac.authorization.k8s.io",
	.version = "v1",
	.name = "ClusterRole",
	.plural = "clusterroles",
	.singular = "clusterrole",
	.schema = "rbac.ClusterRole",
	.facts_size = sizeof(struct rules),
	.read = rules_read,
};
