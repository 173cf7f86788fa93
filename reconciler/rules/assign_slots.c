/*
 * Ordinals: each pod is in a slot that the set wants, or condemned, or (without a readable ordinal) only counted.
 * Missing pods are given the revision they will carry. A set that is being deleted is counted and otherwise left alone.
 */
#include "reconciler/work.h"

#include "reconciler/count.h"
#include "reconciler/identity.h"

/*
 * The current revision only below the partition, or, without a rollingUpdate member, below what the status still counts
 * as current; so with the usual defaults a pod that comes back in mid-rollout comes back new (reference 5.3).
 */
static const struct revision *revision_for(const struct task *t, int32_t ordinal)
{
	const struct statefulset *spec = task_spec(t);
	const struct work *w = task_work(t);
	int64_t index = (int64_t)ordinal - spec->start;

	if (spec->on_delete)
		return w->update;
	if (index < (spec->rolling_update ? spec->partition : spec->current))
		return w->current;
	return w->update;
}

static void want_slots(struct task *t)
{
	const struct statefulset *spec = task_spec(t);
	struct work *w = task_work(t);

	w->slots.items = xcalloc((size_t)spec->replicas, sizeof(*w->slots.items));
	w->slots.len = w->slots.cap = (size_t)spec->replicas;
	for (int32_t i = 0; i < spec->replicas; i++)
		w->slots.items[i].ordinal = spec->start + i;
}

/* Of two that read as one ordinal ("web-1", "web-01") the later one has the slot. */
static void place(struct task *t, const struct member *m)
{
	struct work *w = task_work(t);
	struct slot placed = { .ordinal = m->ordinal, .name = m->pod->name, .pod = m->pod, .member = m }, *slot;

	if (identity_in_range(task_spec(t), m->ordinal)) {
		slot = &w->slots.items[m->ordinal - task_spec(t)->start];
		w->astray += slot->pod != NULL;
		*slot = placed;
	} else if (m->ordinal >= 0) {
		vec_push(&w->condemned, placed);
	} else {
		w->astray++;
	}
}

static void fill(struct task *t)
{
	vec_each(&task_work(t)->slots, slot) {
		if (slot->pod)
			continue;
		slot->name = slot->made = identity_pod_name(task_set(t)->name, slot->ordinal);
		slot->revision = revision_for(t, slot->ordinal);
	}
}

static int highest_first(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	return x->ordinal == y->ordinal ? strcmp(x->name, y->name) : x->ordinal < y->ordinal ? 1 : -1;
}

/* The first unhealthy slot from below; if all are well, the lowest unhealthy condemned pod. */
static const struct object *first_unavailable(const struct task *t)
{
	const struct work *w = task_work(t);
	int32_t min_ready = task_spec(t)->min_ready;

	vec_each(&w->slots, slot) {
		if (!slot->pod || pod_unavailable(slot->pod, min_ready, w->now_ms))
			return slot->pod;
	}
	for (size_t i = w->condemned.len; i-- > 0;) {
		if (pod_unavailable(w->condemned.items[i].pod, min_ready, w->now_ms))
			return w->condemned.items[i].pod;
	}
	return NULL;
}

static enum verdict apply(struct task *t)
{
	struct work *w = task_work(t);

	/* Before anything is counted: a status would be as wrong as the rest. */
	if (!identity_range_valid(task_spec(t)))
		return task_fail(t, "%" PRId32 " replicas from ordinal %" PRId32 " on cannot be worked on",
				 task_spec(t)->replicas, task_spec(t)->start);
	count_claimed(t->sync);
	want_slots(t);
	vec_each(&w->claimed, m)
		place(t, *m);
	fill(t);
	if (w->condemned.len)
		qsort(w->condemned.items, w->condemned.len, sizeof(*w->condemned.items), highest_first);
	w->first_unavailable = first_unavailable(t);
	if (task_set(t)->deleted)
		return task_hold(t, reason_make(REASON_DELETING, "", "being deleted"));
	return VERDICT_NEXT;
}

const struct rule assign_slots_rule = {
	.name = "assign slots",
	.says = "pods are in a wanted ordinal or condemned; missing ones get a revision",
	.phase = PHASE_REVISIONS,
	.order = 3,
	.apply = apply,
};
