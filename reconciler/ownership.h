/*
 * Whose a claim is: the owner references that the retention policy wants on a pod's claim, so that the garbage
 * collector deletes it with its owner (reference 6). The controller never deletes a claim itself.
 */
#ifndef RECONCILER_OWNERSHIP_H
#define RECONCILER_OWNERSHIP_H

#include "kube/object.h"

#define STATEFULSET_API "apps/v1"
#define STATEFULSET_KIND "StatefulSet"

/* Unknown values act as Retain where references are compared, and as Delete where a stale claim is looked for. */
enum retention { RETENTION_RETAIN, RETENTION_DELETE, RETENTION_UNKNOWN };

/* The set and the pod a claim may belong to, and what the policy says. */
struct ownership {
	const char *set_name, *set_uid;
	const char *pod_name, *pod_uid;		/* uid "": a pod not yet made */
	enum retention when_scaled, when_deleted;
	bool in_range;				/* the pod's ordinal is one that the set wants */
};

enum retention retention_parse(const char *text);	/* NULL and "" are Retain */
/* The first reference to the pod's name is for another pod: left by an earlier one of that name. */
bool ownership_stale_pod(const struct ownership *x, const struct object *claim);
bool ownership_stale_set(const struct ownership *x, const struct object *claim);
/* Someone else manages the claim; considered only if either half of the policy is not Retain. */
bool ownership_unexpected_controller(const struct ownership *x, const struct object *claim);
/* One of our own references, without controller=true. */
bool ownership_not_controller(const struct ownership *x, const struct object *claim);
/* Nothing needs to change on the claim. */
bool ownership_up_to_date(const struct ownership *x, const struct object *claim);
/* Rewrites metadata.ownerReferences in the claim's tree; `claim` is the same object as read from the cache. */
void ownership_update(const struct ownership *x, const struct object *claim, json *tree);
/* A controller reference as JSON, owned by the caller. */
json *ownership_reference(const char *api_version, const char *kind, const char *name, const char *uid);

#endif
