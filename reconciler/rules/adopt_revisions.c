/*
 * Revisions that match the set's selector and belong to nobody are taken in, after the set was looked at live. The
 * first refusal ends the sync, unlike with pods.
 */
#include "reconciler/adoption.h"

static enum verdict adopt_next(struct task *t);

static enum verdict adopted(struct task *t, const struct reply *r)
{
	t->at++;
	return reply_ok(r) ? adopt_next(t) : task_fail(t, "%s", reply_text(r));
}

static const struct object *next_orphan(struct task *t)
{
	const struct snapshot *s = task_work(t)->snapshot;

	for (; t->at < s->revisions.len; t->at++) {
		if (!object_controller(s->revisions.items[t->at]))
			return s->revisions.items[t->at];
	}
	return NULL;
}

static enum verdict adopt_next(struct task *t)
{
	const struct object *orphan = next_orphan(t);
	struct request r;

	if (!orphan)
		return VERDICT_NEXT;
	adoption_patch(task_set(t), orphan, &r);
	return task_send(t, &r, adopted);
}

static enum verdict checked(struct task *t)
{
	_cleanup_(str_release) struct str why = STR_INIT;

	if (!failures_any(&t->step_failures))
		return adopt_next(t);
	failures_text(&t->step_failures, &why);
	return task_fail(t, "can't adopt ControllerRevisions: %s", why.buf);
}

static enum verdict apply(struct task *t)
{
	return next_orphan(t) ? adoption_check(t, checked) : VERDICT_NEXT;
}

const struct rule adopt_revisions_rule = {
	.name = "adopt revisions",
	.says = "matching revisions that belong to nobody become the set's",
	.phase = PHASE_ADOPT_REVISIONS,
	.order = 1,
	.apply = apply,
};
