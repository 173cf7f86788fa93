/* A staged rollout (jobs/rollout.h): the partition step by step, each step held until it is healthy. */
#include "jobs/rollout.h"

#include "jobs/rollout_health.h"
#include "jobs/rollout_write.h"
#include "jobs/stuck.h"
#include "kube/kinds/statefulset.h"
#include "client/verbs.h"

#define OUTDATED_MAX 20		/* writes in a row that were decided on something older */
#define OUTDATED_MS 1000

enum sent { SENT_NOTHING, SENT_TAKE, SENT_STAGE, SENT_TEMPLATE, SENT_STEP, SENT_UNDO, SENT_DELETE, SENT_END };
enum cell { CELL_STEP, CELL_PARTITION, CELL_REPLACES, CELL_STATE };

/* Why it waits for a person. */
enum held { HELD_NOT, HELD_STEP, HELD_BROKEN, HELD_MEDDLED };

struct rollout {
	struct rollout_record record, next;	/* as it is on the set; as the write under way has it */
	enum sent sent;				/* what is not answered yet */
	enum held held;
	uint64_t version;			/* the set must have been seen at this version or a later one */
	baseline_vec base;
	int64_t step_ms, healthy_ms;		/* the step is counted from then; healthy since, 0: it is not */
	int outdated;
	bool taken;				/* the annotation says that it is this one who drives */
	bool wants_hold, wants_next, wants_undo, undone;
	char *forced;				/* uid of the pod that was forced back last */
};

static struct rollout *rollout_of(const struct job *j)
{
	return j->state;
}

static size_t steps_of(const struct rollout *x)
{
	return x->record.partitions.len;
}

/* --- waiting for a person --- */

static void hold(struct job *j, enum held why, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void hold(struct job *j, enum held why, const char *fmt, ...)
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

static void item_state(struct job *j, enum job_mark mark, const char *text)
{
	const struct rollout *x = rollout_of(j);

	if (x->record.step < 0 || (size_t)x->record.step >= j->items.len)
		return;
	j->items.items[x->record.step].mark = mark;
	job_cell(&j->items.items[x->record.step], CELL_STATE, "%s", text);
}

/* --- writing --- */

/* next becomes a copy of the record, to be changed and written. */
static struct rollout_record *begin_write(struct rollout *x)
{
	rollout_record_release(&x->next);
	rollout_record_copy(&x->record, &x->next);
	return &x->next;
}

static void send(struct job *j, enum sent what, struct request *r, const char *fmt, ...) PRINTF_LIKE(4, 5);

static void send(struct job *j, enum sent what, struct request *r, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	rollout_of(j)->sent = what;
	job_wait(j, "the server (%s)", text.buf);
	job_say(j, JOB_PLAIN, "%s", text.buf);
	job_send(j, (int)what, r);
}

/* Takes it up: from now on whoever drove it before is told to leave it. */
static void write_take(struct job *j, const struct object *set)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	struct request r;

	next->driver = MAX(j->now_ms, next->driver + 1);
	rollout_write_partition(set, next, -1, &r);
	send(j, SENT_TAKE, &r, "taking up the rollout that was left");
}

static void write_stage(struct job *j, const struct object *set)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	struct request r;

	next->driver = j->now_ms;
	next->stage = ROLLOUT_STAGED;
	next->partition = MAX(statefulset_of(set)->replicas, next->was);
	rollout_write_partition(set, next, next->partition, &r);
	send(j, SENT_STAGE, &r, "partition to %d: the new template replaces nothing yet", next->partition);
}

static void write_template(struct job *j, const struct object *set)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	_cleanup_(json_freep) json *change = take(next->change);
	struct request r;

	next->stage = ROLLOUT_STEPS;
	free(next->to);
	next->to = xstrdup("");
	rollout_write_template(set, next, change, &r);
	send(j, SENT_TEMPLATE, &r, "changing the template");
}

