/* ConfigMaps. */
#include "sim/resource.h"

const struct resource configmap_resource = {
	.kind = KIND(configmap),
};
