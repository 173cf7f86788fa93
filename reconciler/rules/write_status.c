/*
 * The status is written when it differs, also after an error; conflicts are retried five times with the same computed
 * status. If something else went wrong before, that is the error of the sync.
 */
#include "reconciler/count.h"
#include "reconciler/max_unavailable.h"
#include "reconciler/span.h"

#define ATTEMPTS 5

static enum verdict put(struct task *t, const struct object *set);

static enum verdict fail(struct task *t, const char *text)
{
	return failures_any(&t->sync->outcome.failures) ? VERDICT_STOP : task_fail(t, "%s", text);
}

static enum verdict written(struct task *t, const struct reply *r)
{
	if (reply_ok(r))
		return VERDICT_NEXT;
	if (!reply_is(r, 409, "Conflict") || ++t->attempt == ATTEMPTS)
		return fail(t, reply_text(r));
	/* Upstream writes its counts into the status of a set that was made anew under the name meanwhile. */
	if (task_work(t)->gates.strict && r->cached && !streq(r->cached->uid, task_set(t)->uid))
		return fail(t, reply_text(r));
	return put(t, r->cached ? r->cached : task_set(t));
}

static enum verdict put(struct task *t, const struct object *set)
{
	_cleanup_(str_release) struct str status = STR_INIT;
	struct request r;

	set_status_print(&t->sync->outcome.status, &status);
	request_init(&r, VERB_UPDATE, KIND(statefulset), set->namespace, set->name);
	request_sub(&r, "status");
	span_replace(set->bytes, "status", status.buf, &r.body);
	return task_send_later(t, &r, t->attempt ? retry_delay_ms(t->attempt, 1) : 0, written);
}

/* With the gate on, upstream reads maxUnavailable for its metrics before all else and gives up the status with it. */
static bool unreadable(const struct task *t, struct err *err)
{
	const struct work *w = task_work(t);
	int64_t n;

	return w->gates.max_unavailable &&
	       max_unavailable_of(w->snapshot->definition->max_unavailable, task_spec(t)->replicas, &n, err) < 0;
}

static enum verdict apply(struct task *t)
{
	struct set_status *status = &t->sync->outcome.status;
	struct err err = ERR_INIT;

	count_placed(t->sync);
	if (!task_set(t)->bytes)
		return VERDICT_NEXT;
	if (unreadable(t, &err))
		return fail(t, err.text);
	set_status_complete(status, task_spec(t));
	return set_status_differs(status, task_set(t)) ? put(t, task_set(t)) : VERDICT_NEXT;
}

const struct rule write_status_rule = {
	.name = "write status",
	.says = "the counters and revisions are written when they differ",
	.phase = PHASE_STATUS,
	.order = 1,
	.apply = apply,
};
