/* A binary heap whose members know their places, so that one can be moved or taken out. */
#include "base/timers.h"

static bool before(const struct loop_timer *a, const struct loop_timer *b)
{
	return a->due < b->due || (a->due == b->due && a->order < b->order);
}

static void put(struct timers *timers, struct loop_timer *t, size_t place)
{
	timers->heap.items[place - 1] = t;
	t->place = place;
}

static void sift_up(struct timers *timers, struct loop_timer *t, size_t place)
{
	for (; place > 1; place /= 2) {
		struct loop_timer *parent = timers->heap.items[place / 2 - 1];

		if (!before(t, parent))
			break;
		put(timers, parent, place);
	}
	put(timers, t, place);
}

static void sift_down(struct timers *timers, struct loop_timer *t, size_t place)
{
	for (size_t child; (child = place * 2) <= timers->heap.len; place = child) {
		struct loop_timer **items = timers->heap.items;

		if (child < timers->heap.len && before(items[child], items[child - 1]))
			child++;
		if (!before(items[child - 1], t))
			break;
		put(timers, items[child - 1], place);
	}
	put(timers, t, place);
}

void timers_arm(struct timers *timers, struct loop_timer *t, int64_t due)
{
	timers_disarm(timers, t);
	t->due = due;
	t->order = timers->next_order++;
	vec_push(&timers->heap, t);
	sift_up(timers, t, timers->heap.len);
}

void timers_disarm(struct timers *timers, struct loop_timer *t)
{
	size_t place = t->place;
	struct loop_timer *last;

	if (!place)
		return;
	t->place = 0;
	last = vec_pop(&timers->heap);
	if (last == t)
		return;
	sift_up(timers, last, place);
	sift_down(timers, last, last->place);
}

struct loop_timer *timers_first(const struct timers *timers)
{
	return timers->heap.len ? timers->heap.items[0] : NULL;
}

void timers_release(struct timers *timers)
{
	vec_each(&timers->heap, t)
		free(*t);
	vec_release(&timers->heap);
}
