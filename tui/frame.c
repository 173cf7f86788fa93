#include "tui/frame.h"

#include "kube/time.h"
#include "tui/ages.h"
#include "tui/dialog.h"

#define QUIET_S 75			/* bookmarks come about once a minute */
#define STALE_S 135

/* --- how fresh the data is --- */

struct freshness {
	char *text;
	enum role role;
	bool old;			/* what is shown may no longer be true */
	int64_t as_of_s;		/* the cluster's time of the last sign of life */
};

/* A lost server's reason, short enough for the header: its last clause. */
static const char *short_reason(const char *message)
{
	const char *at = message, *colon;

	while ((colon = strstr(at, ": ")) && strlen(colon) > 4)
		at = colon + 2;
	return *at ? at : "no connection";
}

/* The newest sign of life of any watch in view: one server answers them all. 0: none yet. */
static int64_t newest_proof(struct app *app)
{
	struct view *v = app_view(app);
	int64_t newest = 0;

	for (const struct kind *const *k = v->class->needs; k && *k; k++)
		newest = MAX(newest, client_watch_state(app->connection.client, *k).proof_ms);
	return newest ? newest : client_state(app->connection.client).proof_ms;
}

static struct freshness freshness(struct app *app)
{
	struct watch_state w = client_state(app->connection.client);
	int64_t proof = w.phase == WATCH_LOST ? newest_proof(app) : w.proof_ms;
	int64_t silent = proof ? MAX(app_mono_ms(app) - proof, 0) / 1000 : 0;
	struct freshness f = { NULL, ROLE_ok, false, app_now_s(app) - silent };
	struct str text = STR_INIT;

	if (w.phase == WATCH_LOST) {
		str_add(&text, "lost ");
		if (proof)
			age_add(&text, silent);
		str_addf(&text, ": %.40s, retrying", short_reason(w.message));
		f.role = ROLE_bad;
		f.old = proof != 0;
	} else if (w.phase == WATCH_FORBIDDEN) {
		str_add(&text, "forbidden");
		f.role = ROLE_bad;
	} else if (w.phase != WATCH_LIVE) {
		str_add(&text, "loading");
		f.role = ROLE_progress;
	} else if (silent > QUIET_S) {
		str_add(&text, silent > STALE_S ? "stale " : "quiet ");
		age_add(&text, silent);
		f.role = silent > STALE_S ? ROLE_bad : ROLE_warn;
		f.old = silent > STALE_S;
	} else {
		str_add(&text, "live");
	}
	f.text = str_take(&text);
	return f;
}

/* --- the header --- */

static void crumb(struct pen *p, enum role role, const char *text)
{
	pen_text(p, ROLE_muted, " / ");
	pen_text(p, role, text);
}

static void draw_crumbs(struct app *app, struct pen *p)
{
	struct view *v = app_view(app);
	const char *namespace = v && v->namespace ? v->namespace : app->namespace;
	const struct kind *kind = v && v->about_kind ? v->about_kind : v ? v->kind : NULL;
	bool scoped = !kind || kind->namespaced;

	pen_text(p, ROLE_accent, "ordinal");
	pen_skip(p, 2);
	if (!app->connection.client) {
		pen_text(p, ROLE_muted, "not connected yet");
		return;
	}
	pen_text(p, ROLE_strong, *app->connection.context ? app->connection.context : "in-cluster");
	if (scoped)
		crumb(p, ROLE_text, namespace && *namespace ? namespace : "all namespaces");
	if (v && v->name)
		crumb(p, ROLE_strong, v->name);
	if (v && v->kind && streq(v->class->name, "objects"))
		crumb(p, ROLE_muted, v->kind->plural);
	else if (v && app->stack.len > 1 && !streq(v->class->name, "board"))
		crumb(p, ROLE_muted, v->class->name);
	if (app->options.read_only)
		pen_text(p, ROLE_warn, "  read-only");
	if (app->connection.insecure)
		pen_text(p, ROLE_bad, "  certificate not checked");
}

