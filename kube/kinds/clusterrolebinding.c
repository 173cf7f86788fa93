/* ClusterRoleBinding: who has a role in the whole cluster. */
#include "kube/rules.h"

const struct kind clusterrolebinding_kind = {
	.group = "rbac.authorization.k8s.io",
	.version = "v1",
	.name = "ClusterRoleBinding",
	.plural = "clusterrolebindings",
	.singular = "clusterrolebinding",
	.schema = "rbac.ClusterRoleBinding",
	.facts_size = sizeof(struct role_binding),
	.read = role_binding_read,
};
