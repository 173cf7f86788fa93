/* The world: wires storage, API, cache, ports and controllers together and turns the clock. */
#include "sim/world.h"

#include "sim/access/bootstrap.h"
#include "sim/api/api.h"
#include "sim/cache.h"
#include "sim/controllers.h"
#include "sim/events.h"
#include "sim/port.h"

struct world {
	int64_t now;
	uint64_t steps;
	struct tempo tempo;
	struct rng rng;
	const json *images;
	struct storage *storage;
	struct world_cache *cache;
	struct api *api;
	struct events events;
	VEC(struct sim_port *) ports;
	struct controllers *controllers;
};

static void world_changed(void *arg, const struct change *c)
{
	struct world *w = arg;

	world_cache_changed(w->cache, c);
	api_changed(w->api, c);
}

struct world *world_new(const struct world_options *options, struct err *err)
{
	struct world *w = xcalloc(1, sizeof(*w));

	w->now = options->start_ms;
	w->tempo.speed = 1;
	rng_init(&w->rng, options->seed);
	w->storage = storage_new();
	storage_limit(w->storage, &(struct storage_amount){ .objects = options->objects });
	w->cache = world_cache_new(w, w->storage);
	w->api = api_new(w);
	bootstrap_store(w->storage, w->now / 1000);
	storage_observe(w->storage, world_changed, w);
	w->images = options->images;
	w->controllers = controllers_start(w, options->controllers ? options->controllers : "*", err);
	w->images = NULL;
	if (w->controllers)
		return w;
	world_free(w);
	return NULL;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	controllers_stop(w->controllers);
	vec_each(&w->ports, p)
		sim_port_free(*p);
	vec_release(&w->ports);
	events_release(&w->events);
	api_free(w->api);
	world_cache_free(w->cache);
	storage_free(w->storage);
	free(w);
}

int64_t world_now(const struct world *w)
{
	return w->now;
}

struct tempo *world_tempo(struct world *w)
{
	return &w->tempo;
}

struct rng *world_rng(struct world *w)
{
	return &w->rng;
}

const json *world_images(const struct world *w)
{
	return w->images;
}

struct api *world_api(struct world *w)
{
	return w->api;
}

struct storage *world_storage(struct world *w)
{
	return w->storage;
}

struct cache *world_cache(struct world *w)
{
	return world_cache_interface(w->cache);
}

struct port *world_port(struct world *w, const char *user)
{
	struct sim_port *p;

	vec_each(&w->ports, known)
		if (streq(sim_port_user(*known), user))
			return sim_port_interface(*known);
	p = sim_port_new(w->api, user);
	vec_push(&w->ports, p);
	return sim_port_interface(p);
}

struct world_event *world_after(struct world *w, int64_t delay_ms, int flags, world_fn fn, void *arg)
{
	return events_add(&w->events, w->now + MAX(delay_ms, 0), flags, fn, arg);
}

void world_cancel(struct world *w, struct world_event *e)
{
	events_cancel(&w->events, e);
}

int64_t world_next(const struct world *w)
{
	struct world_event *e = events_next(&w->events, false);

	return e ? e->at : -1;
}

int64_t world_next_foreground(const struct world *w)
{
	struct world_event *e = events_next(&w->events, true);

	return e ? e->at : -1;
}

uint64_t world_steps(const struct world *w)
{
	return w->steps;
}

bool world_step(struct world *w)
{
	struct world_event *e = events_next(&w->events, false);

	if (!e)
		return false;
	w->now = MAX(w->now, e->at);
	w->steps++;
	events_run(&w->events, e);
	return true;
}

void world_jump(struct world *w, int64_t now_ms)
{
	w->now = MAX(w->now, now_ms);
}

void world_advance(struct world *w, int64_t until_ms)
{
	for (;;) {
		int64_t next = world_next(w);

		if (next < 0 || next > until_ms)
			break;
		world_step(w);
	}
	world_jump(w, until_ms);
}

bool world_obey_steps(struct world *w)
{
	bool any = w->tempo.steps > 0;

	for (; w->tempo.steps; w->tempo.steps--) {
		int64_t next = world_next_foreground(w);

		if (next >= 0)
			world_advance(w, MAX(next, w->now));
	}
	return any;
}

bool world_settle(struct world *w, int64_t limit_ms)
{
	for (;;) {
		int64_t next = world_next_foreground(w);

		if (next < 0)
			return true;
		if (next > limit_ms)
			return false;
		world_step(w);
	}
}
