#include "tui/tutor.h"

#include "base/file.h"
#include "base/limits.h"

/* What checks may ask about, the first three with their bytes. Pods and claims are followed. */
static const struct kind *const kinds[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim), KIND(event),
					    KIND(service), KIND(persistentvolume), KIND(controllerrevision),
					    KIND(poddisruptionbudget), NULL };

#define NAMESPACE "default"

/* --- looking --- */

static struct facts facts_of(struct tutor *t)
{
	return (struct facts){ app_cache(t->app), NAMESPACE, &t->record, app_now_s(t->app) * 1000 };
}

static bool synced(struct tutor *t)
{
	for (const struct kind *const *k = kinds; *k; k++) {
		if (!app_cache(t->app)->synced(app_cache(t->app), *k))
			return false;
	}
	return true;
}

const struct step *tutor_step(const struct tutor *t)
{
	return &t->lesson->steps.items[t->step];
}

size_t tutor_page(const struct tutor *t)
{
	return t->finished ? t->lesson->steps.len : t->step;
}

bool tutor_done(const struct tutor *t)
{
	return t->done;
}

static int64_t on_timer(void *arg)
{
	struct tutor *t = arg;

	t->timer = NULL;
	tutor_look(t);
	return LOOP_NOMORE;
}

/* The step's beginning: what is there now is what was there. */
static void begin(struct tutor *t)
{
	const struct step *s = tutor_step(t);

	t->begun = true;
	record_begin(&t->record, app_cache(t->app), NAMESPACE, kinds, app_now_s(t->app) * 1000);
	t->met.len = 0;
	vec_each(&s->goals, g) {
		check_reset(g->check);
		vec_push(&t->met, false);
	}
	vec_each(&s->hints, h) {
		if (h->when)
			check_reset(h->when);
	}
}

static void ask_goals(struct tutor *t, const struct facts *f, int64_t *again)
{
	const struct step *s = tutor_step(t);
	bool all = true;

	for (size_t i = 0; i < s->goals.len; i++) {
		t->met.items[i] = check_holds(s->goals.items[i].check, f, again);
		all &= t->met.items[i];
	}
	t->done = all;
}

static void ask_hints(struct tutor *t, const struct facts *f, int64_t *again)
{
	const struct step *s = tutor_step(t);
	const struct hint *before = t->urgent;

	t->urgent = NULL;
	vec_each(&s->hints, h) {
		if (h->when && check_holds(h->when, f, again) && !t->urgent)
			t->urgent = h;
	}
	if (t->urgent && t->urgent != before)
		t->top = TUTOR_END;
}

/* Steps before the one that is wanted are played, each until it is done. */
static void play_on(struct tutor *t)
{
	if (t->step >= t->target || t->playing || t->trouble || !t->hooks.solve)
		return;
	if (t->done) {
		tutor_next(t);
		return;
	}
	t->playing = true;
	tutor_focus_on(t, FOCUS_CONSOLE);
	tutor_home(t);
	t->hooks.solve(t->hooks.arg, tutor_step(t), true);
}

void tutor_look(struct tutor *t)
{
	int64_t again = INT64_MAX;
	struct facts f;

	if (t->hooks.changed)
		t->hooks.changed(t->hooks.arg);
	if (!t->app->connection.client || t->restarting || t->finished)
		return;
	if (!t->begun && !synced(t))
		return;
	if (!t->begun)
		begin(t);
	f = facts_of(t);
	if (!t->done) {
		ask_goals(t, &f, &again);
		ask_hints(t, &f, &again);
		if (t->done)
			t->top = TUTOR_END;	/* what is told now stands at the end */
		app_dirty(t->app);
	}
	loop_timer_del(take(t->timer));
	if (!t->done && again != INT64_MAX)
		t->timer = loop_timer_add(t->app->options.loop, app_real_ms(t->app, again), on_timer, t);
	play_on(t);
	if (t->eager)
		tutor_show_me(t);
}

static void on_change(void *arg, enum cache_event event, const struct object *old, const struct object *now,
		      bool unknown UNUSED)
{
	struct tutor *t = arg;
	const struct object *o = now ? now : old;

	if (t->begun && streq(o->namespace, NAMESPACE))
		record_change(&t->record, event, old, now);
}

