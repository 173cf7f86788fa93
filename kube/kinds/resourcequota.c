/* ResourceQuota: how much of what a namespace may hold. */
#include "kube/kind.h"

const struct kind resourcequota_kind = {
	.group = "",
	.version = "v1",
	.name = "ResourceQuota",
	.plural = "resourcequotas",
	.singular = "resourcequota",
	.shorts = { "quota" },
	.schema = "core.ResourceQuota",
	.namespaced = true,
};