static void write_step(struct job *j, const struct object *set, int32_t step)
{
	struct rollout_record *next = begin_write(rollout_of(j));
	struct request r;

	if (next->stage == ROLLOUT_BEGINS)
		next->driver = j->now_ms;
	next->stage = ROLLOUT_STEPS;
	next->step = step;
	next->partition = next->partitions.items[step];
	rollout_write_partition(set, next, next->partition, &r);
	send(j, SENT_STEP, &r, "step %d of %zu: partition to %d", step + 1, next->partitions.len, next->partition);
}

static void write_end(struct job *j, const struct object *set, int32_t partition, const char *why)
{
	struct request r;

	rollout_write_partition(set, NULL, partition == statefulset_of(set)->partition ? -1 : partition, &r);
	send(j, SENT_END, &r, "%s", why);
}

static void write_undo(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	struct rollout_record *next = begin_write(x);
	const struct object *revision = cache_get(j->cache, KIND(controllerrevision), set->namespace, next->from);
	struct err err = ERR_INIT;
	struct request r;

	next->stage = ROLLOUT_UNDOES;
	next->partition = 0;
	free(next->to);
	next->to = xstrdup("");
	if (!revision || rollout_write_undo(set, next, revision, &r, &err)) {
		x->wants_undo = false;
		hold(j, HELD_BROKEN, "it cannot be undone: %s", revision ? err.text : "the old revision is gone");
		return;
	}
	send(j, SENT_UNDO, &r, "undo: the template of %s again", next->from);
}

static void write_force(struct job *j, const struct object *pod)
{
	struct rollout *x = rollout_of(j);
	struct request r;

	free(x->forced);
	x->forced = xstrdup(pod->uid);
	verbs_delete(pod, PROPAGATION_BACKGROUND, false, &r);
	send(j, SENT_DELETE, &r, "%s never became ready and would never be replaced: deleting it, claims kept",
	     pod->name);
}

/* --- answers --- */

static void end_it(struct job *j)
{
	struct rollout *x = rollout_of(j);

	item_state(j, x->undone ? MARK_STAYS : MARK_DONE, x->undone ? "undone" : "healthy");
	if (x->undone)
		job_end(j, JOB_STOPPED, "undone: %s is as it was", j->name);
	else
		job_end(j, JOB_DONE, "%s is rolled out to partition %d", j->name, x->record.partition);
}

static void written(struct job *j, enum sent what)
{
	struct rollout *x = rollout_of(j);

	if (what == SENT_DELETE)
		return;
	if (what == SENT_END) {
		end_it(j);
		return;
	}
	rollout_record_release(&x->record);
	rollout_record_copy(&x->next, &x->record);
	x->taken = true;
	x->healthy_ms = 0;
	x->step_ms = j->now_ms;
	if (what == SENT_UNDO)
		x->wants_undo = false;
	if (what != SENT_STEP)
		return;
	x->wants_next = false;
	item_state(j, MARK_BUSY, "");
}

/* The ground moved, or nobody knows what became of the write: the annotation tells, once it is seen. */
static void read_again(struct job *j)
{
	struct rollout *x = rollout_of(j);
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);
	struct rollout_record found;

	if (!set || rollout_record_read(set, &found, NULL))
		return;
	if (found.driver == x->record.driver || found.driver == x->next.driver) {
		rollout_record_release(&x->record);
		x->record = found;
	} else {
		rollout_record_release(&found);
	}
}

static void answered(struct job *j, int about, const struct answer *a)
{
	struct rollout *x = rollout_of(j);
	enum sent what = (enum sent)about;

	x->sent = SENT_NOTHING;
	if (answer_ok(a) || (what == SENT_DELETE && a->code == 404)) {
		x->outdated = 0;
		if (what != SENT_DELETE && a->object)
			x->version = a->object->rv;
		written(j, what);
		return;
	}
	if (what == SENT_DELETE)
		free(take(x->forced));
	if (verbs_outdated(a) && x->outdated++ < OUTDATED_MAX) {
		job_wake(j, j->now_ms + OUTDATED_MS);
		return;
	}
	j->phase = JOB_REFUSED;
	job_wait(j, "refused: %s", a->status.message ? a->status.message : "no answer came");
	job_say(j, JOB_BAD, "refused: %s", a->status.message ? a->status.message : "no answer came");
}

