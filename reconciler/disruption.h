/*
 * The disruption controller's decisions (reference 8.2), pure: what a budget's status is, given the pods and who
 * controls them; which budgets a pod's change concerns; when a pod's DisruptionTarget condition is stale.
 */
#ifndef RECONCILER_DISRUPTION_H
#define RECONCILER_DISRUPTION_H

#include "kube/cache.h"

/* A controller as the expected number of pods is counted from it. Strings are borrowed from what it was found in. */
struct workload {
	const char *uid;
	int64_t replicas;
	const struct owner *controller;		/* its own controller, NULL: none */
};

/* How controllers are found: from a cache, or from a recording. */
struct disruption_finder {
	void *arg;
	/* The object itself. kind is ReplicationController, ReplicaSet, Deployment or StatefulSet. False: not there. */
	bool (*object)(void *arg, const char *kind, const char *namespace, const char *name, struct workload *ret);
	/* The /scale of an object of any kind: 1 and ret filled; 0 if there is no such object; negative with err
	 * set, worded as the server and its discovery word it ("gadgets.example.com does not implement the scale
	 * subresource"). */
	int (*scale)(void *arg, const char *namespace, const struct owner *of, struct workload *ret, struct err *err);
};

struct disruption_event {
	const struct object *about;		/* the budget or a pod, borrowed */
	bool warning;
	const char *reason;			/* static */
	char *message;
};

struct disruption {
	bool write;
	struct str status;			/* the status to PUT, if write */
	bool failed;				/* it is the fail-safe status: nothing may be disrupted */
	int64_t recheck_ms;			/* once written, look again after so long; -1: not by itself */
	VEC(struct disruption_event) events;
};

/* Decides the budget's status from the pods of its namespace (all of them, in the order of lists). The budget's
 * bytes are needed. */
void disruption_decide(const struct object *budget, const object_vec *pods, const struct disruption_finder *finder,
		       int64_t now_ms, struct disruption *ret);
void disruption_release(struct disruption *d);
/* The status after a write was refused with `error` (any but a conflict, after which the budget is simply looked at
 * again). */
void disruption_fail_safe(const struct object *budget, const char *error, int64_t now_ms, struct str *ret_status);

/* The expected number of pods: the sum of what their controllers want; pods without one are counted in
 * ret_unmanaged. */
int disruption_expected(const object_vec *pods, const struct disruption_finder *finder, int64_t *ret_expected,
			size_t *ret_unmanaged, struct err *err);

/* Appends those of the budgets that select the pod, in their order; budgets of other namespaces are passed over.
 * Only the first is to be looked at when the pod changes; if there are more, an event of this text is due on the
 * pod. */
void disruption_budgets_of(const struct object *pod, const object_vec *budgets, object_vec *ret);
void disruption_several_text(const struct object *pod, const struct object *chosen, struct str *out);

/* After how many ms the pod's DisruptionTarget condition is stale (0: now); -1 if it has none that can be. Bytes are
 * needed. */
int64_t disruption_stale_in(const struct object *pod, int64_t now_ms);
/* The pod's status with that condition set to False. */
void disruption_unstale(const struct object *pod, int64_t now_ms, struct str *ret_status);

#endif
