/*
 * struct events: what will happen and when, on the virtual clock. Two heaps, so that the next foreground event is known
 * without looking at the background ones; equal times run in the order they were asked for.
 */
#ifndef SIM_EVENTS_H
#define SIM_EVENTS_H

#include "base/vec.h"
#include "sim/world.h"

struct world_event {
	int64_t at;
	uint64_t order;
	size_t index;			/* in its heap */
	int flags;
	world_fn fn;
	void *arg;
};

struct events {
	VEC(struct world_event *) heaps[2];	/* foreground, background */
	uint64_t order;
	struct world_event *running;
};

struct world_event *events_add(struct events *e, int64_t at, int flags, world_fn fn, void *arg);
/* NULL and the event that runs now are fine. */
void events_cancel(struct events *e, struct world_event *event);
/* The earliest of both heaps, or of the foreground alone; NULL: none. */
struct world_event *events_next(const struct events *e, bool foreground);
/* Takes an event out, runs and frees it. */
void events_run(struct events *e, struct world_event *event);
void events_release(struct events *e);

#endif