/* --- the connection --- */

void tutor_connected(struct tutor *t)
{
	struct cache *cache = app_cache(t->app);

	for (const struct kind *const *k = kinds; *k; k++) {
		client_want(t->app->connection.client, *k, NAMESPACE, NAMESPACE,
			    *k == KIND(event) ? OBJECT_FACTS : OBJECT_BYTES);
		if (*k == KIND(pod) || *k == KIND(persistentvolumeclaim))
			vec_push(&t->handlers, cache->subscribe(cache, *k, on_change, t));
	}
	t->begun = t->done = t->restarting = false;	/* eager stays: it was for this cluster */
	t->step = t->shown = 0;
	t->urgent = NULL;
}

void tutor_disconnected(struct tutor *t)
{
	struct cache *cache = app_cache(t->app);

	vec_each(&t->handlers, h)
		cache->unsubscribe(cache, *h);
	t->handlers.len = 0;
	loop_timer_del(take(t->timer));
	t->begun = false;
}

/* --- going from step to step --- */

static void note_progress(struct tutor *t)
{
	if (t->hooks.progress && t->step >= t->target)
		t->hooks.progress(t->hooks.arg, t->step, t->finished);
}

bool tutor_next(struct tutor *t)
{
	if (!t->done || t->finished)
		return false;
	t->done = t->begun = false;
	t->urgent = NULL;
	t->asked = 0;
	t->guessed = -1;
	t->top = 0;
	if (t->step + 1 < t->lesson->steps.len)
		t->step++;
	else
		t->finished = t->done = true;
	t->shown = tutor_page(t);
	note_progress(t);
	app_dirty(t->app);
	tutor_look(t);
	return true;
}

void tutor_played(struct tutor *t, const struct err *err)
{
	t->playing = false;
	free(take(t->trouble));
	t->trouble = err ? xstrdup(err->text) : NULL;
	if (err) {
		t->target = t->step;
		t->top = TUTOR_END;
	}
	str_reset(&t->pressed);
	tutor_focus_on(t, FOCUS_PANE);
	app_dirty(t->app);
	tutor_look(t);
}

/* --- hints --- */

const struct hint *tutor_hint(const struct tutor *t)
{
	const struct step *s = tutor_step(t);
	size_t n = 0;

	if (t->done || t->urgent)
		return t->done ? NULL : t->urgent;
	for (size_t i = s->hints.len; i-- > 0;)
		n += !s->hints.items[i].when;
	n = MIN(n, t->asked);
	vec_each(&s->hints, h) {
		if (!h->when && n && --n == 0)
			return h;
	}
	return NULL;
}

/* --- files --- */

char *tutor_file(const struct tutor *t, const char *name)
{
	_cleanup_(freep) char *path = t->folder ? xasprintf("%s/%s", t->folder, name) : NULL;
	struct str text = STR_INIT;

	if (path && !strchr(name, '/') && !file_read(path, LIMIT_YAML_BYTES, &text, NULL))
		return str_take(&text);
	str_release(&text);
	vec_each(&t->lesson->files, f) {
		if (streq(f->name, name))
			return xstrdup(f->text);
	}
	return NULL;
}

/* --- beginning and end --- */

struct tutor *tutor_new(struct app *app, const struct tutor_options *o)
{
	struct tutor *t = xcalloc(1, sizeof(*t));

	t->app = app;
	t->lesson = o->lesson;
	t->hooks = o->hooks;
	t->folder = xstrdup(o->folder);
	t->target = MIN(o->from, o->lesson->steps.len - 1);
	t->guessed = -1;
	t->pressed = (struct str)STR_INIT;
	t->record = (struct record)RECORD_INIT;
	surface_init(&t->whole, app->surface.height, app->surface.width, app->options.ascii);
	app->tutor = t;
	app_resize(app, t->whole.height, t->whole.width);
	return t;
}

void tutor_free(struct tutor *t)
{
	if (!t)
		return;
	assert(!t->handlers.len);
	vec_release(&t->handlers);
	vec_release(&t->met);
	loop_timer_del(t->timer);
	record_release(&t->record);
	surface_release(&t->whole);
	str_release(&t->pressed);
	free(t->folder);
	free(t->trouble);
	free(t);
}
