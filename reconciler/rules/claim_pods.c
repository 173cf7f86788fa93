/*
 * Which pods are the set's: its own that match, orphans that match (adopted), and not its own that no longer match
 * (released). All are tried; one failure ends the sync before any pod is worked on, because nobody could tell how many
 * there are.
 */
#include "reconciler/adoption.h"

static enum verdict claim_next(struct task *t);

/* Owned pods come before orphans. */
static size_t candidates(const struct task *t)
{
	return 2 * task_work(t)->snapshot->members->len;
}

static const struct member *candidate(const struct task *t)
{
	const struct members *all = task_work(t)->snapshot->members;
	bool orphans = t->at >= all->len;
	const struct member *m = &all->by_name[orphans ? t->at - all->len : t->at];

	return orphans == !m->owned ? m : NULL;
}

static void keep(struct task *t, const struct member *m)
{
	struct work *w = task_work(t);

	vec_push(&w->claimed, m);
}

static enum verdict released(struct task *t, const struct reply *r)
{
	/* Gone, or replaced by another of that name: no longer ours either way. */
	if (!reply_ok(r) && r->code != 404 && r->code != 422)
		failures_add(&t->failures, "%s", reply_text(r));
	t->at++;
	return claim_next(t);
}

static enum verdict adopted(struct task *t, const struct reply *r)
{
	if (reply_ok(r))
		keep(t, candidate(t));
	else if (r->code != 404)
		failures_add(&t->failures, "%s", reply_text(r));
	t->at++;
	return claim_next(t);
}

static enum verdict adopt(struct task *t)
{
	const struct object *pod = candidate(t)->pod;
	_cleanup_(str_release) struct str why = STR_INIT;
	struct request r;

	t->checked = true;
	if (failures_any(&t->step_failures)) {
		failures_text(&t->step_failures, &why);
		failures_add(&t->failures, "can't adopt Pod %s/%s (%s): %s", pod->namespace, pod->name, pod->uid,
			     why.buf);
		t->at++;
		return claim_next(t);
	}
	adoption_patch(task_set(t), pod, &r);
	return task_send(t, &r, adopted);
}

static enum verdict release(struct task *t, const struct object *pod)
{
	struct request r;

	release_patch(task_set(t), pod, &r);
	return task_send(t, &r, released);
}

static enum verdict claim_next(struct task *t)
{
	bool deleting = task_set(t)->deleted != 0;

	for (; t->at < candidates(t); t->at++) {
		const struct member *m = candidate(t);

		if (!m)
			continue;
		if (m->owned) {
			if (m->fits)
				keep(t, m);
			else if (!deleting)
				return release(t, m->pod);
		} else if (!deleting && !m->pod->deleted && m->fits) {
			return t->checked ? adopt(t) : adoption_check(t, adopt);
		}
	}
	return failures_any(&t->failures) ? VERDICT_FAIL : VERDICT_NEXT;
}

const struct rule claim_pods_rule = {
	.name = "claim pods",
	.says = "matching pods that belong to nobody are adopted; own pods that no longer match are released",
	.phase = PHASE_CLAIM_PODS,
	.order = 1,
	.apply = claim_next,
};
