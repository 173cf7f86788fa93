/* The registry of served kinds: build/resources.inc lists sim/kinds/. */
#include "sim/resource.h"

static const struct resource *const rows[] = {
#define X(file) &file##_resource,
#include "resources.inc"
#undef X
	NULL,
};

const struct resource *resource_of(const struct kind *k)
{
	for (size_t i = 0; rows[i]; i++)
		if (rows[i]->kind == k)
			return rows[i];
	return NULL;
}
