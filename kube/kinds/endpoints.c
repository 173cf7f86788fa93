/* Endpoints: the addresses behind a service in their older form, beside the EndpointSlices. */
#include "kube/kind.h"

const struct kind endpoints_kind = {
	.group = "",
	.version = "v1",
	.name = "Endpoints",
	.plural = "endpoints",
	.singular = "endpoints",
	.shorts = { "ep" },
	.schema = "core.Endpoints",
	.namespaced = true,
};
