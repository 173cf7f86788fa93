/*
 * A staged rollout as a job: partition above the top, then the template, then step by step down, each step held until
 * it is healthy by the rule. What it did is kept in an annotation of the set (jobs/rollout_record.h), so that it
 * survives whoever drives it.
 *
 * RESUME goes on, HOLD holds after this step, UNDO puts the template back and forces back the pods that OrderedReady
 * will not replace (jobs/stuck.h), STOP leaves everything as it is, to be resumed.
 */
#ifndef JOBS_ROLLOUT_H
#define JOBS_ROLLOUT_H

#include "jobs/job.h"
#include "jobs/rollout_record.h"

/* NULL with err set if the plan is forbidden or cannot be made, or a rollout was left on the set. */
struct job *rollout_new(struct cache *cache, const struct object *set, const struct rollout_wish *wish,
			struct err *err);
/* The rollout that was left on the set, taken up again to go on or to be undone; rule NULL: its own. NULL with err set
 * if there is none. */
struct job *rollout_resume(const struct object *set, const struct rollout_rule *rule, bool undo, struct err *err);
/* Takes the annotation of a rollout off the set and leaves the rest as it is. */
void rollout_forget(const struct object *set, struct request *ret);
bool rollout_undone(const struct job *j);	/* it is over, and by going back */

/* Why it waits for a person: JOB_HELD. */
enum rollout_held {
	HELD_NOT,
	HELD_STEP,			/* a step is healthy, and the next is to be let go */
	HELD_BROKEN,			/* a step is not healthy by the rule */
	HELD_MEDDLED,			/* somebody else moved what it moves */
};
enum rollout_held rollout_held(const struct job *j);

#endif
