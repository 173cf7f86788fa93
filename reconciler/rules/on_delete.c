/*
 * Under OnDelete pods are replaced by whoever deletes them; the controller does not.
 */
#include "reconciler/count.h"
#include "reconciler/identity.h"

static int32_t outdated(const struct task *t)
{
	int32_t n = 0;

	vec_each(&task_work(t)->slots, slot)
		n += slot->pod && !streq(identity_revision(slot->pod), task_work(t)->update->name);
	return n;
}

static enum verdict apply(struct task *t)
{
	int32_t left = outdated(t);

	count_placed(t->sync);
	if (!task_spec(t)->on_delete)
		return VERDICT_NEXT;
	if (left == 0)
		return VERDICT_STOP;
	return task_hold(t, reason_make(REASON_ON_DELETE, "", "%" PRId32 " to update, when they are deleted", left));
}

const struct rule on_delete_rule = {
	.name = "on delete",
	.says = "OnDelete leaves replacing pods to whoever deletes them",
	.phase = PHASE_UPDATE,
	.order = 1,
	.apply = apply,
};
