/*
 * A pod that Failed or Succeeded is deleted; its replacement comes in a later sync, after the object has gone.
 */
#include "reconciler/pods.h"

static enum verdict deleted(struct task *t)
{
	if (failures_any(&t->step_failures))
		return task_fail_all(t, &t->step_failures);
	return VERDICT_STOP;
}

static enum verdict apply(struct task *t)
{
	const struct object *pod = t->slot->pod;

	if (!pod || !pod_ended(pod))
		return VERDICT_NEXT;
	if (pod->deleted)
		return task_hold(t,
				 reason_make(REASON_WAIT_GONE, pod->name, "%s: waiting until it is gone", pod->name));
	task_reason(t, reason_make(REASON_WILL_ACT, pod->name, "replacing %s, which ended", pod->name));
	return pods_delete(t, t->slot, deleted);
}

const struct rule replace_ended_rule = {
	.name = "replace ended",
	.says = "a pod that failed or succeeded is deleted and made again",
	.phase = PHASE_REPLICAS,
	.order = 1,
	.apply = apply,
};
