/*
 * struct tasks: one sync of a Job: its pods, what they have come to, and what is done about it. Pods carry a finalizer
 * until they are counted. Source: pkg/controller/job of Kubernetes 1.36; policies for failures and successes and limits
 * an index are left out.
 */
#ifndef SIM_WORKLOADS_TASKS_H
#define SIM_WORKLOADS_TASKS_H

#include "sim/workloads/conditions.h"
#include "sim/workloads/pods.h"

#define TRACKING "batch.kubernetes.io/job-tracking"
#define INDEX "batch.kubernetes.io/job-completion-index"

struct tasks {
	struct crew *crew;
	const struct object *job;		/* a reference */
	json *tree;				/* status as it is to be */
	object_vec pods;			/* references, of all phases */
	object_vec active;			/* borrowed from pods */
	int64_t succeeded, failed;		/* with those that are not counted yet */
	int64_t terminating;
	bool indexed, failing;
	bool refused;				/* look again */
};

/* --- tasks.c: pods --- */
void tasks_read(struct tasks *t);
void tasks_release(struct tasks *t);
int64_t tasks_wanted(const struct tasks *t);	/* spec.completions, -1: any success will do */
/* Makes and deletes pods; when it must wait for a pause after failures, the key is queued for then. */
void tasks_manage(struct tasks *t, const char *key);
void tasks_end_active(struct tasks *t);		/* deletes all active pods */
bool task_failed(const struct object *pod);
bool tasks_drop_finalizer(struct crew *c, const struct object *pod);

/* --- task_status.c --- */
/* Counts what has ended, lets go of it, and writes the status. finish: the condition with which the Job is over, taken;
 * NULL: it goes on. */
void tasks_track(struct tasks *t, json *finish);
json *tasks_condition(struct tasks *t, const char *type, const char *reason, const char *message);
/* "0,2-4" of the indexes that succeeded; ret_done: a flag an index. */
char *tasks_indexes(const struct tasks *t, bool *ret_done, int64_t n);

#endif
