/*
 * Startup and readiness probes. A probe is asked on the ticks of its period, counted from when the kubelet first saw
 * the pod, not before its initial delay; a container that has none is ready as soon as it runs. One that could already
 * answer within the first second is found ready at once, because each status update triggers a readiness probe out of
 * turn (pkg/kubelet/prober/prober_manager.go). Liveness probes always pass.
 */
#include "sim/kubelet/machine.h"
#include "sim/kubelet/podlet.h"

#define AT_ONCE_MS 1000

static const struct {
	const char *handler, *refusal;
} handlers[] = {
	{ "httpGet", "HTTP probe failed with statuscode: 503" },
	{ "tcpSocket", "dial tcp: connect: connection refused" },
	{ "grpc", "service unhealthy (responded with \"NOT_SERVING\")" },
	{ "exec", "command exited with code 1" },
};

void probe_read(struct probe *ret, const json *probe)
{
	if (!probe)
		return;
	ret->set = true;
	ret->delay_ms = json_get_int(probe, "initialDelaySeconds", 0) * 1000;
	ret->period_ms = MAX(json_get_int(probe, "periodSeconds", 10), 1) * 1000;
	ret->successes = MAX(json_get_int(probe, "successThreshold", 1), 1);
	ret->refusal = "";
	for (size_t i = 0; i < COUNT(handlers); i++)
		if (json_get(probe, handlers[i].handler))
			ret->refusal = handlers[i].refusal;
}

static struct world *world_of(const struct container *c)
{
	return c->podlet->kubelet->agent.world;
}

/* The first tick of a probe at or after a time. */
static int64_t tick(const struct container *c, const struct probe *p, int64_t at)
{
	int64_t since = MAX(at - c->podlet->seen_ms, 0);

	return c->podlet->seen_ms + (since + p->period_ms - 1) / p->period_ms * p->period_ms;
}

static int64_t pass_time(const struct container *c, const struct probe *p, int64_t answers_ms)
{
	int64_t first = MAX(c->begun_ms + p->delay_ms, answers_ms);

	if (p == &c->readiness && p->delay_ms == 0 && answers_ms - c->begun_ms <= AT_ONCE_MS)
		return first + (p->successes - 1) * p->period_ms;
	return tick(c, p, first) + (p->successes - 1) * p->period_ms;
}

static void passed(void *arg)
{
	struct container *c = arg;

	c->prober = NULL;
	c->probe_held = podlet_down(c->podlet);
	if (c->probe_held)
		return;
	c->ready = c->started = true;
	podlet_dirty(c->podlet);
}

void container_probe_resume(struct container *c)
{
	if (c->probe_held)
		passed(c);
}

/* A probe that will never pass says so at each tick. */
static void refused(void *arg)
{
	struct container *c = arg;
	const struct probe *p = c->startup.set ? &c->startup : &c->readiness;

	c->prober = world_after(world_of(c), p->period_ms, WORLD_BACKGROUND, refused, c);
	if (!podlet_down(c->podlet))
		podlet_event(c->podlet, c, true, "Unhealthy", "%s probe failed: %s",
		             c->startup.set ? "Startup" : "Readiness", p->refusal);
}

/* It is known how long such a pod takes in all: its probes and how long they wait are in that. */
static void await_total(struct container *c, int64_t now)
{
	int64_t at = MAX(c->podlet->pod->created * 1000 + c->does->total_ms, now);

	c->ready = c->started = false;
	c->prober = world_after(world_of(c), at - now, WORLD_EVENT, passed, c);
}

void container_probe(struct container *c)
{
	int64_t now = world_now(world_of(c));
	int64_t delay = behaviour_draw(c->does, c->does->ready_ms, world_rng(world_of(c)));
	int64_t answers = now + delay;
	bool probed = c->startup.set || c->readiness.set;

	c->started = !c->startup.set;
	c->ready = !probed && delay != NEVER && (!c->init || c->sidecar);
	if (c->does->total_ms > 0 && delay != NEVER && !c->init) {
		await_total(c, now);
		return;
	}
	if ((c->init && !c->sidecar) || !probed)
		return;
	if (delay == NEVER) {
		const struct probe *p = c->startup.set ? &c->startup : &c->readiness;
		int64_t first = tick(c, p, now + p->delay_ms) - now;

		c->prober = world_after(world_of(c), first, WORLD_BACKGROUND, refused, c);
		return;
	}
	if (c->startup.set)
		answers = pass_time(c, &c->startup, answers);
	if (c->readiness.set)
		answers = pass_time(c, &c->readiness, answers);
	c->prober = world_after(world_of(c), answers - now, WORLD_EVENT, passed, c);
}
