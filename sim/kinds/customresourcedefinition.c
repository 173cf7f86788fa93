/* CustomResourceDefinitions: clients ask for the list before they do anything, and it is empty. They cannot be made. */
#include "sim/cells.h"

const struct resource customresourcedefinition_resource = {
	.kind = KIND(customresourcedefinition),
	.flags = RESOURCE_READ_ONLY,
};
