/* The typed facts of a StatefulSet. Templates stay JSON: take object_tree() for them. */
#ifndef KUBE_KINDS_STATEFULSET_H
#define KUBE_KINDS_STATEFULSET_H

#include "kube/object.h"

struct statefulset {
	int32_t replicas;
	int32_t start;				/* ordinals.start */
	int32_t partition;			/* 0 when absent */
	int32_t min_ready;			/* minReadySeconds */
	int32_t history_limit;
	bool parallel;
	bool on_delete;
	bool rolling_update;			/* updateStrategy.rollingUpdate is present: nil and {} differ */
	bool delete_when_scaled, delete_when_deleted;	/* "not Retain" */
	const char *max_unavailable;		/* "" when absent */
	const char *service;			/* spec.serviceName */
	const char *image;			/* as pod.image */
	const char *const *claims;		/* names of the claim templates */
	const char *const *claim_sizes;		/* requests.storage of each */
	size_t nclaims;
	/* status */
	int64_t observed_generation;
	int32_t status_replicas, ready, available, current, updated;
	int32_t collisions;
	const char *current_revision, *update_revision;	/* names; "" when absent */
};

static inline const struct statefulset *statefulset_of(const struct object *o)
{
	return o->facts;
}

#endif
