/*
 * The pods of a workload: made from its template, taken in or let go by its selector, deleted in upstream's order.
 * Source: pkg/controller/controller_utils.go and controller_ref_manager.go of Kubernetes 1.36.
 */
#ifndef SIM_WORKLOADS_PODS_H
#define SIM_WORKLOADS_PODS_H

#include "kube/kinds/pod.h"
#include "sim/workloads/crew.h"

bool pod_is_active(const struct object *pod);		/* has not ended and is not being deleted */

/* A pod of the template for the owner, which controls it; its name is generated unless the caller sets one. */
json *workload_pod(const struct object *owner, const json *pod_template);

/* Creates or deletes with the events of upstream ("Created pod: web-x7k2p"). An absent pod counts as deleted. False
 * with ret filled (the caller's to release) if it was refused; a refusal by a namespace that is going has no event. */
bool workload_create_pod(struct crew *c, const struct object *owner, json *tree, struct outcome *ret);
bool workload_delete_pod(struct crew *c, const struct object *owner, const struct object *pod, struct outcome *ret);

/* Appends references to the owner's pods of all phases: it adopts those that match and nobody controls, and releases
 * its own that do not match any more. False if something was refused. */
bool workload_claim_pods(struct crew *c, const struct object *owner, const struct selector *selector, object_vec *ret);
void objects_release(object_vec *all);			/* references and the vector */

/* Puts the pods that are to go first in front. ranks: ready pods of the same family on each pod's node, beside it. */
void workload_rank_pods(object_vec *pods, const object_vec *related, int64_t now_ms);

#endif
