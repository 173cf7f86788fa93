/* NetworkPolicy: stored, no network obeys it. */
#include "kube/kind.h"

const struct kind networkpolicy_kind = {
	.group = "networking.k8s.io",
	.version = "v1",
	.name = "NetworkPolicy",
	.plural = "networkpolicies",
	.singular = "networkpolicy",
	.shorts = { "netpol" },
	.schema = "networking.NetworkPolicy",
	.namespaced = true,
};
