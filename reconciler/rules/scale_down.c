/*
 * Condemned pods go. OrderedReady takes the highest and waits for it; one that is not healthy it takes only if it is
 * the lowest unhealthy one, so two unhealthy condemned pods hold each other up (reference 5.6). Parallel takes all at
 * once.
 */
#include "reconciler/pods.h"

static enum verdict deleted(struct task *t)
{
	if (failures_any(&t->step_failures))
		return task_fail_all(t, &t->step_failures);
	return VERDICT_STOP;
}

static bool healthy(const struct task *t, const struct object *pod)
{
	return pod_running_and_ready(pod) && pod_available(pod, task_spec(t)->min_ready, task_work(t)->now_ms);
}

static enum verdict apply(struct task *t)
{
	const struct object *pod = t->slot->pod;
	struct reason r;

	if (pod->deleted) {
		task_reason(t, reason_make(REASON_WAIT_GONE, pod->name, "%s: waiting until it is gone", pod->name));
		return VERDICT_STOP;
	}
	if (!task_spec(t)->parallel && !healthy(t, pod) && pod != task_work(t)->first_unavailable) {
		r = reason_make(REASON_STUCK_CONDEMNED, pod->name,
				"stuck: %s is to go but not ready, and a lower one too", pod->name);
		r.stuck = true;
		return task_hold(t, r);
	}
	task_reason(t, reason_make(REASON_WILL_ACT, pod->name, "deleting %s", pod->name));
	return pods_delete(t, t->slot, deleted);
}

const struct rule scale_down_rule = {
	.name = "scale down",
	.says = "pods beyond the wanted ordinals are deleted, from the highest",
	.phase = PHASE_CONDEMNED,
	.order = 1,
	.apply = apply,
};
