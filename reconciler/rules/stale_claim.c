/*
 * Under whenScaled=Delete a claim that still belongs to an earlier pod of the name is about to be collected; a new pod
 * must not start on it. Upstream waits without asking to be woken: claims are not watched, so another event of the set
 * must come.
 */
#include "reconciler/claims.h"
#include "reconciler/identity.h"

static enum verdict apply(struct task *t)
{
	struct ownership x;

	if (t->slot->pod && pod_created(t->slot->pod))
		return VERDICT_NEXT;
	x = claims_ownership(t);
	if (x.when_scaled == RETENTION_RETAIN)
		return VERDICT_NEXT;
	for (size_t i = 0; i < task_spec(t)->nclaims; i++) {
		const struct object *claim = claims_find(t, i);

		if (claim && ownership_stale_pod(&x, claim))
			return task_hold(t, reason_make(REASON_CLAIM_STALE, claim->name,
							"%s: waiting until claim %s of its predecessor is gone",
							t->slot->name, claim->name));
	}
	return VERDICT_NEXT;
}

const struct rule stale_claim_rule = {
	.name = "stale claim",
	.says = "a pod waits for a claim that belonged to its predecessor",
	.phase = PHASE_REPLICAS,
	.order = 2,
	.apply = apply,
};
