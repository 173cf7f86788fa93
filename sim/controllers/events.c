/* Events live for an hour after they were last written. A sweep a minute is exact enough: etcd's leases are no more
 * so. */
#include "sim/controller.h"

#include "kube/kinds/event.h"
#include "sim/agent.h"

#define SWEEP_MS 60000
#define LIFE_S 3600

struct sweeper {
	struct agent agent;
	struct world_event *timer;
};

static void expire(void *arg, const struct object *event)
{
	struct sweeper *s = arg;
	int64_t dead_by = world_now(s->agent.world) / 1000 - LIFE_S;

	if (event_of(event)->last_seen < dead_by && event->created < dead_by)
		agent_delete(&s->agent, event, NULL, NULL);
}

static void sweep(void *arg)
{
	struct sweeper *s = arg;

	s->timer = world_after(s->agent.world, SWEEP_MS, WORLD_BACKGROUND, sweep, s);
	agent_each(&s->agent, KIND(event), NULL, expire, s);
}

static void *events_start(struct world *w, struct port *port)
{
	struct sweeper *s = xcalloc(1, sizeof(*s));

	agent_init(&s->agent, w, port, "event-expiry");
	s->timer = world_after(w, SWEEP_MS, WORLD_BACKGROUND, sweep, s);
	return s;
}

static void events_stop(void *state)
{
	struct sweeper *s = state;

	world_cancel(s->agent.world, s->timer);
	agent_release(&s->agent);
	free(s);
}

const struct controller events_controller = {
	.name = "events",
	.user = "kube-apiserver",
	.help = "Forgets events an hour after they were last written",
	.start = events_start,
	.stop = events_stop,
};
