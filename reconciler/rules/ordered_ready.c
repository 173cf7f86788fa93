/*
 * OrderedReady waits for each pod to be running, ready, available and not on its way out before it looks at the next
 * ordinal.
 */
#include "reconciler/work.h"

static struct reason waiting(const struct task *t)
{
	const struct object *pod = t->slot->pod;
	const struct pod *facts = pod_of(pod);
	struct reason r;

	if (pod->deleted)
		r = reason_make(REASON_WAIT_GONE, pod->name, "%s: waiting until it is gone", pod->name);
	else if (!pod_running_and_ready(pod))
		r = reason_make(REASON_WAIT_READY, pod->name, "%s: waiting for readiness", pod->name);
	else
		r = reason_make(REASON_WAIT_AVAILABLE, pod->name, "%s: waiting to be available", pod->name);
	r.since = pod->deleted ? pod->deleted - MAX(pod->grace, 0) : facts->ready_at ? facts->ready_at : pod->created;
	return r;
}

static enum verdict apply(struct task *t)
{
	const struct object *pod = t->slot->pod;
	bool parallel = task_spec(t)->parallel;

	/* Under Parallel nothing waits; why a pod is not ready is still worth telling to whoever asks. */
	if (parallel && task_work(t)->gates.unasked)
		return VERDICT_NEXT;
	/* A pod just made has no object yet. */
	if (!pod || (!pod->deleted && pod_running_and_ready(pod) &&
		     pod_available(pod, task_spec(t)->min_ready, task_work(t)->now_ms)))
		return VERDICT_NEXT;
	if (!parallel)
		return task_hold(t, waiting(t));
	task_reason(t, waiting(t));
	return VERDICT_NEXT;
}

const struct rule ordered_ready_rule = {
	.name = "ordered ready",
	.says = "no ordinal is touched before all lower ones are available",
	.phase = PHASE_REPLICAS,
	.order = 5,
	.apply = apply,
};
