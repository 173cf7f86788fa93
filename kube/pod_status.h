/*
 * What `kubectl get pods` shows of a pod: its STATUS word, READY and RESTARTS. Pure; the console's typed pod and the
 * simulator's tables both come from here. Source: printPod of Kubernetes 1.36, recorded in the wire session
 * e-table-pods.
 */
#ifndef KUBE_POD_STATUS_H
#define KUBE_POD_STATUS_H

#include "base/json.h"

struct pod_status {
	struct str word;		/* the STATUS word without regard to a deletion: "Init:0/2", "Running" */
	const char *deleting;		/* shown in its place while the pod is deleted: "Terminating", "Unknown" */
	const char *ended;		/* "Succeeded" or "Failed", NULL before */
	int ready, total;		/* containers, restartable init containers among them */
	int restarts;
	int64_t restarted;		/* seconds since 1970 of the last termination before a restart; 0: none */
};

#define POD_STATUS_INIT { .word = STR_INIT }

/* ret must be initialised; what it held is replaced. */
void pod_status(const json *pod, struct pod_status *ret);
void pod_status_release(struct pod_status *s);
/* The STATUS cell. */
const char *pod_status_text(const struct pod_status *s);
/* The RESTARTS cell: "0", "5 (15s ago)". */
void pod_status_restarts(const struct pod_status *s, int64_t now_s, struct str *out);

#endif
