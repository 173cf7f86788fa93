/*
 * The rolling update where the gate MaxUnavailableStatefulSet is on: the budget of unavailable pods is the only brake.
 * It counts the whole range, also below the partition, and old broken pods too (kubernetes#137409).
 */
#include "reconciler/max_unavailable.h"

#include "reconciler/identity.h"
#include "reconciler/pods.h"

static enum verdict delete_next(struct task *t);

static enum verdict deleted(struct task *t)
{
	if (failures_any(&t->step_failures))
		return task_fail_all(t, &t->step_failures);
	t->sync->outcome.status.counters.current--;
	t->at++;
	t->budget--;
	return delete_next(t);
}

static bool is_old(const struct work *w, const struct slot *slot)
{
	const char *revision = slot->pod ? identity_revision(slot->pod) : slot->revision->name;

	return !streq(revision, w->update->name) && !(slot->pod && slot->pod->deleted);
}

/* t->at counts the slots seen, from the highest. */
static enum verdict delete_next(struct task *t)
{
	struct work *w = task_work(t);

	for (; t->budget > 0 && t->at < w->slots.len; t->at++) {
		size_t i = w->slots.len - 1 - t->at;

		if ((int64_t)i < task_spec(t)->partition)
			break;
		if (is_old(w, &w->slots.items[i]))
			return pods_delete(t, &w->slots.items[i], deleted);
	}
	return VERDICT_STOP;
}

static enum verdict apply(struct task *t)
{
	struct work *w = task_work(t);
	struct err err = ERR_INIT;

	if (!w->gates.max_unavailable)
		return VERDICT_NEXT;
	if (max_unavailable_of(w->snapshot->definition->max_unavailable, task_spec(t)->replicas, &t->budget, &err) < 0)
		return task_fail(t, "%s", err.text);
	vec_each(&w->slots, slot)
		t->budget -= !slot->pod || pod_unavailable(slot->pod, task_spec(t)->min_ready, w->now_ms);
	return delete_next(t);
}

const struct rule max_unavailable_rule = {
	.name = "max unavailable",
	.says = "with the gate on, as many older pods are replaced at once as may be unavailable",
	.phase = PHASE_UPDATE,
	.order = 2,
	.apply = apply,
};
