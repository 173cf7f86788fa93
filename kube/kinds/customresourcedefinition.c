/* CustomResourceDefinition: can be asked for, and there are none. */
#include "kube/kind.h"

const struct kind customresourcedefinition_kind = {
	.group = "apiextensions.k8s.io",
	.version = "v1",
	.name = "CustomResourceDefinition",
	.plural = "customresourcedefinitions",
	.singular = "customresourcedefinition",
	.shorts = { "crd", "crds" },
	.categories = { "api-extensions" },
	.schema = "apiextensions.CustomResourceDefinition",
};
