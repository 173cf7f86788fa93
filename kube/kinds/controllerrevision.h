/* The typed facts of a ControllerRevision. */
#ifndef KUBE_KINDS_CONTROLLERREVISION_H
#define KUBE_KINDS_CONTROLLERREVISION_H

#include "kube/object.h"

struct controllerrevision {
	int64_t revision;
	const char *data;		/* compact JSON, members in the order of the object; "" when absent */
};

static inline const struct controllerrevision *controllerrevision_of(const struct object *o)
{
	return o->facts;
}

#endif
