/* ServiceAccount: its name and address are all that is used of it. */
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
