/* The typed facts of a Pod: what ordering, scheduling and the board ask for. */
#ifndef KUBE_KINDS_POD_H
#define KUBE_KINDS_POD_H

#include "kube/object.h"

struct pod_volume {
	const char *name;		/* the volume's */
	const char *claim;		/* persistentVolumeClaim.claimName; "" for other sources */
};

struct pod {
	const char *phase;		/* "" until the server set it */
	const char *reason;		/* status.reason */
	const char *status;		/* kubectl's STATUS word without "Terminating": "CrashLoopBackOff" */
	const char *message;		/* why it does not run: of the waiting container, or the unmet condition */
	const char *node;		/* spec.nodeName */
	const char *ip;
	const char *hostname, *subdomain;
	const char *image;		/* the first container's; more than one are joined with "," */
	const char *scheduler;
	const char *qos;
	bool ready;			/* condition Ready is True */
	bool scheduled;			/* condition PodScheduled is True */
	bool scratch;			/* has an emptyDir: what is in it goes with the pod */
	bool has_affinity;		/* or nodeSelector, spread, own tolerations, host ports: read it whole */
	int64_t ready_at;		/* Ready.lastTransitionTime, seconds; 0: none */
	int64_t grace;			/* spec.terminationGracePeriodSeconds; 30 when absent */
	int64_t cpu_milli, memory;	/* requests as the scheduler counts them: init containers and overhead too */
	int64_t restarted;		/* last container termination, seconds; 0: none */
	int32_t restarts;
	int16_t containers, containers_ready;
	const struct pod_volume *volumes;
	size_t nvolumes;
};

static inline const struct pod *pod_of(const struct object *o)
{
	return o->facts;
}

#endif
