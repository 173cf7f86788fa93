/*
 * The pod templates of the current and the update revision. A revision that somebody broke cannot be applied; then
 * nothing is known of what pods should be, and not even the status is written.
 */
#include "reconciler/work.h"

static const struct pod_template *template_of(struct task *t, const struct revision *r)
{
	struct err err = ERR_INIT;
	const struct pod_template *template =
	    pod_template_get(task_work(t)->snapshot->definition, task_set(t), r->data, &err);

	if (!template)
		task_fail(t, "%s", err.text);
	return template;
}

static enum verdict apply(struct task *t)
{
	struct work *w = task_work(t);

	w->current_template = template_of(t, w->current);
	w->update_template = w->current_template;
	if (w->current_template && w->update != w->current)
		w->update_template = template_of(t, w->update);
	return w->update_template ? VERDICT_NEXT : VERDICT_FAIL;
}

const struct rule apply_revisions_rule = {
	.name = "apply revisions",
	.says = "the templates of both revisions must be readable",
	.phase = PHASE_REVISIONS,
	.order = 2,
	.apply = apply,
};
