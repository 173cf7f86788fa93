#include "tui/frame.h"

#include "kube/time.h"
#include "tui/dialog.h"
#include "tui/message.h"
#include "tui/question.h"
#include "tui/reconciling.h"

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
	if (reconciling_on(app))
		pen_textf(p, reconciling_role(app->options.reconciling->phase), "  %s",
		          reconciling_word(app->options.reconciling->phase));
	if (app->options.read_only)
		pen_text(p, ROLE_warn, "  read-only");
	if (app->connection.insecure)
		pen_text(p, ROLE_bad, "  certificate not checked");
}

static void clock_add(struct app *app, struct str *out)
{
	_cleanup_(str_release) struct str time = STR_INIT;

	char room[32];
	const char *speed = simclock_word(app, room, sizeof(room));

	time_add(&time, app_now_s(app));
	str_addf(out, "sim %.8s%s%s   ", time.len > 19 ? time.buf + 11 : "", *speed ? " " : "", speed);
}

static void draw_header(struct app *app, struct surface *s, const struct freshness *f)
{
	_cleanup_(str_release) struct str clock = STR_INIT;
	const char *help = "   ? help";
	int right;
	struct pen p;

	if (app->options.simulated && app->connection.client && text_columns(f->text.buf) < s->width / 4)
		clock_add(app, &clock);
	right = text_columns(clock.buf) + text_columns(f->text.buf) + text_columns(help) + 1;
	p = pen_at(s, 0, 1, s->width - right - 2);
	draw_crumbs(app, &p);
	p = pen_at(s, 0, s->width - right, right);
	pen_text(&p, ROLE_muted, clock.buf);
	pen_text(&p, f->role, f->text.buf);
	pen_text(&p, ROLE_key, "   ?");
	pen_text(&p, ROLE_muted, " help");
	surface_rule(s, 1);
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

	if (!a->place || !a->key || ((a->build || a->danger) && app->options.read_only))
		return false;
	if (!action_applies(app, a, &o, &missing) || (!o && (a->on || a->needs_object)))
		return false;
	return action_of_key(app, a->key) == a;
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
	_cleanup_(
	    freshness_release) struct freshness f = { .text = STR_INIT, .role = ROLE_progress, .notice = STR_INIT };
	struct pen p = pen_at(s, 3, 3, s->width - 4);

	str_add(&f.text, "starting");
	draw_header(app, s, &f);
	pen_text(&p, ROLE_text, app->waiting ? app->waiting : "connecting …");
	if (app->message.text) {
		p = pen_at(s, s->height - 2, 1, s->width - 2);
		pen_text(&p, app->message.role, app->message.text);
	}
}

void frame_draw(struct app *app)
{
	struct surface *s = &app->surface;
	struct rect body = { 2, 0, s->height - 4, s->width };
	struct freshness f;
	int rows;

	surface_clear(s);
	if (s->width < FRAME_WIDTH || s->height < FRAME_HEIGHT) {
		draw_too_small(s);
		return;
	}
	if (!app_view(app)) {
		draw_waiting(app, s);
		return;
	}
	freshness_make(&f, app);
	draw_header(app, s, &f);
	rows = message_rows(app, &f);
	body.height -= rows - 1;
	view_draw(app_view(app), s, body);
	if (f.old)
		surface_dim(s, body);
	message_draw(app, s, (struct rect){ s->height - 1 - rows, 1, rows, s->width - 2 }, &f);
	draw_keys(app, s, s->height - 1);
	if (app->dialog)
		dialog_draw(app->dialog, s);
	if (app->question)
		question_draw(app, s);
	freshness_release(&f);
}
