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
/* change: a patch of the pod template; merge: a JSON merge patch, else a strategic one. */
void rollout_write_template(const struct object *set, const struct rollout_record *record, const json *change,
			    bool merge, struct request *ret);
/* The writes of a rollout that is about to begin, without its annotation, for a server to check and a person to read:
 * the partition, and then (step 1) the template where it changes. */
void rollout_write_asked(const struct object *set, const struct rollout_wish *wish, size_t step, struct request *ret);
/* How many of them there are. */
size_t rollout_write_count(const struct rollout_wish *wish);
/* The whole template of a revision, and the partition of the record. -EINVAL if the revision keeps none. */
int rollout_write_undo(const struct object *set, const struct rollout_record *record, const struct object *revision,
		       struct request *ret, struct err *err);

#endif
