#include "reconciler/work.h"

#include "reconciler/repair.h"

#define BATCH_MAX 500		/* upstream's cap of a Parallel batch */

enum units { UNITS_SET, UNITS_SLOTS, UNITS_CONDEMNED };

/* Where a sync goes when a phase was stopped or failed; otherwise the next phase follows. */
static const struct {
	const char *name;
	enum units units;
	enum phase on_stop, on_fail;
} phases[] = {
	[PHASE_ADOPT_REVISIONS] = { "adoptRevisions", UNITS_SET, PHASE_CLAIM_PODS, PHASE_END },
	[PHASE_CLAIM_PODS] = { "claimPods", UNITS_SET, PHASE_REVISIONS, PHASE_END },
	[PHASE_REVISIONS] = { "revisions", UNITS_SET, PHASE_STATUS, PHASE_HISTORY },
	[PHASE_REPLICAS] = { "replicas", UNITS_SLOTS, PHASE_STATUS, PHASE_STATUS },
	[PHASE_CONDEMNED_CLAIMS] = { "condemnedClaims", UNITS_CONDEMNED, PHASE_STATUS, PHASE_STATUS },
	[PHASE_CONDEMNED] = { "condemned", UNITS_CONDEMNED, PHASE_STATUS, PHASE_STATUS },
	[PHASE_UPDATE] = { "update", UNITS_SET, PHASE_STATUS, PHASE_STATUS },
	[PHASE_STATUS] = { "status", UNITS_SET, PHASE_HISTORY, PHASE_HISTORY },
	[PHASE_HISTORY] = { "history", UNITS_SET, PHASE_END, PHASE_END },
};

#define X(file) extern const struct rule file##_rule;
#include "rules.inc"
#undef X

static const struct rule *const rules[] = {
#define X(file) &file##_rule,
#include "rules.inc"
#undef X
};

const char *phase_name(enum phase p)
{
	return phases[p].name;
}

/* The rules of the phase by their order, which goes from 1: what every task of the phase is taken through. */
static void gather_rules(struct work *w)
{
	w->rules.len = 0;
	for (size_t i = 0; i < COUNT(rules); i++) {
		size_t at = w->rules.len;

		if (rules[i]->phase != w->phase)
			continue;
		while (at > 0 && w->rules.items[at - 1]->order > rules[i]->order)
			at--;
		vec_insert(&w->rules, at, rules[i]);
	}
}

static void task_release(struct task *t)
{
	failures_release(&t->failures);
	failures_release(&t->step_failures);
	repair_free(t->repair);
	free(t->refusal);
}

/* Takes a verdict and goes on with the rules until one stops, fails or waits. */
static void task_run(struct task *t, enum verdict v)
{
	struct work *w = task_work(t);

	while (v == VERDICT_NEXT && t->rule < w->rules.len)
		v = w->rules.items[t->rule++]->apply(t);
	t->verdict = v;
	w->waiting += v == VERDICT_WAIT;
}

static size_t unit_count(const struct work *w)
{
	switch (phases[w->phase].units) {
	case UNITS_SLOTS:
		return w->slots.len;
	case UNITS_CONDEMNED:
		return w->condemned.len;
	default:
		return 1;
	}
}

static struct slot *unit_slot(const struct work *w, size_t unit)
{
	switch (phases[w->phase].units) {
	case UNITS_SLOTS:
		return &w->slots.items[unit];
	case UNITS_CONDEMNED:
		return &w->condemned.items[unit];
	default:
		return NULL;
	}
}

/* OrderedReady takes one unit at a time; Parallel 1, 2, 4, ... as long as all goes well. */
static size_t batch_size(const struct sync *s)
{
	const struct work *w = s->work;
	size_t left = unit_count(w) - w->next_unit, size = 1;

	if (phases[w->phase].units != UNITS_SET && statefulset_of(w->snapshot->set)->parallel)
		size = w->batch ? MIN(2 * w->batch, BATCH_MAX) : 1;
	return MIN(size, left);
}

/* Most units need nothing in most syncs: only the tasks of those that do are kept. */
static void begin_unit(struct sync *s, size_t unit)
{
	struct work *w = s->work;
	struct slot *slot = unit_slot(w, unit);
	struct task t = { .sync = s, .id = w->next_id++, .slot = slot, .unit = slot ? slot->ordinal : -1 };

	task_run(&t, VERDICT_NEXT);
	if (t.verdict != VERDICT_NEXT || failures_any(&t.failures))
		vec_push(&w->tasks, t);
	else
		task_release(&t);
}

