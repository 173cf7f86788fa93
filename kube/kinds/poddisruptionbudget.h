/* The typed facts of a PodDisruptionBudget. */
#ifndef KUBE_KINDS_PODDISRUPTIONBUDGET_H
#define KUBE_KINDS_PODDISRUPTIONBUDGET_H

#include "kube/object.h"

struct poddisruptionbudget {
	const char *min_available, *max_unavailable;	/* "2" or "50%"; "" when absent */
	const char *selector;		/* compact JSON for selector_from_json; "" when absent: selects nothing */
	bool always_allow;		/* unhealthyPodEvictionPolicy AlwaysAllow */
	int64_t observed_generation;
	int32_t allowed, healthy, desired, expected;	/* of the status: disruptionsAllowed, currentHealthy, ... */
};

static inline const struct poddisruptionbudget *poddisruptionbudget_of(const struct object *o)
{
	return o->facts;
}

#endif
