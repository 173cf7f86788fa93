/* A staged rollout (jobs/rollout.h): the partition step by step, each step held until it is healthy. */
#include "jobs/rollout_state.h"
#include "jobs/stuck.h"
#include "kube/kinds/statefulset.h"

void rollout_hold(struct job *j, enum rollout_held why, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	rollout_of(j)->held = why;
	j->phase = JOB_HELD;
	job_wait(j, "%s", text.buf);
	job_say(j, why == HELD_STEP ? JOB_PLAIN : JOB_WARN, "held: %s", text.buf);
}

void rollout_item(struct job *j, enum job_mark mark, const char *text)
{
	const struct rollout *x = rollout_of(j);

	if (x->record.step < 0 || (size_t)x->record.step >= j->items.len)
		return;
	j->items.items[x->record.step].mark = mark;
	job_cell(&j->items.items[x->record.step], CELL_STATE, "%s", text);
}

/* --- stages --- */

static void advance(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	int32_t healthy = rollout_healthy(j->cache, set), away = rollout_away(set);

	if (x->record.rule.min_healthy && healthy - away < x->record.rule.min_healthy) {
		job_wait(j, "more than %d healthy: replacing %d must leave %d", healthy, away,
			 x->record.rule.min_healthy);
		return;
	}
	rollout_baseline(j->cache, set, &x->base);
	rollout_send_step(j, set, x->record.step + 1);
}

static void wait_out(struct job *j, int64_t until)
{
	const struct rollout *x = rollout_of(j);

	job_wait(j, "%d s to pass at step %d", x->record.rule.hold_s, x->record.step + 1);
	job_wake(j, until);
}

/* The step is healthy: what comes next. */
static void step_done(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	int32_t hold_s = x->record.rule.hold_s;
	int64_t until = x->healthy_ms + (int64_t)hold_s * 1000;

	if (!x->healthy_ms) {
		x->healthy_ms = j->now_ms;
		until += j->now_ms;
		j->done = x->record.step + 1;
		rollout_item(j, MARK_DONE, "healthy");
		job_say(j, JOB_GOOD, "step %d of %zu is healthy", x->record.step + 1, rollout_steps(x));
	}
	if ((size_t)x->record.step + 1 == rollout_steps(x))
		rollout_send_end(j, set, x->record.partition, "all steps are healthy: taking the annotation off");
	else if (x->wants_next)
		advance(j, set);
	else if (x->wants_hold || hold_s == ROLLOUT_BY_HAND)
		rollout_hold(j, HELD_STEP, "step %d of %zu is healthy; the next goes down to partition %d",
			     x->record.step + 1, rollout_steps(x), x->record.partitions.items[x->record.step + 1]);
	else if (j->now_ms >= until)
		advance(j, set);
	else
		wait_out(j, until);
}

static void stage_steps(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	int64_t late = x->step_ms + (int64_t)x->record.rule.timeout_s * 1000;
	struct rollout_health h = { .why = STR_INIT };

	if (!rollout_learn(j, set))
		return;
	if (streq(x->record.to, x->record.from)) {
		x->undone = true;
		rollout_send_end(j, set, x->record.was, "the template is what it was: there is nothing to roll out");
		return;
	}
	if (x->record.step < 0) {
		advance(j, set);
		return;
	}
	rollout_judge(j->cache, set, &x->record, &x->base, j->now_ms, &h);
	if (h.health == HEALTH_WAITS && x->record.rule.timeout_s && j->now_ms >= late) {
		rollout_hold(j, HELD_BROKEN, "not healthy after %d s: waits for %s", x->record.rule.timeout_s,
			     h.why.buf);
		rollout_item(j, MARK_BLOCKED, h.why.buf);
	} else if (h.health == HEALTH_BROKEN) {
		rollout_hold(j, HELD_BROKEN, "%s", h.why.buf);
		rollout_item(j, MARK_BLOCKED, h.why.buf);
	} else if (h.health == HEALTH_GOOD) {
		step_done(j, set);
	} else {
		x->healthy_ms = 0;
		job_wait(j, "%s", h.why.buf);
		rollout_item(j, MARK_BUSY, h.why.buf);
		if (x->record.rule.timeout_s)
			job_wake(j, late);
		if (h.again_ms >= 0)
			job_wake(j, h.again_ms);
	}
	str_release(&h.why);
}

