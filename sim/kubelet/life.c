/*
 * The life of a container: image, start, run, end, and again. Each step is a timer on the virtual clock. Pauses after
 * failures double from 10 s to 300 s and are forgotten after ten good minutes, as in Kubernetes
 * (pkg/kubelet/kubelet.go). Waiting out a pause is no work under way: such timers do not keep the clock going by
 * themselves.
 */
#include "sim/kubelet/machine.h"

#include <stdio.h>

#include "sim/kubelet/podlet.h"

#define PAUSE_FIRST_MS 10000
#define PAUSE_MOST_MS 300000
#define GOOD_RUN_MS 600000
#define NOTICE_MS 1000			/* between a container's end and what the kubelet does about it */

static void container_pull(struct container *c);
static void container_start(struct container *c);

static struct world *world_of(const struct container *c)
{
	return c->podlet->kubelet->agent.world;
}

/* --- timers --- */

static void container_step(void *arg)
{
	struct container *c = arg;

	c->timer = NULL;
	c->held = podlet_down(c->podlet);
	if (!c->held)
		c->next(c);
}

static void container_after(struct container *c, int64_t ms, int flags, void (*next)(struct container *))
{
	world_cancel(world_of(c), c->timer);
	c->next = next;
	c->timer = world_after(world_of(c), ms, flags, container_step, c);
}

void container_cancel(struct container *c)
{
	world_cancel(world_of(c), take(c->timer));
	world_cancel(world_of(c), take(c->prober));
	c->held = c->probe_held = false;
}

void container_resume(struct container *c)
{
	container_probe_resume(c);
	if (!c->held)
		return;
	c->held = false;
	c->next(c);
}

static int64_t draw(const struct container *c, int64_t ms)
{
	return behaviour_draw(c->does, ms, world_rng(world_of(c)));
}

/* The pause that follows, doubling what *pause remembers. */
static int64_t longer(int64_t *pause)
{
	int64_t now = *pause > 0 ? *pause : PAUSE_FIRST_MS;

	*pause = MIN(now * 2, PAUSE_MOST_MS);
	return now;
}

/* --- waiting --- */

static void container_wait(struct container *c, const char *reason, char *message)
{
	c->state = CONTAINER_WAITING;
	c->reason = reason;
	free(c->message);
	c->message = message;
	c->ready = c->started = false;
	podlet_dirty(c->podlet);
}

/* --- the image --- */

static void pull_again(struct container *c)
{
	container_pull(c);
}

static char *pull_refusal(const struct container *c)
{
	return xasprintf("failed to pull and unpack image \"%s\": failed to resolve reference \"%s\": %s: not found",
	                 c->image, c->image, c->image);
}

static void pull_back_off(struct container *c)
{
	_cleanup_(freep) char *why = pull_refusal(c);

	container_wait(c, "ImagePullBackOff", xasprintf("Back-off pulling image \"%s\": ErrImagePull: rpc error: "
							"code = NotFound desc = %s", c->image, why));
	podlet_event(c->podlet, c, false, "BackOff", "Back-off pulling image \"%s\"", c->image);
	podlet_event(c->podlet, c, true, "Failed", "Error: ImagePullBackOff");
	container_after(c, longer(&c->pull_pause_ms), WORLD_BACKGROUND, pull_again);
}

static void pull_failed(struct container *c)
{
	_cleanup_(freep) char *why = pull_refusal(c);

	container_wait(c, "ErrImagePull", xasprintf("rpc error: code = NotFound desc = %s", why));
	podlet_event(c->podlet, c, true, "Failed", "Failed to pull image \"%s\": rpc error: code = NotFound desc = %s",
	             c->image, why);
	podlet_event(c->podlet, c, true, "Failed", "Error: ErrImagePull");
	container_after(c, NOTICE_MS, c->pull_pause_ms > 0 ? WORLD_BACKGROUND : WORLD_EVENT, pull_back_off);
}

static void pulled(struct container *c)
{
	int64_t ms = c->pull_ms;

	machine_add_image(c->podlet->machine, c->image);
	podlet_event(c->podlet, c, false, "Pulled",
		     "Successfully pulled image \"%s\" in %" PRId64 ".%03" PRId64 "s (%" PRId64 ".%03" PRId64
		     "s including waiting). Image size: %" PRId64 " bytes.",
		     c->image, ms / 1000, ms % 1000, ms / 1000, ms % 1000, image_size(c->image));
	container_after(c, draw(c, c->does->start_ms), WORLD_EVENT, container_start);
}

static void container_pull(struct container *c)
{
	bool there = machine_has_image(c->podlet->machine, c->image);

	if (there && !c->always_pull) {
		podlet_event(c->podlet, c, false, "Pulled",
		             "Container image \"%s\" already present on machine and can be accessed by the pod",
		             c->image);
		container_after(c, draw(c, c->does->start_ms), WORLD_EVENT, container_start);
		return;
	}
	podlet_event(c->podlet, c, false, "Pulling", "Pulling image \"%s\"", c->image);
	if (c->does->pull_ms == NEVER) {
		container_after(c, NOTICE_MS, c->pull_pause_ms > 0 ? WORLD_BACKGROUND : WORLD_EVENT, pull_failed);
		return;
	}
	c->pull_ms = there ? NOTICE_MS / 2 : draw(c, c->does->pull_ms);
	container_after(c, c->pull_ms, WORLD_EVENT, pulled);
}

/* --- run and end --- */

static void remember_last(struct container *c)
{
	if (c->state != CONTAINER_EXITED)
		return;
	json_free(c->last);
	c->last = podlet_exited_state(c);
}

static void crash_back_off(struct container *c);

