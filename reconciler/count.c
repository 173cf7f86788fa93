#include "reconciler/count.h"

static void count(struct sync *s, const struct member *m)
{
	const struct work *w = s->work;
	struct carried carried = { .updated = streq(m->revision, w->update->name) };

	carried.current = w->current == w->update ? carried.updated : streq(m->revision, w->current->name);
	counters_add(&s->outcome.status.counters, m->pod, carried, statefulset_of(w->snapshot->set)->min_ready,
		     w->now_ms);
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
	vec_each(&w->claimed, m)
		count(s, *m);
}

void count_placed(struct sync *s)
{
	struct work *w = s->work;

	if (w->counted || w->snapshot->set->deleted)
		return;
	w->counted = true;
	if (!w->astray)
		return;
	s->outcome.status.counters = (struct counters){ 0 };
	vec_each(&w->slots, slot) {
		if (slot->member)
			count(s, slot->member);
	}
	vec_each(&w->condemned, slot)
		count(s, slot->member);
}
