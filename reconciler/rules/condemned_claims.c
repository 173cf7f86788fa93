/*
 * Before a pod beyond the wanted ordinals goes, its claims must name it as their owner (or not), so that the garbage
 * collector knows what to do when it sees the pod disappear.
 */
#include "reconciler/claims.h"

static enum verdict owned(struct task *t)
{
	return failures_any(&t->step_failures) ? task_fail_all(t, &t->step_failures) : VERDICT_NEXT;
}

static enum verdict apply(struct task *t)
{
	return claims_owned_right(t) ? VERDICT_NEXT : claims_own(t, owned);
}

const struct rule condemned_claims_rule = {
	.name = "condemned claims",
	.says = "claims of condemned pods get the references that the retention policy wants",
	.phase = PHASE_CONDEMNED_CLAIMS,
	.order = 1,
	.apply = apply,
};
