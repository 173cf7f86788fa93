/* Ingress: stored, no controller acts on it. */
#include "kube/kind.h"

const struct kind ingress_kind = {
	.group = "networking.k8s.io",
	.version = "v1",
	.name = "Ingress",
	.plural = "ingresses",
	.singular = "ingress",
	.shorts = { "ing" },
	.schema = "networking.Ingress",
	.namespaced = true,
};
