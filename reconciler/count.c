#include "reconciler/count.h"

static void count(struct sync *s, const struct object *pod)
{
	const struct work *w = s->work;

	if (pod)
		counters_add(&s->outcome.status.counters, pod, w->current->name, w->update->name,
			     statefulset_of(w->snapshot->set)->min_ready, w->now_ms);
}

void count_claimed(struct sync *s)
{
	const struct work *w = s->work;
	struct set_status *status = &s->outcome.status;

	s->outcome.has_status = true;
	status->observed_generation = w->snapshot->set->generation;
	status->collisions = w->collisions;
	status->current_revision = xstrdup(w->current->name);
	status->update_revision = xstrdup(w->update->name);
	vec_each(&w->pods, pod)
		count(s, *pod);
}

void count_placed(struct sync *s)
{
	struct work *w = s->work;

	if (w->counted || w->snapshot->set->deleted)
		return;
	w->counted = true;
	s->outcome.status.counters = (struct counters){ 0 };
	vec_each(&w->slots, slot)
		count(s, slot->pod);
	vec_each(&w->condemned, slot)
		count(s, slot->pod);
}
