/*
 * Signs that another StatefulSet controller is at work on a cluster, each read from what the server answers. Old
 * managed fields prove nothing: only what was written in the last minute counts.
 */
#ifndef CLIENT_RIVAL_H
#define CLIENT_RIVAL_H

#include "kube/object.h"
#include "kube/request.h"

#define RIVAL_RECENT_MS 60000
#define RIVAL_MANAGER "ordinal"		/* as a server names who writes with our User-Agent */
#define RIVAL_PROBE "ordinal-probe-"	/* how the names of probes begin */

/* True if this StatefulSet's status, more of it than its conditions, was written by another manager in the last minute
 * of the cluster's time wall_ms; its name and the set's are appended to who. */
bool rival_wrote_status(const json *set, int64_t wall_ms, struct str *who);
/* The same for all items of a list. */
bool rival_wrote_any(const json *list, int64_t wall_ms, struct str *who);
/* True if this Lease (kube-system/kube-controller-manager) is held by someone who still renews it. */
bool rival_holds(const struct object *lease, int64_t wall_ms);

/* A StatefulSet of no replicas, which makes no pod: a controller that is at work sets its observedGeneration. */
void rival_probe(const char *namespace, const char *name, struct request *ret);
bool rival_observed(const struct object *probe);
/* True if the server has the gate MaxUnavailableStatefulSet on: it then fills in maxUnavailable, and else drops it. */
bool rival_probe_gated(const struct object *probe);

#endif