static void restart(struct container *c)
{
	remember_last(c);
	c->restarts++;
	container_pull(c);
}

/* The first restart follows at once; later ones wait. */
static void after_end(struct container *c)
{
	bool again = c->init ? c->exit_code != 0 : true;

	if (streq(c->podlet->restart_policy, "Never") ||
	    (streq(c->podlet->restart_policy, "OnFailure") && c->exit_code == 0))
		again = false;
	again = again || c->sidecar;
	if (!again) {
		podlet_begin(c->podlet);
		return;
	}
	if (world_now(world_of(c)) - c->begun_ms > GOOD_RUN_MS)
		c->pause_ms = 0;
	if (c->pause_ms > 0) {
		crash_back_off(c);
		return;
	}
	c->pause_ms = PAUSE_FIRST_MS;
	restart(c);
}

static void crash_back_off(struct container *c)
{
	const struct object *pod = c->podlet->pod;
	int64_t pause = longer(&c->pause_ms);
	_cleanup_(freep) char *where = xasprintf("%s_%s(%s)", pod->name, pod->namespace, pod->uid);
	char spell[32];

	snprintf(spell, sizeof(spell), pause < 60000 ? "%" PRId64 "s" : "%" PRId64 "m%" PRId64 "s",
		 pause < 60000 ? pause / 1000 : pause / 60000, pause / 1000 % 60);
	remember_last(c);
	container_wait(c, "CrashLoopBackOff",
	               xasprintf("back-off %s restarting failed container=%s pod=%s", spell, c->name, where));
	podlet_event(c->podlet, c, true, "BackOff", "Back-off restarting failed container %s in pod %s", c->name,
	             where);
	container_after(c, pause, WORLD_BACKGROUND, restart);
}

void container_end(struct container *c, int64_t code)
{
	c->state = CONTAINER_EXITED;
	c->reason = code == 0 ? "Completed" : "Error";
	c->exit_code = code;
	c->finished_at = podlet_now_s(c->podlet);
	c->ready = c->init && code == 0;
	c->started = false;
}

static void container_finish(struct container *c)
{
	container_cancel(c);
	container_end(c, c->does->run_ms == NEVER ? 0 : c->does->exit_code);
	podlet_dirty(c->podlet);
	container_after(c, c->init && c->exit_code == 0 ? 0 : NOTICE_MS,
	                c->restarts > 0 ? WORLD_BACKGROUND : WORLD_EVENT, after_end);
}

static void new_id(struct container *c)
{
	struct rng *rng = world_rng(world_of(c));

	free(c->id);
	c->id = xasprintf("containerd://%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%016" PRIx64, rng_u64(rng),
	                  rng_u64(rng), rng_u64(rng), rng_u64(rng));
}

static void container_start(struct container *c)
{
	int64_t run = c->does->run_ms;

	new_id(c);
	podlet_event(c->podlet, c, false, "Created", "Container created");
	podlet_event(c->podlet, c, false, "Started", "Container started");
	c->state = CONTAINER_RUNNING;
	c->started_at = podlet_now_s(c->podlet);
	c->begun_ms = world_now(world_of(c));
	podlet_dirty(c->podlet);
	if (c->init && !c->sidecar && run == NEVER)
		run = NOTICE_MS;
	if (run != NEVER)
		container_after(c, draw(c, run), c->restarts > 0 ? WORLD_BACKGROUND : WORLD_EVENT, container_finish);
	container_probe(c);
	if (c->sidecar)
		podlet_begin(c->podlet);
}

static void go_on_waiting(struct container *c)
{
	if (streq(c->reason, "CrashLoopBackOff")) {
		for (int i = 1; i < c->restarts && c->pause_ms < PAUSE_MOST_MS; i++)
			longer(&c->pause_ms);
		container_after(c, longer(&c->pause_ms), WORLD_BACKGROUND, restart);
	} else if (streq(c->reason, "ImagePullBackOff") || streq(c->reason, "ErrImagePull")) {
		c->pull_pause_ms = PAUSE_MOST_MS;
		container_after(c, PAUSE_MOST_MS, WORLD_BACKGROUND, pull_again);
	}
}

/* It should have been ready long ago: then it is not for a reason that nobody here knows, and stays so. */
static bool is_overdue(const struct container *c)
{
	int64_t total = c->does->total_ms;

	return total > 0 && world_now(world_of(c)) > c->podlet->pod->created * 1000 + 2 * total;
}

void container_go_on(struct container *c)
{
	int64_t run = c->does->run_ms;

	if (c->state == CONTAINER_WAITING) {
		go_on_waiting(c);
	} else if (c->state == CONTAINER_EXITED) {
		if (!c->init || c->exit_code != 0)
			container_after(c, NOTICE_MS, c->restarts > 0 ? WORLD_BACKGROUND : WORLD_EVENT, after_end);
	} else {
		if (run != NEVER)
			container_after(c, MAX(c->begun_ms + draw(c, run) - world_now(world_of(c)), 0),
			                c->restarts > 0 ? WORLD_BACKGROUND : WORLD_EVENT, container_finish);
		if (!c->ready && !is_overdue(c))
			container_probe(c);
	}
}

/* What comes after it may begin. */
static bool container_done(const struct container *c)
{
	return c->sidecar ? c->state == CONTAINER_RUNNING : c->state == CONTAINER_EXITED && c->exit_code == 0;
}

void podlet_begin(struct podlet *p)
{
	for (size_t i = 0; i < p->ncontainers; i++) {
		struct container *c = &p->containers[i];

		if (c->init && container_done(c))
			continue;
		if (c->state == CONTAINER_WAITING && !c->timer && !c->id)
			container_pull(c);
		if (c->init)
			break;
	}
	podlet_dirty(p);
}
