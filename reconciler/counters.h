/*
 * What a StatefulSet's status counts, and when a pod counts as what (reference 1.5). Pure functions on pods' facts; now
 * is in milliseconds, times in objects are whole seconds.
 */
#ifndef RECONCILER_COUNTERS_H
#define RECONCILER_COUNTERS_H

#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"

struct counters {
	int32_t replicas, ready, available, current, updated;
};

bool pod_created(const struct object *pod);			/* the server has given it a phase */
bool pod_ended(const struct object *pod);			/* Failed or Succeeded */
bool pod_running_and_ready(const struct object *pod);
/* By the Ready condition alone, whatever the phase. */
bool pod_available(const struct object *pod, int32_t min_ready, int64_t now_ms);
bool pod_unavailable(const struct object *pod, int32_t min_ready, int64_t now_ms);	/* or terminating */
/* Milliseconds until a ready pod is available, -1 if it is not ready or already is. */
int64_t pod_available_in(const struct object *pod, int32_t min_ready, int64_t now_ms);

/* Which of the set's revisions a pod carries: neither, one or both. */
struct carried {
	bool current, updated;
};

void counters_add(struct counters *c, const struct object *pod, struct carried carried, int32_t min_ready,
		  int64_t now_ms);	/* counts one pod */

/* The status that a sync arrives at. */
struct set_status {
	struct counters counters;
	int64_t observed_generation;
	int32_t collisions;
	char *current_revision, *update_revision;
};

void set_status_release(struct set_status *s);
/* A rolling update that reached every pod makes the update revision the current one. */
void set_status_complete(struct set_status *s, const struct statefulset *set);
/* Whether it must be written; a changed collision count alone is no reason. */
bool set_status_differs(const struct set_status *s, const struct object *set);
void set_status_print(const struct set_status *s, struct str *out);

#endif
