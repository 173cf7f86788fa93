/* LimitRange: the least, the most and the default of what one object asks for. */
#include "kube/kind.h"

const struct kind limitrange_kind = {
	.group = "",
	.version = "v1",
	.name = "LimitRange",
	.plural = "limitranges",
	.singular = "limitrange",
	.shorts = { "limits" },
	.schema = "core.LimitRange",
	.namespaced = true,
};