/* --- what others did meanwhile --- */

/* False once it is over: the set is gone, or the rollout is not ours any more. */
static bool still_ours(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);
	struct rollout_record found;

	if (!set || !streq(set->uid, j->uid) || set->deleted) {
		job_end(j, JOB_FAILED, "%s was deleted meanwhile", j->name);
		return false;
	}
	if (x->record.stage == ROLLOUT_BEGINS)
		return true;
	if (rollout_record_read(set, &found, NULL)) {
		job_end(j, JOB_STOPPED, "somebody took the rollout's annotation off %s", j->name);
		return false;
	}
	bool ours = found.driver == x->record.driver || found.driver == x->next.driver;

	rollout_record_release(&found);
	if (!ours)
		job_end(j, JOB_STOPPED, "somebody else drives this rollout of %s now", j->name);
	return ours;
}

static bool observed(const struct object *set)
{
	return statefulset_of(set)->observed_generation >= set->generation;
}

/* Learns the name of the revision that the last change of the template made. */
static bool learn(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	if (*x->record.to)
		return true;
	if (!observed(set)) {
		job_wait(j, "the controller to see the new template");
		return false;
	}
	free(x->record.to);
	x->record.to = xstrdup(statefulset_of(set)->update_revision);
	job_say(j, JOB_PLAIN, "the template is revision %s", x->record.to);
	return true;
}

/* True when another person moved what this rollout moves: it holds and says so. */
static bool meddled(struct job *j, const struct object *set)
{
	const struct rollout_record *r = &rollout_of(j)->record;
	const struct statefulset *s = statefulset_of(set);
	const char *wanted = r->stage == ROLLOUT_STAGED ? r->from : r->to;

	if (r->stage == ROLLOUT_BEGINS)
		return false;
	if (s->partition != r->partition) {
		hold(j, HELD_MEDDLED, "somebody moved the partition from %d to %d", r->partition, s->partition);
		return true;
	}
	if (*wanted && observed(set) && !streq(s->update_revision, wanted)) {
		hold(j, HELD_MEDDLED, "somebody changed the template: %s in place of %s", s->update_revision, wanted);
		return true;
	}
	return false;
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
	write_step(j, set, x->record.step + 1);
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
		item_state(j, MARK_DONE, "healthy");
		job_say(j, JOB_GOOD, "step %d of %zu is healthy", x->record.step + 1, steps_of(x));
	}
	if ((size_t)x->record.step + 1 == steps_of(x))
		write_end(j, set, x->record.partition, "all steps are healthy: taking the annotation off");
	else if (x->wants_next)
		advance(j, set);
	else if (x->wants_hold || hold_s == ROLLOUT_BY_HAND)
		hold(j, HELD_STEP, "step %d of %zu is healthy; the next goes down to partition %d", x->record.step + 1,
		     steps_of(x), x->record.partitions.items[x->record.step + 1]);
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

	if (!learn(j, set))
		return;
	if (streq(x->record.to, x->record.from)) {
		x->undone = true;
		write_end(j, set, x->record.was, "the template is what it was: there is nothing to roll out");
		return;
	}
	if (x->record.step < 0) {
		advance(j, set);
		return;
	}
	rollout_judge(j->cache, set, &x->record, &x->base, j->now_ms, &h);
	if (h.health == HEALTH_WAITS && x->record.rule.timeout_s && j->now_ms >= late) {
		hold(j, HELD_BROKEN, "not healthy after %d s: waits for %s", x->record.rule.timeout_s, h.why.buf);
		item_state(j, MARK_BLOCKED, h.why.buf);
	} else if (h.health == HEALTH_BROKEN) {
		hold(j, HELD_BROKEN, "%s", h.why.buf);
		item_state(j, MARK_BLOCKED, h.why.buf);
	} else if (h.health == HEALTH_GOOD) {
		step_done(j, set);
	} else {
		x->healthy_ms = 0;
		job_wait(j, "%s", h.why.buf);
		item_state(j, MARK_BUSY, h.why.buf);
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

	if (!learn(j, set))
		return;
	rollout_judge(j->cache, set, &x->record, &x->base, j->now_ms, &h);
	pod = h.health == HEALTH_GOOD ? NULL : stuck_pod(j->cache, set, true, j->now_ms / 1000);
	if (h.health == HEALTH_GOOD) {
		x->undone = true;
		write_end(j, set, x->record.was, "all pods are back: taking the annotation off");
	} else if (pod && !streq0(pod->uid, x->forced)) {
		write_force(j, pod);
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
		write_end(j, set, x->record.was, "nothing was replaced yet: the partition as it was");
	} else {
		write_undo(j, set);
	}
}

