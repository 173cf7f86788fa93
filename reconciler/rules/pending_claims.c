/*
 * Claims of a pod that is still Pending are made again if they are missing: this revives a pod whose claim was deleted
 * under it.
 */
#include "reconciler/claims.h"

static enum verdict owned(struct task *t)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (!failures_any(&t->step_failures))
		return VERDICT_NEXT;
	failures_text(&t->step_failures, &text);
	task_pod_event(t, "Update", t->slot->name, text.buf);
	return task_fail_all(t, &t->step_failures);
}

static enum verdict created(struct task *t)
{
	if (failures_any(&t->step_failures))
		return task_fail_all(t, &t->step_failures);
	return claims_own(t, owned);
}

static enum verdict apply(struct task *t)
{
	if (task_spec(t)->nclaims == 0 || !t->slot->pod || !streq(pod_of(t->slot->pod)->phase, "Pending"))
		return VERDICT_NEXT;
	return claims_create(t, created);
}

const struct rule pending_claims_rule = {
	.name = "pending claims",
	.says = "claims missing under a pending pod are made",
	.phase = PHASE_REPLICAS,
	.order = 4,
	.apply = apply,
};
