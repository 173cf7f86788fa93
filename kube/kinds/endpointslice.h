/* The typed facts of an EndpointSlice. */
#ifndef KUBE_KINDS_ENDPOINTSLICE_H
#define KUBE_KINDS_ENDPOINTSLICE_H

#include "kube/object.h"

struct endpointslice {
	const char *service;		/* label kubernetes.io/service-name */
	int32_t ready, total;		/* endpoints; one that does not say counts as ready */
};

static inline const struct endpointslice *endpointslice_of(const struct object *o)
{
	return o->facts;
}

#endif