static void begin(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	if (x->record.change)
		write_stage(j, set);
	else
		advance(j, set);
}

static void go(struct job *j, const struct object *set)
{
	struct rollout *x = rollout_of(j);

	switch (x->record.stage) {
	case ROLLOUT_BEGINS: begin(j, set); break;
	case ROLLOUT_STAGED: write_template(j, set); break;
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
	if (x->outdated && set)
		read_again(j);
	if (!still_ours(j, set) || j->phase != JOB_RUNNING)
		return;
	if (x->record.stage != ROLLOUT_BEGINS && !x->base.len)
		rollout_baseline(j->cache, set, &x->base);
	if (x->record.stage != ROLLOUT_BEGINS && !x->taken)
		write_take(j, set);
	else if (x->wants_undo && x->record.stage != ROLLOUT_UNDOES)
		undo(j, set);
	else if (!meddled(j, set))
		go(j, set);
}

/* --- orders --- */

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

static const char *offers(const struct job *j, enum job_order order)
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

/* What somebody else made of it is taken as the ground to go on from. */
static void accept(struct job *j)
{
	struct rollout *x = rollout_of(j);
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);

	if (!set)
		return;
	x->record.partition = statefulset_of(set)->partition;
	if (x->record.stage == ROLLOUT_STAGED) {
		/* The new template must not come before the partition stands above the top again. */
		x->record.stage = ROLLOUT_BEGINS;
		free(x->record.from);
		x->record.from = xstrdup(statefulset_of(set)->update_revision);
		return;
	}
	free(x->record.to);
	x->record.to = xstrdup(statefulset_of(set)->update_revision);
	if (x->record.stage == ROLLOUT_STEPS && x->record.step >= 0)
		x->record.step--;
}

static void resume(struct job *j)
{
	struct rollout *x = rollout_of(j);
	enum held held = j->phase == JOB_HELD ? x->held : HELD_NOT;
	const struct object *set = cache_get(j->cache, KIND(statefulset), j->namespace, j->name);

	if (j->phase == JOB_REFUSED)
		read_again(j);
	if (held == HELD_MEDDLED)
		accept(j);
	if (held == HELD_BROKEN && set) {
		rollout_baseline(j->cache, set, &x->base);
		x->step_ms = j->now_ms;
	}
	x->wants_next = held == HELD_STEP || (j->phase == JOB_RUNNING && x->healthy_ms);
	x->wants_hold = false;
	x->held = HELD_NOT;
	x->outdated = 0;
	j->phase = JOB_RUNNING;
	job_say(j, JOB_PLAIN, "goes on");
}

static void obey(struct job *j, enum job_order order)
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

static void release(struct job *j)
{
	struct rollout *x = rollout_of(j);

	rollout_record_release(&x->record);
	rollout_record_release(&x->next);
	rollout_baseline_release(&x->base);
	free(x->forced);
}

