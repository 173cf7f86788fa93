/* The typed facts of a PersistentVolumeClaim. */
#ifndef KUBE_KINDS_PERSISTENTVOLUMECLAIM_H
#define KUBE_KINDS_PERSISTENTVOLUMECLAIM_H

#include "kube/object.h"

struct persistentvolumeclaim {
	const char *phase;		/* "Pending", "Bound", "Lost"; "" until the server set it */
	const char *volume;		/* spec.volumeName; "" before it is bound */
	const char *class;		/* spec.storageClassName */
	bool has_class;			/* a class is named, if only "": absent means the default one */
	const char *requested;		/* spec.resources.requests.storage, as text */
	const char *capacity;		/* status.capacity.storage; "" before it is bound */
	const char *modes;		/* access modes asked for: "RWO,RWX" */
	const char *mode;		/* volumeMode: "Filesystem", "Block" */
	const char *selected_node;	/* annotation volume.kubernetes.io/selected-node; "" without */
	bool bind_completed;		/* annotation pv.kubernetes.io/bind-completed */
	bool resizing;			/* a condition says that growth is under way or waits for the node */
};

static inline const struct persistentvolumeclaim *persistentvolumeclaim_of(const struct object *o)
{
	return o->facts;
}

#endif
