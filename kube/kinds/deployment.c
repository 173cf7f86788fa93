/* Deployment: its controller reads it as a tree. */
#include "kube/kind.h"

const struct kind deployment_kind = {
	.group = "apps",
	.version = "v1",
	.name = "Deployment",
	.plural = "deployments",
	.singular = "deployment",
	.shorts = { "deploy" },
	.categories = { "all" },
	.schema = "apps.Deployment",
	.namespaced = true,
};
