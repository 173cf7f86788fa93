/*
 * See pace.h. At a speed, one timer waits for the next event's wall time. At full speed foreground events are run in
 * slices of a few milliseconds, so that requests are answered in between; the clock jumps from event to event and, when
 * nothing is left to do, goes on with the wall.
 */
#include "sim/pace.h"

#include <stdio.h>

#include "base/clock.h"

#define SLICE_MS 4
#define LONGEST_WAIT_MS 60000

struct pace {
	struct loop *loop;
	struct world *world;
	double speed;
	int64_t wall, virtual;		/* the two clocks agreed here */
	struct loop_timer *timer;
};

static void agree(struct pace *p)
{
	p->wall = loop_now(p->loop);
	p->virtual = world_now(p->world);
}

static int64_t target(const struct pace *p)
{
	double passed = (double)(loop_now(p->loop) - p->wall) * (p->speed < 0 ? 1.0 : p->speed);

	return p->virtual + (int64_t)passed;
}

/* True if foreground events are left. */
static bool run_slice(struct pace *p)
{
	int64_t until = clock_mono_ms() + SLICE_MS;

	do {
		for (int i = 0; i < 64; i++) {
			if (world_next_foreground(p->world) < 0)
				return false;
			world_step(p->world);
		}
	} while (clock_mono_ms() < until);
	return true;
}

void pace_catch_up(struct pace *p)
{
	if (p->speed == PACE_PAUSED)
		return;
	if (p->speed < 0 && world_next_foreground(p->world) >= 0) {
		run_slice(p);
		agree(p);
		return;
	}
	world_advance(p->world, target(p));
}

static int64_t next_delay(const struct pace *p)
{
	int64_t next = world_next(p->world);
	double wait;

	if (p->speed == PACE_PAUSED)
		return LONGEST_WAIT_MS;
	if (p->speed < 0 && world_next_foreground(p->world) >= 0)
		return 0;
	if (next < 0)
		return LONGEST_WAIT_MS;
	wait = (double)(next - target(p)) / (p->speed < 0 ? 1.0 : p->speed);
	return wait < 0 ? 0 : wait > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : (int64_t)wait + (wait > (double)(int64_t)wait);
}

int64_t pace_wait(const struct pace *p, int64_t virtual_ms)
{
	double wait;

	if (p->speed == PACE_PAUSED)
		return -1;
	wait = (double)(virtual_ms - target(p)) / (p->speed < 0 ? 1.0 : p->speed);
	return wait <= 0 ? 0 : wait > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : (int64_t)wait + 1;
}

static int64_t on_timer(void *arg)
{
	struct pace *p = arg;

	pace_catch_up(p);
	return next_delay(p);
}

/* What the administrator wishes. The clock has been brought up to now before his request was handled. */
static void obey(struct pace *p)
{
	double wished = world_tempo(p->world)->speed;

	if (world_obey_steps(p->world))
		agree(p);
	if (wished < p->speed || wished > p->speed) {
		p->speed = wished;
		agree(p);
	}
}

/* Requests may have brought new events: look again before each sleep. */
static void before_sleep(void *arg)
{
	struct pace *p = arg;

	obey(p);
	loop_timer_set(p->timer, next_delay(p));
}

struct pace *pace_new(struct loop *loop, struct world *w, double speed)
{
	struct pace *p = xcalloc(1, sizeof(*p));

	p->loop = loop;
	p->world = w;
	p->speed = world_tempo(w)->speed = speed;
	agree(p);
	p->timer = loop_timer_add(loop, 0, on_timer, p);
	loop_before_sleep(loop, before_sleep, p);
	return p;
}

void pace_free(struct pace *p)
{
	if (!p)
		return;
	loop_cancel(p->loop, before_sleep, p);
	loop_timer_del(p->timer);
	free(p);
}

void pace_print(double speed, char *ret, size_t size)
{
	if (speed < 0)
		snprintf(ret, size, "max");
	else if (speed > PACE_PAUSED)
		snprintf(ret, size, "%g", speed);
	else
		snprintf(ret, size, "paused");
}

int pace_parse(const char *text, double *ret, struct err *err)
{
	const char *number = *text == 'x' ? text + 1 : text;
	char *end;
	double speed;

	if (streq(text, "max") || streq(text, "paused")) {
		*ret = streq(text, "max") ? PACE_MAX : PACE_PAUSED;
		return 0;
	}
	speed = strtod(number, &end);
	if (end == number || *end || !(speed > 0) || speed > 100000)
		return err_set(
		    err, -EINVAL,
		    "the speed \"%s\" is none: give a number above 0 and up to 100000, \"max\" or \"paused\"", text);
	*ret = speed;
	return 0;
}
