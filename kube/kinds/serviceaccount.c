#include "kube/kind.h"

const struct kind serviceaccount_kind = {
	.group = "",
	.version = "v1",
	.name = "ServiceAccount",
	.plural = "serviceaccounts",
	.singular = "serviceaccount",
	.shorts = { "sa" },
	.schema = "core.ServiceAccount",
	.namespaced = true,
};