static void clock_add(struct app *app, struct str *out)
{
	_cleanup_(str_release) struct str time = STR_INIT;

	time_add(&time, app_now_s(app));
	str_addf(out, "sim %.8s   ", time.len > 19 ? time.buf + 11 : "");
}

static void draw_header(struct app *app, struct surface *s, const struct freshness *f)
{
	_cleanup_(str_release) struct str clock = STR_INIT;
	const char *help = "   ? help";
	int right;
	struct pen p;

	if (app->options.simulated && app->connection.client && text_columns(f->text) < s->width / 4)
		clock_add(app, &clock);
	right = (int)clock.len + text_columns(f->text) + text_columns(help) + 1;
	p = pen_at(s, 0, 1, s->width - right - 2);
	draw_crumbs(app, &p);
	p = pen_at(s, 0, s->width - right, right);
	pen_text(&p, ROLE_muted, clock.buf);
	pen_text(&p, f->role, f->text);
	pen_text(&p, ROLE_key, "   ?");
	pen_text(&p, ROLE_muted, " help");
	surface_rule(s, 1);
}

/* --- the message line --- */

/* What should be known though nobody asked: a narrowed watch, old data, a small terminal. */
static void draw_notice(struct app *app, struct pen *p, const struct freshness *f)
{
	struct watch_state w = client_state(app->connection.client);
	_cleanup_(str_release) struct str time = STR_INIT;

	if (f->old) {
		time_add(&time, f->as_of_s);
		pen_textf(p, ROLE_warn, "what is shown is as of %.8s", time.len > 19 ? time.buf + 11 : "");
	} else if (w.phase == WATCH_FORBIDDEN) {
		pen_text(p, ROLE_bad, w.message);
	} else if (w.narrowed) {
		pen_textf(p, ROLE_warn, "only %s is shown: listing all namespaces is forbidden", w.namespace ? w.namespace : "");
	} else if (app_view(app)->class->table && app_view(app)->table.filter) {
		pen_text(p, ROLE_key, "/");
		pen_textf(p, ROLE_match, "%s", app_view(app)->table.filter);
		pen_textf(p, ROLE_muted, "   %zu of %zu", app_view(app)->table.rows.len, app_view(app)->table.total);
	} else if (app->surface.width < 80 || app->surface.height < 24) {
		pen_textf(p, ROLE_muted, "%d x %d: 80 x 24 shows more", app->surface.width, app->surface.height);
	}
}

static void draw_message(struct app *app, struct surface *s, int y, const struct freshness *f)
{
	struct pen p = pen_at(s, y, 1, s->width - 2);

	if (app->prompt.kind)
		prompt_draw(&app->prompt, s, y);
	else if (app->message.text)
		pen_text(&p, app->message.role, app->message.text);
	else
		draw_notice(app, &p, f);
}

/* --- the keys --- */

/* "ctrl-d" is shown as ^D, as keyboards are read. */
static void key_label(const char *name, struct str *out)
{
	if (starts_with(name, "ctrl-") && name[5] && !name[6])
		str_addf(out, "^%c", name[5] >= 'a' && name[5] <= 'z' ? name[5] - 32 : name[5]);
	else
		str_add(out, name);
}

static bool draw_key(struct pen *p, const char *key, const char *word, int keep)
{
	_cleanup_(str_release) struct str label = STR_INIT;

	key_label(key, &label);
	if (p->x + text_columns(label.buf) + text_columns(word) + 3 + keep > p->end)
		return false;
	pen_text(p, ROLE_key, label.buf);
	pen_textf(p, ROLE_muted, " %s", word);
	pen_skip(p, 2);
	return true;
}

