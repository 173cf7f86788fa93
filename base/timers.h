/*
 * The loop's timers: a binary heap by due time, and by order of arming where times are equal. Knows no clock: times are
 * handed in. Used by base/loop.c only.
 */
#ifndef BASE_TIMERS_H
#define BASE_TIMERS_H

#include "base/loop.h"
#include "base/vec.h"

struct loop_timer {
	struct loop *loop;
	loop_timer_fn fn;
	void *arg;
	int64_t due;
	uint64_t order;
	size_t place;		/* in the heap, counted from 1; 0 while not armed */
	bool running, dead;	/* dead: deleted by its own callback, freed when that returns */
};

struct timers {
	VEC(struct loop_timer *) heap;
	uint64_t next_order;	/* order that the next timer armed will get */
};

void timers_arm(struct timers *timers, struct loop_timer *t, int64_t due);	/* arms, or moves one that is armed */
void timers_disarm(struct timers *timers, struct loop_timer *t);		/* not armed is fine */
struct loop_timer *timers_first(const struct timers *timers);			/* NULL if none is armed */
void timers_release(struct timers *timers);					/* frees the armed timers too */

#endif
