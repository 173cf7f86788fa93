/* Role: what may be done in a namespace. */
#include "kube/rules.h"

const struct kind role_kind = {
	.group = "rbac.authorization.k8s.io",
	.version = "v1",
	.name = "Role",
	.plural = "roles",
	.singular = "role",
	.schema = "rbac.Role",
	.namespaced = true,
	.facts_size = sizeof(struct rules),
	.read = rules_read,
};
