/* The typed facts of a PersistentVolume. */
#ifndef KUBE_KINDS_PERSISTENTVOLUME_H
#define KUBE_KINDS_PERSISTENTVOLUME_H

#include "kube/object.h"

struct persistentvolume {
	const char *phase;		/* "Pending", "Available", "Bound", "Released", "Failed" */
	const char *class;
	const char *reclaim;		/* "Delete", "Retain", "Recycle" */
	const char *capacity;
	const char *modes;		/* "RWO,ROX" */
	const char *mode;		/* volumeMode */
	const char *reason;		/* status.reason */
	const char *claim_namespace, *claim_name, *claim_uid;	/* spec.claimRef; "" without */
	bool has_affinity;		/* spec.nodeAffinity: the scheduler must read the whole object */
};

static inline const struct persistentvolume *persistentvolume_of(const struct object *o)
{
	return o->facts;
}

#endif