/* --- making one --- */

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
					    KIND(controllerrevision), KIND(event), KIND(poddisruptionbudget), NULL };

const struct job_class rollout_job = {
	.name = "rollout",
	.help = "Brings a new template to a set's ordinals step by step from the top",
	.columns = { "STEP", "PARTITION", "REPLACES", "STATE" },
	.needs = needs,
	.state_size = sizeof(struct rollout),
	.step = step,
	.answered = answered,
	.offers = offers,
	.obey = obey,
	.release = release,
};

static void add_item(struct job *j, const struct object *set, size_t number, const char *replaces)
{
	const struct rollout *x = rollout_of(j);
	struct job_item *i = job_item_add(j, set);
	bool past = (int32_t)number < x->record.step;

	i->mark = past ? MARK_DONE : MARK_WAITS;
	job_cell(i, CELL_STEP, "%zu of %zu", number + 1, steps_of(x));
	job_cell(i, CELL_PARTITION, "%d", x->record.partitions.items[number]);
	job_cell(i, CELL_REPLACES, "%s", replaces);
	job_cell(i, CELL_STATE, "%s", past ? "healthy" : "");
}

static struct job *make(const struct object *set, struct rollout_record *record)
{
	_cleanup_(freep) char *title = xasprintf("rollout %s", set->name);
	struct job *j = job_new(&rollout_job, set, title);

	rollout_of(j)->record = *record;
	j->total = (int)record->partitions.len;
	j->done = MAX(record->step, 0);
	return j;
}

struct job *rollout_new(struct cache *cache, const struct object *set, const struct rollout_wish *wish,
			struct err *err)
{
	const struct statefulset *s = statefulset_of(set);
	struct rollout_record record = { .step = -1, .was = s->partition, .partition = s->partition,
					 .rule = wish->rule };
	struct rollout_plan plan;
	struct job *j;

	if (object_annotation(set, ROLLOUT_KEY)) {
		err_set(err, -EEXIST, "a staged rollout was left on %s: resume it, undo it or forget it", set->name);
		return NULL;
	}
	if (rollout_plan_make(cache, set, wish, &plan, err))
		return NULL;
	if (rollout_plan_forbids(&plan)) {
		err_set(err, -EINVAL, "%s", rollout_plan_forbids(&plan));
		rollout_plan_release(&plan);
		return NULL;
	}
	vec_each(&plan.steps, p)
		vec_push(&record.partitions, p->partition);
	record.from = xstrdup(wish->change ? s->update_revision : s->current_revision);
	record.to = xstrdup(wish->change ? "" : s->update_revision);
	record.change = wish->change ? json_copy(wish->change) : NULL;
	j = make(set, &record);
	for (size_t i = 0; i < plan.steps.len; i++) {
		_cleanup_(str_release) struct str names = STR_INIT;

		rollout_step_names(&plan, i, &names);
		add_item(j, set, i, names.buf);
	}
	rollout_plan_release(&plan);
	return j;
}

struct job *rollout_resume(const struct object *set, struct err *err)
{
	struct rollout_record record;
	int32_t above = statefulset_of(set)->replicas, start = statefulset_of(set)->start;
	int r = rollout_record_read(set, &record, err);
	struct job *j;

	if (r == -ENOENT)
		err_set(err, r, "no staged rollout was left on %s", set->name);
	if (r)
		return NULL;
	j = make(set, &record);
	for (size_t i = 0; i < record.partitions.len; i++) {
		int32_t p = record.partitions.items[i];
		_cleanup_(freep) char *names = xasprintf(above - p > 1 ? "%s-%d down to %s-%d" : "%s-%d", set->name,
							 start + above - 1, set->name, start + p);

		add_item(j, set, i, names);
		above = p;
	}
	return j;
}

void rollout_forget(const struct object *set, struct request *ret)
{
	rollout_write_partition(set, NULL, -1, ret);
}

bool rollout_undone(const struct job *j)
{
	return rollout_of(j)->undone;
}
