/* PodTemplate: stored, no more. */
#include "kube/kind.h"

const struct kind podtemplate_kind = {
	.group = "",
	.version = "v1",
	.name = "PodTemplate",
	.plural = "podtemplates",
	.singular = "podtemplate",
	.schema = "core.PodTemplate",
	.namespaced = true,
};
