/* What a person may order a staged rollout to do now, and how it obeys. */
#include "jobs/rollout_state.h"

static const char *resume_word(const struct job *j)
{
	const struct rollout *x = rollout_of(j);

	if (j->phase == JOB_REFUSED)
		return "try again";
	if (j->phase == JOB_HELD)
		return x->held == HELD_STEP ? "go on with the next step" :
		       x->held == HELD_MEDDLED ? "set it as this step asks, and go on" : "wait for it again";
	return x->healthy_ms ? "go on with the next step now" : NULL;
}

const char *rollout_offers(const struct job *j, enum job_order order)
{
	const struct rollout *x = rollout_of(j);
	bool undoes = x->record.stage == ROLLOUT_UNDOES || x->wants_undo;

	switch (order) {
	case JOB_HOLD:
		return j->phase == JOB_RUNNING && !x->wants_hold && !undoes ? "hold after this step" : NULL;
	case JOB_RESUME:
		return resume_word(j);
	case JOB_UNDO:
		return undoes && j->phase != JOB_REFUSED ? NULL : "undo: the old template again, pods that are stuck "
		                                                   "forced back";
	default:
		return "leave it as it is, to be resumed";
	}
}

static void resume(struct job *j)
{
	struct rollout *x = rollout_of(j);
	enum rollout_held held = j->phase == JOB_HELD ? x->held : HELD_NOT;
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);

	if (j->phase == JOB_REFUSED)
		rollout_read_again(j);
	if (held == HELD_MEDDLED)
		rollout_accept(j);
	if (held == HELD_BROKEN && set) {
		rollout_baseline(j->cache, set, &x->base);
		x->step_ms = j->now_ms;
	}
	x->wants_next = held == HELD_STEP || (j->phase == JOB_RUNNING && x->healthy_ms);
	x->wants_hold = false;
	x->held = HELD_NOT;
	x->again = 0;
	j->phase = JOB_RUNNING;
	job_say(j, JOB_PLAIN, "goes on");
}

void rollout_obey(struct job *j, enum job_order order)
{
	struct rollout *x = rollout_of(j);

	if (order == JOB_STOP) {
		job_end(j, JOB_STOPPED, "left as it is: %s",
			x->record.stage == ROLLOUT_BEGINS ? "nothing was changed" : "it can be resumed");
	} else if (order == JOB_HOLD) {
		x->wants_hold = true;
	} else if (order == JOB_UNDO) {
		x->wants_undo = true;
		x->held = HELD_NOT;
		j->phase = JOB_RUNNING;
		job_say(j, JOB_WARN, "undo");
	} else {
		resume(j);
	}
}
