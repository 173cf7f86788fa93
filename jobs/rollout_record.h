/*
 * What a staged rollout must remember to be picked up again by anybody: kept as small JSON in an annotation of its set,
 * written in the same requests that move the partition and change the template, and removed at the end.
 */
#ifndef JOBS_ROLLOUT_RECORD_H
#define JOBS_ROLLOUT_RECORD_H

#include "jobs/rollout_plan.h"

#define ROLLOUT_KEY "ordinal.dev/rollout"

enum rollout_stage {
	ROLLOUT_BEGINS,			/* nothing is written yet: never in an annotation */
	ROLLOUT_STAGED,			/* the partition stands above the top, the template is not changed yet */
	ROLLOUT_STEPS,			/* the template is changed; `step` is in force, -1: none yet */
	ROLLOUT_UNDOES,			/* the template is put back */
};

struct rollout_record {
	enum rollout_stage stage;
	int32_t step;
	VEC(int32_t) partitions;	/* of the steps */
	int32_t was;			/* the partition before */
	int32_t partition;		/* that was set last */
	char *from;			/* the revision to go back to */
	char *to;			/* the revision that is rolled out; "" while nobody knows its name */
	json *change;			/* of the pod template, until it is made; or NULL */
	bool merge;			/* as a JSON merge patch; else a strategic one */
	struct rollout_rule rule;
	int64_t driver;			/* who drives it: cluster ms when it was taken up; a later one takes over */
};

void rollout_record_release(struct rollout_record *r);
void rollout_record_copy(const struct rollout_record *r, struct rollout_record *ret);
char *rollout_record_text(const struct rollout_record *r);		/* malloc'd */
/* -ENOENT: the set has no such annotation; -EINVAL with err set: it cannot be read. */
int rollout_record_read(const struct object *set, struct rollout_record *ret, struct err *err);
/* "at step 2 of 3", "before its first step", "while it was undone"; nothing and false if the set has none. */
bool rollout_record_where(const struct object *set, struct str *out);

#endif
