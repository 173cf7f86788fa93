#include "tui/app.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tui/command.h"
#include "tui/dialog.h"
#include "tui/editing.h"
#include "tui/frame.h"
#include "tui/diary.h"
#include "tui/question.h"
#include "tui/reconciling.h"
#include "tui/tutor.h"
#include "tui/work.h"

#define TICK_MS 1000
#define MESSAGE_MS 6000

void app_dirty(struct app *app)
{
	app->dirty = true;
}

/* --- time --- */

int64_t app_mono_ms(struct app *app)
{
	const struct connector *c = app->options.connector;

	return c->mono_ms ? c->mono_ms(app->options.connector) : loop_now(app->options.loop);
}

int64_t app_now_s(struct app *app)
{
	const struct connector *c = app->options.connector;
	int64_t ms;

	if (c->wall_ms)
		return c->wall_ms(app->options.connector) / 1000;
	if (simclock_now_ms(app, &ms))
		return ms / 1000;
	return (app->connection.client ? client_now(app->connection.client) : clock_wall_ms()) / 1000;
}

int64_t app_real_ms(struct app *app, int64_t cluster_ms)
{
	double speed = app->simclock.speed;

	return speed > 0 ? (int64_t)((double)cluster_ms / speed) + 1 : cluster_ms;
}

static int64_t on_tick(void *arg)
{
	struct app *app = arg;

	app_dirty(app);
	return TICK_MS;
}

/* --- what is shown --- */

void app_say(struct app *app, enum role role, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	free(app->message.text);
	/* What went wrong stays until a key says that it was read. */
	app->message = (struct message){ str_take(&text), role,
					 role == ROLE_bad ? INT64_MAX : app_mono_ms(app) + MESSAGE_MS };
	app_dirty(app);
}

int app_theme(struct app *app, const char *name, struct err *err)
{
	int r = theme_load(name, &app->theme, err);

	if (!r && app->screen)
		app->screen->theme(app->screen, &app->theme);
	app_dirty(app);
	return r;
}

void app_report(struct app *app, const char *text)
{
	struct err err = ERR_INIT;
	const char *name = app->theme_chosen ? NULL : theme_for(text);

	if (name && streq(name, "light") != app->theme.light)
		app_theme(app, name, &err);
}

void app_resize(struct app *app, int height, int width)
{
	if (app->tutor)
		tutor_resize(app->tutor, height, width, &height, &width);
	surface_release(&app->surface);
	surface_init(&app->surface, height, width, app->options.ascii);
	app->stale = true;			/* views may wrap to the width */
	app_dirty(app);
}

void app_show_on(struct app *app, struct screen *screen)
{
	int height, width;

	app->screen = screen;
	app->options.ascii |= screen->ascii;
	screen->theme(screen, &app->theme);
	screen->size(screen, &height, &width);
	app_resize(app, height, width);
}

void app_copy(struct app *app, const char *text)
{
	if (app->screen)
		app->screen->copy(app->screen, text);
	app_say(app, ROLE_ok, "copied: %s", text);
}

/* A message goes when its time is over, or, if it waited to be read, with the next key. */
static void expire_message(struct app *app)
{
	if (app->message.text && app->message.until <= app_mono_ms(app))
		free(take(app->message.text));
}

const struct surface *app_surface(struct app *app)
{
	return app->tutor ? &app->tutor->whole : &app->surface;
}

void app_draw(struct app *app)
{
	if (!app->dirty)
		return;
	app->dirty = false;
	app->drawn_ms = loop_now(app->options.loop);
	loop_timer_del(take(app->pause));
	expire_message(app);
	if (app->stale && app_view(app)) {
		app->stale = false;
		view_update(app_view(app));
		if (app->dialog && !dialog_update(app->dialog)) {
			dialog_free(app->dialog);
			app->dialog = NULL;
		}
	}
	frame_draw(app);
	if (app->tutor)
		tutor_draw(app->tutor);
	if (app->screen)
		app->screen->show(app->screen, app_surface(app));
	if (app->screen && app->options.seen)
		app->options.seen(app->options.seen_arg, app->drawn_ms, app_surface(app), &app->theme);
	app->dirty = false;
}

static void before_sleep(void *arg)
{
	app_draw(arg);
}

/* --- the cluster --- */

struct cache *app_cache(struct app *app)
{
	return client_cache(app->connection.client);
}

struct port *app_port(struct app *app)
{
	return client_port(app->connection.client);
}

/* Losing a server and having it back is worth a line in the log: a person may look later. */
static void note_loss(struct app *app)
{
	struct watch_state w = client_state(app->connection.client);
	bool lost = w.phase == WATCH_LOST;

	if (lost && !app->lost)
		log_write(app->options.log, LOG_WARN, "lost: %s", w.message);
	else if (!lost && app->lost)
		log_write(app->options.log, LOG_INFO, "%s answers again", app->connection.server);
	app->lost = lost;
}

