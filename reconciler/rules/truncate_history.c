/*
 * Old revisions beyond the history limit go, oldest first, unless a pod still carries one or it is the current or
 * update revision. Counted on the list from the beginning of the sync, so a few more than the limit are normal.
 */
#include "reconciler/work.h"

static bool carried(const struct work *w, const char *name)
{
	vec_each(&w->claimed, m) {
		if (streq((*m)->revision, name))
			return true;
	}
	return false;
}

static bool live(const struct work *w, const struct revision *r)
{
	return (w->current && streq(w->current->name, r->name)) || (w->update && streq(w->update->name, r->name)) ||
	       carried(w, r->name);
}

static int64_t surplus(const struct task *t)
{
	const struct work *w = task_work(t);
	int64_t old = 0;

	vec_each(&w->revisions, r)
		old += !live(w, *r);
	return task_spec(t)->history_limit < 0 ? 0 : old - task_spec(t)->history_limit;
}

static enum verdict delete_next(struct task *t);

static enum verdict deleted(struct task *t, const struct reply *r)
{
	t->at++;
	t->budget--;
	return reply_ok(r) ? delete_next(t) : task_fail(t, "%s", reply_text(r));
}

static enum verdict delete_next(struct task *t)
{
	const struct work *w = task_work(t);
	struct request r;

	if (t->budget <= 0)
		return VERDICT_NEXT;
	while (live(w, w->revisions.items[t->at]))
		t->at++;
	request_init(&r, VERB_DELETE, KIND(controllerrevision), task_set(t)->namespace,
		     w->revisions.items[t->at]->name);
	str_add(&r.body, "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"apps/v1\"}");
	return task_send(t, &r, deleted);
}

static enum verdict apply(struct task *t)
{
	t->budget = surplus(t);
	return delete_next(t);
}

const struct rule truncate_history_rule = {
	.name = "truncate history",
	.says = "revisions that nothing uses go when there are more than revisionHistoryLimit",
	.phase = PHASE_HISTORY,
	.order = 1,
	.apply = apply,
};
