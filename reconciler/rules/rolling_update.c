/*
 * The rolling update: from the highest ordinal down to the partition, one pod at a time, the next when all above it are
 * new and available. The partition counts from the first ordinal, not from 0. What a delete takes off currentReplicas
 * is not checked against the pod's revision; upstream goes below zero the same way.
 */
#include "reconciler/identity.h"
#include "reconciler/pods.h"

static enum verdict deleted(struct task *t)
{
	if (failures_any(&t->step_failures))
		return task_fail_all(t, &t->step_failures);
	t->sync->outcome.status.counters.current--;
	return VERDICT_STOP;
}

static bool is_new(const struct work *w, const struct slot *slot)
{
	const char *revision = slot->pod ? identity_revision(slot->pod) : slot->revision->name;

	return streq(revision, w->update->name);
}

/* All at and above the partition are new; what is old below it waits for a person. */
static enum verdict held(struct task *t)
{
	const struct work *w = task_work(t);

	for (size_t i = MIN((size_t)MAX(task_spec(t)->partition, 0), w->slots.len); i-- > 0;) {
		if (!is_new(w, &w->slots.items[i]))
			return task_hold(t, reason_make(REASON_HELD_PARTITION, w->slots.items[i].name,
							"held at %" PRId32 "; next is %s", task_spec(t)->partition,
							w->slots.items[i].name));
	}
	return VERDICT_NEXT;
}

static enum verdict apply(struct task *t)
{
	struct work *w = task_work(t);

	for (size_t i = w->slots.len; i-- > 0 && (int64_t)i >= task_spec(t)->partition;) {
		const struct slot *slot = &w->slots.items[i];

		if (!is_new(w, slot) && !(slot->pod && slot->pod->deleted)) {
			task_reason(t, reason_make(REASON_WILL_ACT, slot->name, "replacing %s", slot->name));
			return pods_delete(t, slot, deleted);
		}
		if (!slot->pod || pod_unavailable(slot->pod, task_spec(t)->min_ready, w->now_ms))
			return VERDICT_STOP;
	}
	return held(t);
}

const struct rule rolling_update_rule = {
	.name = "rolling update",
	.says = "pods of older revisions are replaced from the highest ordinal down to the partition",
	.phase = PHASE_UPDATE,
	.order = 3,
	.apply = apply,
};