static void begin_batch(struct sync *s)
{
	struct work *w = s->work;

	w->batch = batch_size(s);
	for (size_t i = 0; i < w->batch; i++)
		begin_unit(s, w->next_unit++);
}

/* Gathers what the batch came to. The set as a whole and OrderedReady heed a stop, Parallel only errors. */
static enum verdict end_batch(struct sync *s)
{
	struct work *w = s->work;
	bool heeds_stop = phases[w->phase].units == UNITS_SET || !statefulset_of(w->snapshot->set)->parallel;
	enum verdict v = VERDICT_NEXT;

	vec_each(&w->tasks, t) {
		if (t->verdict == VERDICT_FAIL)
			v = VERDICT_FAIL;
		else if (t->verdict == VERDICT_STOP && heeds_stop && v != VERDICT_FAIL)
			v = VERDICT_STOP;
		failures_move(&s->outcome.failures, &t->failures);
		task_release(t);
	}
	w->tasks.len = 0;
	return v;
}

static void enter(struct sync *s, enum phase phase)
{
	struct work *w = s->work;

	w->phase = phase;
	w->next_unit = 0;
	w->batch = 0;
	gather_rules(w);
	s->done = phase == PHASE_END;
}

/* Goes on until something is waited for or nothing is left. */
static void advance(struct sync *s)
{
	struct work *w = s->work;

	while (!s->done && !w->waiting) {
		enum verdict v = end_batch(s);

		if (v == VERDICT_FAIL)
			enter(s, phases[w->phase].on_fail);
		else if (v == VERDICT_STOP)
			enter(s, phases[w->phase].on_stop);
		else if (w->next_unit == unit_count(w))
			enter(s, w->phase + 1);
		else
			begin_batch(s);
	}
}

static int is_numbered(const void *id, const void *task)
{
	uint32_t wanted = *(const uint32_t *)id, own = ((const struct task *)task)->id;

	return (wanted > own) - (wanted < own);
}

/* The task that waits for the answer to request id; NULL: none. */
static struct task *task_of(const struct work *w, uint32_t id)
{
	struct task *t = NULL;

	if (w->tasks.len)
		t = bsearch(&id, w->tasks.items, w->tasks.len, sizeof(*t), is_numbered);
	return t && t->verdict == VERDICT_WAIT ? t : NULL;
}

void step(struct sync *s, const struct reply *reply, int64_t now_ms)
{
	struct work *w = s->work;

	/* One time for the whole decision: that of the moment at which the pods are known. */
	if (w->phase <= PHASE_CLAIM_PODS)
		w->now_ms = now_ms;
	if (reply) {
		struct task *t = task_of(w, reply->id);
		reply_fn answered;

		assert(t && t->answered);
		answered = take(t->answered);
		w->waiting--;
		task_run(t, answered(t, reply));
	}
	advance(s);
}

struct sync *sync_new(struct snapshot *snapshot, const struct gates *gates)
{
	struct sync *s = xcalloc(1, sizeof(*s));

	s->work = xcalloc(1, sizeof(*s->work));
	s->work->snapshot = snapshot;
	s->work->gates = *gates;
	s->outcome.again_ms = -1;
	/* A selector that cannot be read: upstream logs it and never tries again. */
	enter(s, snapshot->definition->selector ? PHASE_ADOPT_REVISIONS : PHASE_END);
	return s;
}

static void work_free(struct work *w)
{
	vec_each(&w->tasks, t)
		task_release(t);
	vec_release(&w->tasks);
	vec_each(&w->revisions, r)
		revision_free(*r);
	vec_release(&w->revisions);
	revision_free(w->made);
	vec_each(&w->slots, slot)
		free(slot->made);
	vec_release(&w->slots);
	vec_each(&w->condemned, slot)
		free(slot->made);
	vec_release(&w->condemned);
	vec_release(&w->claimed);
	vec_release(&w->rules);
	snapshot_free(w->snapshot);
	free(w);
}

void sync_free(struct sync *s)
{
	if (!s)
		return;
	work_free(s->work);
	for (size_t i = s->taken; i < s->out.len; i++)
		request_release(&s->out.items[i].request);
	vec_release(&s->out);
	vec_each(&s->events, e)
		free(e->message);
	vec_release(&s->events);
	vec_each(&s->reasons, r)
		reason_release(r);
	vec_release(&s->reasons);
	failures_release(&s->outcome.failures);
	set_status_release(&s->outcome.status);
	free(s);
}

bool sync_next(struct sync *s, struct outgoing *ret)
{
	if (s->taken == s->out.len)
		return false;
	*ret = s->out.items[s->taken++];
	if (s->taken == s->out.len)
		s->taken = s->out.len = 0;
	return true;
}