static void stage_undoes(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	struct rollout_health h = { .why = STR_INIT };
	const struct object *pod;

	if (!rollout_learn(j, set))
		return;
	rollout_judge(j->cache, set, &x->record, &x->base, j->now_ms, &h);
	pod = h.health == HEALTH_GOOD ? NULL : stuck_pod(j->cache, set, true, j->now_ms / 1000);
	if (h.health == HEALTH_GOOD) {
		x->undone = true;
		rollout_send_end(j, set, x->record.was, "all pods are back: taking the annotation off");
	} else if (pod && !streq0(pod->uid, x->forced)) {
		rollout_send_force(j, pod);
	} else {
		job_wait(j, "%s", h.why.buf);
		if (h.again_ms >= 0)
			job_wake(j, h.again_ms);
	}
	str_release(&h.why);
}

/* Before the template was changed there is nothing to put back but the partition. */
static void undo(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	if (x->record.stage == ROLLOUT_BEGINS) {
		job_end(j, JOB_STOPPED, "nothing was changed");
	} else if (x->record.stage == ROLLOUT_STAGED) {
		x->undone = true;
		rollout_send_end(j, set, x->record.was, "nothing was replaced yet: the partition as it was");
	} else {
		rollout_send_undo(j, set);
	}
}

static void begin(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	if (x->record.change)
		rollout_send_stage(j, set);
	else
		advance(j, set);
}

static void go(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	switch (x->record.stage) {
	case ROLLOUT_BEGINS: begin(j, set); break;
	case ROLLOUT_STAGED: rollout_send_template(j, set); break;
	case ROLLOUT_STEPS: stage_steps(j, set); break;
	case ROLLOUT_UNDOES: stage_undoes(j, set); break;
	}
}

static void step(struct job *j)
{
	struct rollout *x = rollout_of(j);
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);

	if (x->sent)
		return;
	if (set && streq(set->uid, j->uid) && set->rv < x->version) {
		job_wait(j, "what was written to be seen");
		return;
	}
	if (x->again && set)
		rollout_read_again(j);
	if (!rollout_still_ours(j, set) || j->phase != JOB_RUNNING)
		return;
	if (x->record.stage != ROLLOUT_BEGINS && !x->base.len)
		rollout_baseline(j->cache, set, &x->base);
	if (x->record.stage != ROLLOUT_BEGINS && !x->taken)
		rollout_send_take(j, set);
	else if (x->wants_undo && x->record.stage != ROLLOUT_UNDOES)
		undo(j, set);
	else if (!rollout_meddled(j, set))
		go(j, set);
}

static void release(struct job *j)
{
	struct rollout *x = rollout_of(j);

	rollout_record_release(&x->record);
	rollout_record_release(&x->next);
	rollout_baseline_release(&x->base);
	free(x->forced);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
					    KIND(controllerrevision), KIND(event), KIND(poddisruptionbudget), NULL };

const struct job_class rollout_job = {
	.name = "rollout",
	.help = "Brings a new template to a set's ordinals step by step from the top",
	.columns = { "STEP", "PARTITION", "REPLACES", "STATE" },
	.needs = needs,
	.state_size = sizeof(struct rollout),
	.step = step,
	.answered = rollout_answered,
	.offers = rollout_offers,
	.obey = rollout_obey,
	.release = release,
};

bool rollout_undone(const struct job *j)
{
	return rollout_of(j)->undone;
}

enum rollout_held rollout_held(const struct job *j)
{
	return j->phase == JOB_HELD ? rollout_of(j)->held : HELD_NOT;
}
