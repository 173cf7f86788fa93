/*
 * After a sync without errors, pods that are ready but not yet available bring the set back when the first of them is
 * due.
 */
#include "reconciler/work.h"

static enum verdict apply(struct task *t)
{
	struct outcome *o = &t->sync->outcome;
	int32_t min_ready = task_spec(t)->min_ready;
	int64_t first = -1;

	if (failures_any(&o->failures) || !o->has_status || min_ready <= 0 ||
	    o->status.counters.ready == o->status.counters.available)
		return VERDICT_NEXT;
	vec_each(&task_work(t)->claimed, m) {
		int64_t left = pod_available_in((*m)->pod, min_ready, task_work(t)->now_ms);

		if (left >= 0 && (first < 0 || left < first))
			first = left;
	}
	o->again_ms = first >= 0 ? first : (int64_t)min_ready * 1000;
	return VERDICT_NEXT;
}

const struct rule look_again_rule = {
	.name = "look again",
	.says = "minReadySeconds brings the set back when the next pod becomes available",
	.phase = PHASE_HISTORY,
	.order = 2,
	.apply = apply,
};
