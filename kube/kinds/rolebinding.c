/* RoleBinding: who has a role in a namespace. */
#include "kube/rules.h"

const struct kind rolebinding_kind = {
	.group = "rbac.authorization.k8s.io",
	.version = "v1",
	.name = "RoleBinding",
	.plural = "rolebindings",
	.singular = "rolebinding",
	.schema = "rbac.RoleBinding",
	.namespaced = true,
	.facts_size = sizeof(struct role_binding),
	.read = role_binding_read,
};
