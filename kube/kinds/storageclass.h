/* The typed facts of a StorageClass. */
#ifndef KUBE_KINDS_STORAGECLASS_H
#define KUBE_KINDS_STORAGECLASS_H

#include "kube/object.h"

struct storageclass {
	const char *provisioner;
	const char *reclaim;		/* "Delete" when absent */
	bool wait_for_first_consumer;
	bool is_default;		/* annotation storageclass.kubernetes.io/is-default-class, or its beta */
	bool expandable;		/* allowVolumeExpansion */
};

static inline const struct storageclass *storageclass_of(const struct object *o)
{
	return o->facts;
}

#endif
