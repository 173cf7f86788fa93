/* The typed facts of a Lease. */
#ifndef KUBE_KINDS_LEASE_H
#define KUBE_KINDS_LEASE_H

#include "kube/object.h"

struct lease {
	const char *holder;
	int64_t renewed_ms;		/* renewTime, wall ms by the holder's clock; 0: never */
	int64_t acquired_ms;
	int32_t duration_s;
	int32_t transitions;
};

static inline const struct lease *lease_of(const struct object *o)
{
	return o->facts;
}

#endif
