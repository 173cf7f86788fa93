/*
 * Under OnDelete pods are replaced by whoever deletes them; the controller does not.
 */
#include "reconciler/count.h"
#include "reconciler/identity.h"

#define NAMED 4			/* ordinals that are named before "..." */

/* "delete db-0, 1, 2 to update": the first by its name, the others by their ordinals. */
static struct reason outdated(const struct task *t, const char **ret_first)
{
	_cleanup_(str_release) struct str list = STR_INIT;
	int32_t n = 0;

	*ret_first = NULL;
	vec_each(&task_work(t)->slots, slot) {
		if (!slot->pod || streq(identity_revision(slot->pod), task_work(t)->update->name))
			continue;
		if (n++ == 0)
			*ret_first = slot->name;
		else if (n <= NAMED)
			str_addf(&list, ", %" PRId32, slot->ordinal);
	}
	return reason_make(REASON_ON_DELETE, *ret_first ? *ret_first : "", "delete %s%s%s to update",
			   *ret_first ? *ret_first : "", list.buf, n > NAMED ? ", ..." : "");
}

static enum verdict apply(struct task *t)
{
	const char *first;
	struct reason r;

	count_placed(t->sync);
	if (!task_spec(t)->on_delete)
		return VERDICT_NEXT;
	r = outdated(t, &first);
	if (first)
		return task_hold(t, r);
	reason_release(&r);
	return VERDICT_STOP;
}

const struct rule on_delete_rule = {
	.name = "on delete",
	.says = "OnDelete leaves replacing pods to whoever deletes them",
	.phase = PHASE_UPDATE,
	.order = 1,
	.apply = apply,
};
