/* What is kept of a PriorityClass beside its bytes. */
#ifndef KUBE_KINDS_PRIORITYCLASS_H
#define KUBE_KINDS_PRIORITYCLASS_H

#include "kube/object.h"

struct priorityclass {
	int32_t value;
	bool is_default;		/* of pods that name no class */
	const char *preemption;		/* "PreemptLowerPriority" or "Never" */
};

static inline const struct priorityclass *priorityclass_of(const struct object *o)
{
	return o->facts;
}

#endif
