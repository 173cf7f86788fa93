/* The StatefulSet controller: reconciler/ run on the world's cache, port, clock and chance. */
#include "sim/controller.h"

#include "reconciler/controller.h"

/* What is further away than this is a retry of what keeps being refused, and no work under way. */
#define FAR_MS 60000

struct statefulset_host {
	struct timers timers;
	struct world *world;
	struct statefulset_controller *controller;
};

static struct world *world_of(struct timers *t)
{
	return CONTAINER_OF(t, struct statefulset_host, timers)->world;
}

static void *after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	return world_after(world_of(t), delay_ms, delay_ms > FAR_MS ? WORLD_BACKGROUND : WORLD_EVENT, fn, arg);
}

static void cancel(struct timers *t, void *timer)
{
	world_cancel(world_of(t), timer);
}

static int64_t now_ms(struct timers *t)
{
	return world_now(world_of(t));
}

static void *statefulset_start(struct world *w, struct port *port)
{
	struct statefulset_host *host = xcalloc(1, sizeof(*host));
	struct controller_options options = {
		.cache = world_cache(w), .port = port, .timers = &host->timers, .rng = world_rng(w),
		.component = "statefulset-controller",
	};

	host->timers = (struct timers){ .after = after, .cancel = cancel, .now_ms = now_ms };
	host->world = w;
	host->controller = statefulset_controller_new(&options);
	return host;
}

static void statefulset_stop(void *state)
{
	struct statefulset_host *host = state;

	statefulset_controller_free(host->controller);
	free(host);
}

const struct controller statefulset_controller = {
	.name = "statefulset",
	.user = "statefulset-controller",
	.help = "Keeps the pods, claims and revisions of StatefulSets as Kubernetes 1.36 does; left out, ordinal "
	        "reconcile can",
	.start = statefulset_start,
	.stop = statefulset_stop,
};
