/*
 * The writes of a staged rollout. Each is one patch that carries the record along, with the set's uid and
 * resourceVersion as preconditions: it fails when anything is not as it was when the step was decided.
 */
#ifndef JOBS_ROLLOUT_WRITE_H
#define JOBS_ROLLOUT_WRITE_H

#include "jobs/rollout_record.h"
#include "kube/request.h"

/* The partition as the record has it. record NULL: the rollout is over and its annotation goes. partition < 0: only
 * the annotation. */
void rollout_write_partition(const struct object *set, const struct rollout_record *record, int32_t partition,
			     struct request *ret);
/* change: a strategic patch of the pod template. */
void rollout_write_template(const struct object *set, const struct rollout_record *record, const json *change,
			    struct request *ret);
/* The whole template of a revision, and the partition of the record. -EINVAL if the revision keeps none. */
int rollout_write_undo(const struct object *set, const struct rollout_record *record, const struct object *revision,
		       struct request *ret, struct err *err);

#endif
