/*
 * struct world: the bundled cluster as a discrete-event machine. Storage, API, controllers, one heap of events on a
 * virtual clock, one seed. Everything takes time from world_now and chance from world_rng: the same seed and the same
 * journal of requests (each with its virtual millisecond and its order) give the same bytes.
 *
 * The world does not know the wall clock or the loop: cmd/ and sim/server.c drive it with world_advance, by the wall at
 * some speed, step by step, or as fast as it goes.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/rng.h"
#include "kube/cache.h"
#include "kube/port.h"

struct world;
struct api;
struct storage;
struct world_event;

struct world_options {
	int64_t start_ms;		/* virtual wall time at the beginning */
	uint64_t seed;
	const char *controllers;	/* "*", "*,-statefulset", "statefulset,kubelet"; NULL: "*" */
	/* How containers behave besides what sim/images says: a list of such files, asked before those; NULL: none.
	 * Borrowed while the world is made. */
	const json *images;
	uint64_t objects;		/* how many there may be, at most; 0: LIMIT_OBJECTS */
};

struct world *world_new(const struct world_options *options, struct err *err);
void world_free(struct world *w);

/* How time is to go: what the administrator asked for, and whoever drives the world obeys. */
struct tempo {
	double speed;			/* as sim/pace.h has it; 1 at the beginning */
	unsigned steps;			/* to the next thing that happens, so many times; taken off as they are made */
};
struct tempo *world_tempo(struct world *w);
/* Makes the steps that are asked for; true if there were any. */
bool world_obey_steps(struct world *w);

int64_t world_now(const struct world *w);		/* virtual wall ms */
struct rng *world_rng(struct world *w);
const json *world_images(const struct world *w);	/* of the options; NULL once the world is made */
struct api *world_api(struct world *w);
struct storage *world_storage(struct world *w);
struct cache *world_cache(struct world *w); /* reads the storage; handlers run as events on the heap, in order */
struct port *world_port(struct world *w,
                        const char *user); /* one a user agent ("kube-scheduler"); owned by the world */

typedef void (*world_fn)(void *arg);
/* Runs fn after delay_ms of virtual time; equal times run in the order they were asked for. WORLD_BACKGROUND events
 * (lease renewals, bookmarks) do not by themselves drive the clock when it goes as fast as it can, nor count against
 * "settled". */
enum world_flags { WORLD_EVENT = 0, WORLD_BACKGROUND = 1 };
struct world_event *world_after(struct world *w, int64_t delay_ms, int flags, world_fn fn, void *arg);
void world_cancel(struct world *w, struct world_event *e);	/* NULL and an event that runs now are fine */

int64_t world_next(const struct world *w);		/* virtual ms of the next event, -1: none */
int64_t world_next_foreground(const struct world *w);	/* leaving background ones out */
bool world_step(struct world *w);			/* jumps to the next event and runs it; false: none */
void world_advance(struct world *w, int64_t until_ms);	/* runs all events due by then; now = until_ms after */
/* Steps foreground events until none is left or the next is after limit_ms (a point of virtual time); true if
 * settled. */
bool world_settle(struct world *w, int64_t limit_ms);

/* For journals: how many events have run, and the clock moved on without running what is due. */
uint64_t world_steps(const struct world *w);
void world_jump(struct world *w, int64_t now_ms);

/* Creates the objects of a world file (sim/worlds/NAME.yaml, compiled in; or a path) through the API. */
int world_load(struct world *w, const char *name_or_path, struct err *err);

#endif