static int64_t on_pause_over(void *arg)
{
	struct app *app = arg;

	app->pause = NULL;
	app_dirty(app);
	return LOOP_NOMORE;
}

void app_soon(struct app *app)
{
	int64_t wait = app->drawn_ms + app->options.frame_ms - loop_now(app->options.loop);

	if (wait <= 0)
		app_dirty(app);
	else if (!app->pause)
		app->pause = loop_timer_add(app->options.loop, wait, on_pause_over, app);
}

/* While lists are still coming, and when a server is lost or found, each change is painted at once. */
static void on_change(void *arg)
{
	struct app *app = arg;

	note_loss(app);
	if (app->tutor)
		tutor_look(app->tutor);
	app->stale = true;
	if (client_state(app->connection.client).phase == WATCH_LIVE)
		app_soon(app);
	else
		app_dirty(app);
}

static void close_views(struct app *app)
{
	while (app->stack.len)
		view_free(vec_pop(&app->stack));
}

static void disconnect(struct app *app)
{
	struct connection *c = &app->connection;

	reconciling_end(app);
	dialog_free(app->dialog);
	app->dialog = NULL;
	editing_free(take(app->editing));
	if (c->client) {
		if (app->tutor)
			tutor_disconnected(app->tutor);
		close_views(app);
		work_close(app);
		client_free(c->client);
		work_free(app);
		errand_drop_all(app);
	}
	free(c->context);
	free(c->namespace);
	free(c->server);
	*c = (struct connection){ 0 };
}

int app_connect(struct app *app, const char *context, struct err *err)
{
	struct connection fresh = { 0 };
	int r = app->options.connector->open(app->options.connector, context, &fresh, err);

	if (r)
		return r;
	disconnect(app);
	app->connection = fresh;
	free(take(app->waiting));
	free(take(app->namespace));
	if (!app->options.all_namespaces)
		app->namespace = xstrdup(app->options.namespace && !context ? app->options.namespace : fresh.namespace);
	client_on_change(fresh.client, on_change, app);
	work_open(app);
	app->simclock = (struct simclock){ .speed = 1 };
	if (app->tutor)
		tutor_connected(app->tutor);
	app_push(app, view_find("home"), NULL, NULL);
	return 0;
}

void app_namespace(struct app *app, const char *namespace)
{
	char *fresh = xstrdup(namespace);

	close_views(app);
	free(app->namespace);
	app->namespace = fresh;
	app_push(app, view_find("home"), NULL, NULL);
}

/* --- views --- */

struct view *app_view(struct app *app)
{
	return app->stack.len ? vec_last(&app->stack) : NULL;
}

void app_push(struct app *app, const struct view_class *class, const struct kind *kind, const struct object *about)
{
	struct view *top = app_view(app);

	/* The same view of the same thing is already there. */
	if (top && top->class == class && streq0(top->uid, about ? about->uid : NULL) &&
	    top->kind == (class->kind ? class->kind : kind))
		return;
	vec_push(&app->stack, view_new(app, class, kind, about));
	app->stale = true;
	app_dirty(app);
}

bool app_pop(struct app *app)
{
	if (app->stack.len < 2)
		return false;
	view_free(vec_pop(&app->stack));
	app->stale = true;
	app_dirty(app);
	return true;
}

void app_quit(struct app *app)
{
	loop_stop(app->options.loop);
}

/* --- beginning and end --- */

static void on_reconciling(void *arg)
{
	struct app *app = arg;

	app->stale = true;
	app_dirty(app);
}

struct app *app_new(const struct app_options *options, struct err *err)
{
	struct app *app = xcalloc(1, sizeof(*app));

	app->options = *options;
	app->simclock.speed = 1;
	app->prompt = (struct prompt)PROMPT_INIT;
	app->diary = diary_new(options->journal, options->who);
	app->theme_chosen = options->theme != NULL;
	if (app_theme(app, options->theme ? options->theme : "dark", err)) {
		diary_free(app->diary);
		free(app);
		return NULL;
	}
	app_resize(app, 24, 80);
	app->tick = loop_timer_add(options->loop, TICK_MS, on_tick, app);
	if (options->reconciling) {
		options->reconciling->changed = on_reconciling;
		options->reconciling->arg = app;
	}
	loop_before_sleep(options->loop, before_sleep, app);
	return app;
}

void app_free(struct app *app)
{
	if (!app)
		return;
	if (app->options.reconciling)
		app->options.reconciling->changed = NULL;
	disconnect(app);
	tutor_free(app->tutor);
	vec_release(&app->stack);
	vec_release(&app->errands);
	loop_timer_del(app->tick);
	loop_timer_del(app->pause);
	loop_cancel(app->options.loop, before_sleep, app);
	if (app->screen)
		app->screen->free(app->screen);
	surface_release(&app->surface);
	prompt_release(&app->prompt);
	diary_free(app->diary);
	free(app->message.text);
	free(app->namespace);
	free(app->waiting);
	free(app->kubeconfig_line);
	free(app);
}
