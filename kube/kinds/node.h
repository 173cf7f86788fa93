/* The typed facts of a Node: what scheduling, drains and the node view ask for. Labels are the object's. */
#ifndef KUBE_KINDS_NODE_H
#define KUBE_KINDS_NODE_H

#include "kube/object.h"

struct taint {
	const char *key;
	const char *value;
	const char *effect;		/* "NoSchedule", "PreferNoSchedule", "NoExecute" */
};

struct node {
	bool ready;			/* condition Ready is True */
	bool known;			/* there is a Ready condition and it is not Unknown: the kubelet reports */
	bool unschedulable;		/* cordoned */
	const struct taint *taints;
	size_t ntaints;
	int64_t cpu_milli, memory, pods;	/* allocatable, or capacity where the node has no allocatable */
	const char *address;		/* InternalIP; "" before the kubelet told it */
	const char *version;		/* the kubelet's */
	int64_t ready_at;		/* Ready.lastTransitionTime, seconds; 0: none */
};

static inline const struct node *node_of(const struct object *o)
{
	return o->facts;
}

#endif
