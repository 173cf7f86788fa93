/*
 * The end of a pod: SIGTERM, the containers' own time up to the grace period, then a last status with their exit codes
 * and the DELETE with a grace period of 0 s that makes the object go. A container that does not end by itself is killed
 * (137).
 */
#include "sim/kubelet/machine.h"
#include "sim/kubelet/podlet.h"

#define KILLED 137
#define MOST_S INT64_C(1000000000000)	/* a longer grace period is as good as none */

static struct world *world_of(const struct podlet *p)
{
	return p->kubelet->agent.world;
}

static int64_t grace_ms(const struct podlet *p)
{
	return MIN(MAX(p->pod->grace, 0), MOST_S) * 1000;
}

/* How long the slowest running container takes, at most the grace period. */
static int64_t stop_delay(struct podlet *p)
{
	int64_t delay = 0;

	for (size_t i = 0; i < p->ncontainers; i++) {
		struct container *c = &p->containers[i];
		int64_t ms = c->does->stop_ms == NEVER ? INT64_MAX : c->does->stop_ms;

		if (c->state == CONTAINER_RUNNING)
			delay = MAX(delay, ms == INT64_MAX ? ms : behaviour_draw(c->does, ms, world_rng(world_of(p))));
	}
	return MIN(delay, grace_ms(p));
}

static bool end_containers(struct podlet *p)
{
	bool any = false;

	for (size_t i = 0; i < p->ncontainers; i++) {
		struct container *c = &p->containers[i];
		bool killed = c->does->stop_ms == NEVER || c->does->stop_ms > grace_ms(p);

		any = any || c->id;
		if (c->state == CONTAINER_RUNNING)
			container_end(c, killed ? KILLED : c->does->stop_code);
	}
	return any;
}

static void stopped(void *arg)
{
	struct podlet *p = arg;

	p->stopper = NULL;
	if (podlet_down(p)) {
		p->stopping = false;
		return;
	}
	p->stopped = true;
	if (end_containers(p))
		podlet_report(p);
	agent_kill(&p->kubelet->agent, p->pod, p->key);
}

static void begin_stop(struct podlet *p)
{
	p->stopping = true;
	for (size_t i = 0; i < p->ncontainers; i++) {
		struct container *c = &p->containers[i];

		container_cancel(c);
		if (c->state == CONTAINER_RUNNING)
			podlet_event(p, c, false, "Killing", "Stopping container %s", c->name);
	}
}

void podlet_stop(struct podlet *p)
{
	int64_t now = world_now(world_of(p));
	int64_t at;

	if (podlet_down(p) || p->stopped)
		return;
	if (!p->stopping) {
		begin_stop(p);
		at = now + stop_delay(p);
	} else {
		at = MIN(p->stop_at, now + grace_ms(p));
	}
	world_cancel(world_of(p), p->stopper);
	p->stop_at = at;
	p->stopper = world_after(world_of(p), at - now, WORLD_EVENT, stopped, p);
}