/* "enter board, p line": what the view itself does. */
static void draw_hint(struct pen *p, const char *hint, int keep)
{
	while (hint && *hint) {
		size_t len = strcspn(hint, ","), split = strcspn(hint, " ");
		_cleanup_(freep) char *key = xstrndup(hint, split);
		_cleanup_(freep) char *word = xstrndup(hint + split + 1, len - split - 1);

		draw_key(p, key, word, keep);
		hint += len;
		hint += strspn(hint, ", ");
	}
}

static bool in_footer(struct app *app, const struct action *a)
{
	const struct object *o;
	const char *missing;

	if (!a->place || !a->key || (a->build && app->options.read_only))
		return false;
	return action_applies(app, a, &o, &missing) && (o || (!a->on && !a->needs_object));
}

/* The action with the lowest place above `after`, or NULL. */
static const struct action *next_in_footer(struct app *app, int after)
{
	const struct action *best = NULL;

	for (size_t i = 0; i < action_count(); i++) {
		const struct action *a = action_at(i);

		if (a->place > after && (!best || a->place < best->place) && in_footer(app, a))
			best = a;
	}
	return best;
}

static bool hint_has(const char *hint, const char *key)
{
	size_t len = strlen(key);

	for (; hint && *hint; hint += strcspn(hint, ","), hint += strspn(hint, ", ")) {
		if (!strncmp(hint, key, len) && hint[len] == ' ')
			return true;
	}
	return false;
}

static void draw_keys(struct app *app, struct surface *s, int y)
{
	struct pen p = pen_at(s, y, 1, s->width - 1);
	struct view *v = app_view(app);
	const int keep = 8;

	if (app->dialog || app->prompt.kind == PROMPT_COMMAND)
		return;
	if (v->class->hints && v->class->hints(v)) {
		draw_hint(&p, v->class->hints(v), 0);
		return;
	}
	draw_hint(&p, v->class->hint, keep);
	for (const struct action *a = next_in_footer(app, 0); a; a = next_in_footer(app, a->place)) {
		if (!hint_has(v->class->hint, a->key))
			draw_key(&p, a->key, a->word, keep);
	}
	if (v->class->table || !v->class->draw)
		draw_key(&p, "/", "find", keep);
	draw_key(&p, ":", "go", keep);
	draw_key(&p, "?", "more", 0);
}

/* --- all of it --- */

static void draw_too_small(struct surface *s)
{
	struct pen p = pen_at(s, s->height / 2, 0, s->width);

	pen_textf(&p, ROLE_warn, "%d x %d is too small;", s->width, s->height);
	p = pen_at(s, s->height / 2 + 1, 0, s->width);
	pen_textf(&p, ROLE_text, "%d x %d at least", FRAME_WIDTH, FRAME_HEIGHT);
}

static void draw_waiting(struct app *app, struct surface *s)
{
	struct freshness f = { xstrdup("starting"), ROLE_progress, false, 0 };
	struct pen p = pen_at(s, 3, 3, s->width - 4);

	draw_header(app, s, &f);
	pen_text(&p, ROLE_text, app->waiting ? app->waiting : "connecting …");
	if (app->message.text) {
		p = pen_at(s, s->height - 2, 1, s->width - 2);
		pen_text(&p, app->message.role, app->message.text);
	}
	free(f.text);
}

void frame_draw(struct app *app)
{
	struct surface *s = &app->surface;
	struct rect body = { 2, 0, s->height - 4, s->width };
	struct freshness f;

	surface_clear(s);
	if (s->width < FRAME_WIDTH || s->height < FRAME_HEIGHT) {
		draw_too_small(s);
		return;
	}
	if (!app_view(app)) {
		draw_waiting(app, s);
		return;
	}
	f = freshness(app);
	draw_header(app, s, &f);
	view_draw(app_view(app), s, body);
	if (f.old)
		surface_dim(s, body);
	draw_message(app, s, s->height - 2, &f);
	draw_keys(app, s, s->height - 1);
	if (app->dialog)
		dialog_draw(app->dialog, s);
	free(f.text);
}
