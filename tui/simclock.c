#include "tui/simclock.h"

#include <stdio.h>

#include "tui/app.h"

static const char *const speeds[] = { "1", "2", "5", "10", "30", "100" };

/* How much slower than it: 0.5 is told apart from 1, "max" is the fastest. */
static double speed_of(const char *text)
{
	return streq(text, "max") ? -1 : streq(text, "paused") ? 0 : strtod(text, NULL);
}

static void answered(void *arg, const char *about UNUSED, const struct answer *a)
{
	struct app *app = arg;
	_cleanup_(json_freep) json *tree = answer_ok(a) && a->body ? json_parse(a->body, a->len, NULL) : NULL;
	const char *speed = json_get_str(tree, "speed");

	if (!speed) {
		app_say(app, ROLE_bad, "the clock is as it was: %s", errand_failure(a));
		return;
	}
	app->simclock = (struct simclock){ speed_of(speed), json_get_int(tree, "now", 0), app_mono_ms(app) };
	app->stale = true;
	app_dirty(app);
}

static void ask(struct app *app, json *wish)
{
	struct request r;

	request_init(&r, VERB_CREATE, NULL, NULL, NULL);
	r.path = xstrdup("/ordinal.dev/clock");
	r.tree = wish;
	errand_send(app, &r, answered, app, NULL);
}

void simclock_set(struct app *app, const char *speed)
{
	ask(app, json_format("{'speed':%q}", speed));
}

void simclock_pause(struct app *app)
{
	bool paused = !(app->simclock.speed > 0 || app->simclock.speed < 0);

	simclock_set(app, paused ? "1" : "paused");
	app_say(app, ROLE_muted, "%s",
		paused ? "the clock goes on" : "paused: z space goes on, z . goes to what happens next");
}

void simclock_step(struct app *app)
{
	ask(app, json_format("{'steps':1}"));
}

void simclock_change(struct app *app, int direction)
{
	size_t i = 0;

	while (i + 1 < COUNT(speeds) && speed_of(speeds[i]) < app->simclock.speed)
		i++;
	if (direction > 0 && i + 1 < COUNT(speeds) && app->simclock.speed >= speed_of(speeds[i]))
		i++;
	else if (direction < 0 && i > 0)
		i--;
	simclock_set(app, speeds[i]);
	app_say(app, ROLE_muted, "the cluster's clock goes at ×%s", speeds[i]);
}

bool simclock_now_ms(struct app *app, int64_t *ret)
{
	const struct simclock *c = &app->simclock;

	if (!c->at_ms || (c->speed >= 1 && c->speed <= 1) || c->speed < 0)
		return false;
	*ret = c->at_ms + (int64_t)((double)(app_mono_ms(app) - c->mono_ms) * c->speed);
	return true;
}

const char *simclock_word(struct app *app, char *room, size_t size)
{
	double speed = app->simclock.speed;

	if (speed >= 1 && speed <= 1)
		return "";
	if (speed < 0)
		return "max";
	if (!(speed > 0))
		return "paused";
	snprintf(room, size, "×%g", speed);
	return room;
}
