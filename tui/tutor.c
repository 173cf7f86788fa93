#include "tui/tutor.h"

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

	t->urgent = NULL;
	vec_each(&s->hints, h) {
		if (h->when && check_holds(h->when, f, again) && !t->urgent)
			t->urgent = h;
	}
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
	t->hooks.solve(t->hooks.arg, tutor_step(t), true);
}

void tutor_look(struct tutor *t)
{
	int64_t again = INT64_MAX;
	struct facts f;

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
			t->top = 0;
		app_dirty(t->app);
	}
	loop_timer_del(take(t->timer));
	if (!t->done && again != INT64_MAX)
		t->timer = loop_timer_add(t->app->options.loop, app_real_ms(t->app, again), on_timer, t);
	play_on(t);
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
	t->begun = t->done = t->restarting = false;
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
	t->shown = t->step;
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
	app_dirty(t->app);
	tutor_look(t);
}

static void refuse(struct tutor *t)
{
	app_say(t->app, ROLE_warn, "not here: only `ordinal tutorial` has a world of its own");
}

static void restart(struct tutor *t, size_t step)
{
	if (!t->hooks.restart || !t->hooks.solve) {
		refuse(t);
		return;
	}
	t->target = step;
	t->restarting = true;
	t->finished = t->done = t->playing = false;
	t->asked = 0;
	t->guessed = -1;
	t->top = 0;
	free(take(t->trouble));
	t->hooks.restart(t->hooks.arg);
}

static void show_me(struct tutor *t)
{
	if (t->done)
		app_say(t->app, ROLE_muted, "this step is done: n goes on");
	else if (!t->hooks.solve)
		refuse(t);
	else if (!t->playing) {
		t->playing = true;
		free(take(t->trouble));
		t->hooks.solve(t->hooks.arg, tutor_step(t), false);
	}
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

static void ask_hint(struct tutor *t)
{
	if (t->done)
		app_say(t->app, ROLE_muted, "this step is done: n goes on");
	else if (!t->urgent)
		t->asked++;
}

const struct manifest *tutor_file(const struct tutor *t, const char *name)
{
	vec_each(&t->lesson->files, f) {
		if (streq(f->name, name))
			return f;
	}
	return NULL;
}

/* --- keys --- */

static void change_focus(struct tutor *t, enum tutor_focus focus)
{
	t->focus = focus;
	app_resize(t->app, t->whole.height, t->whole.width);
}

static void turn_page(struct tutor *t, int step)
{
	if (step < 0 && t->shown > 0)
		t->shown--;
	else if (step > 0 && t->shown < t->step)
		t->shown++;
	else if (step < 0)
		app_say(t->app, ROLE_muted, "this is the first step");
	else if (!tutor_next(t) && !t->finished)
		app_say(t->app, ROLE_muted, "not yet: see what still waits, H has a hint, s shows how");
	t->top = 0;
}

static void choose(struct tutor *t, size_t index)
{
	const struct guess *g = &tutor_step(t)->predict;

	if (g->ask && index < g->choices.len && !t->done && t->shown == t->step)
		t->guessed = (int)index;
}

static void pane_key(struct tutor *t, struct key k)
{
	switch (k.code) {
	case 'H': ask_hint(t); break;
	case 'n': case K_ENTER: turn_page(t, 1); break;
	case 'b': turn_page(t, -1); break;
	case 's': show_me(t); break;
	case 'r': restart(t, t->shown); break;
	case 'j': case K_DOWN: t->top++; break;
	case 'k': case K_UP: t->top--; break;
	case ' ': case K_PAGE_DOWN: t->top += t->whole.height / 2; break;
	case K_PAGE_UP: t->top -= t->whole.height / 2; break;
	case K_TAB: change_focus(t, FOCUS_CONSOLE); break;
	case 'q': case K_ESC: app_say(t->app, ROLE_muted, "ctrl-c leaves the lesson"); break;
	default:
		if (k.code >= '1' && k.code <= '9')
			choose(t, k.code - '1');
	}
	t->top = MAX(t->top, 0);
}

/* Keys that mean the same on both sides. */
static bool is_common(struct tutor *t, struct key k)
{
	return k.code == (K_CTRL | 'c') || k.code == (K_CTRL | 'z') || k.code == (K_CTRL | 'l') || k.code == 'K' ||
	       k.code == 'z' || *t->app->prefix;
}

bool tutor_key(struct tutor *t, struct key k)
{
	bool open = t->app->dialog || t->app->prompt.kind;

	if (t->playing || t->restarting || t->step < t->target)
		return k.code != (K_CTRL | 'c') && k.code != (K_CTRL | 'z');
	if (t->focus == FOCUS_CONSOLE) {
		if (k.code != K_TAB || open || k.pasted)
			return false;
		change_focus(t, FOCUS_PANE);
		return true;
	}
	if (is_common(t, k))
		return false;
	if (!k.pasted)
		pane_key(t, k);
	return true;
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
	free(t->folder);
	free(t->trouble);
	free(t);
}
