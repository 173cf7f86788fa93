/*
 * How a lesson looks: its pane beside the console where the terminal is wide; where it is not, the one that has the
 * focus takes the screen, and the console keeps a strip above it that says what the step is and what is still missing.
 */
#include "tui/frame.h"
#include "tui/tutor.h"

#define STRIP 3			/* rows of the strip, with its rule */
#define PANE 48
#define PANE_WIDE 54		/* from 130 columns on */

struct layout {
	struct rect pane, console;	/* without the line between them */
	bool beside;
};

static struct layout layout_of(const struct tutor *t, int height, int width)
{
	int pane = width >= 130 ? PANE_WIDE : PANE;
	struct rect all = { 0, 0, height, width };

	if (width >= TUTOR_BESIDE)
		return (struct layout){ { 0, 0, height, pane }, { 0, pane + 1, height, width - pane - 1 }, true };
	if (t->focus == FOCUS_PANE)
		return (struct layout){ all, { STRIP, 0, height - STRIP, width }, false };
	return (struct layout){ { 0, 0, STRIP, width }, { STRIP, 0, height - STRIP, width }, false };
}

void tutor_resize(struct tutor *t, int height, int width, int *ret_height, int *ret_width)
{
	struct layout l = layout_of(t, height, width);

	surface_release(&t->whole);
	surface_init(&t->whole, height, width, t->app->options.ascii);
	*ret_height = MAX(l.console.height, 1);
	*ret_width = MAX(l.console.width, 1);
}

/* --- the console's cells --- */

static void copy_console(struct tutor *t, struct rect r)
{
	const struct surface *from = &t->app->surface;
	bool cursor = from->cursor_y >= 0 && t->focus == FOCUS_CONSOLE;

	for (int y = 0; y < MIN(r.height, from->height); y++) {
		int columns = MIN(MIN(r.width, from->width), t->whole.width - r.x);

		if (r.y + y < t->whole.height && columns > 0)
			memcpy(surface_cell(&t->whole, r.y + y, r.x), surface_cell(from, y, 0),
			       (size_t)columns * sizeof(struct cell));
	}
	t->whole.cursor_y = cursor ? from->cursor_y + r.y : -1;
	t->whole.cursor_x = cursor ? from->cursor_x + r.x : -1;
}

/* --- the pane --- */

static void draw_line(struct pen *p, const struct pane_line *l)
{
	const char *text = l->text;
	bool code = l->code;

	for (;;) {
		size_t len = strcspn(text, "`");
		_cleanup_(freep) char *part = xstrndup(text, len);

		pen_text(p, code ? ROLE_key : l->role, part);
		if (!text[len])
			return;
		code = !code;
		text += len + 1;
	}
}

static void draw_head(struct tutor *t, struct rect r)
{
	bool focus = t->focus == FOCUS_PANE;
	struct pen p = pen_at(&t->whole, r.y, r.x + 1, r.width - 2);
	_cleanup_(freep) char *place = t->shown == t->lesson->steps.len ? xstrdup("done") :
		xasprintf("step %zu of %zu", t->shown + 1, t->lesson->steps.len);

	p.end -= text_columns(place) + 2;
	pen_text(&p, focus ? ROLE_accent : ROLE_muted, t->lesson->title);
	p.end = r.x + r.width - 1;
	pen_right(&p, ROLE_muted, place);
}

static void draw_rule(struct tutor *t, struct rect r, int y)
{
	struct pen p = pen_at(&t->whole, y, r.x, r.width);

	pen_fill(&p, ROLE_rule, "─");
}

static void draw_pane_key(struct pen *p, const char *key, const char *word)
{
	if (p->x + text_columns(key) + text_columns(word) + 1 > p->end)
		return;
	pen_text(p, ROLE_key, key);
	pen_textf(p, ROLE_muted, " %s", word);
	pen_skip(p, 2);
}

static void draw_pane_keys(struct tutor *t, struct rect r, bool more)
{
	struct pen p = pen_at(&t->whole, r.y + r.height - 1, r.x + 1, r.width - 1);
	bool now = t->shown == tutor_page(t);

	if (t->playing || t->restarting || t->step < t->target) {
		if (t->playing && t->step >= t->target)
			draw_pane_key(&p, "esc", "stop");
		draw_pane_key(&p, "ctrl-c", "leave");
		return;
	}
	if (t->focus == FOCUS_CONSOLE) {
		draw_pane_key(&p, "tab", "to the lesson");
		return;
	}
	draw_pane_key(&p, "tab", "console");
	if (more)
		draw_pane_key(&p, "space", "more");
	if ((t->done && !t->finished) || !now)
		draw_pane_key(&p, "n", "next");
	if (now && !t->done)
		draw_pane_key(&p, "H", "hint");
	if (now && !t->done)
		draw_pane_key(&p, "s", "show me");
	if (t->finished && now && t->hooks.next && t->lesson->next)
		draw_pane_key(&p, "n", "next lesson");
	draw_pane_key(&p, "b", "back");
	draw_pane_key(&p, "r", "reset");
}

/* The text, from where it was scrolled to; true if there is more below. */
static bool draw_text(struct tutor *t, struct rect r)
{
	pane_lines lines = VEC_INIT;
	int room = r.height - 4, last;

	tutor_text(t, r.width - 2, &lines);
	last = MAX((int)lines.len - room, 0);
	t->top = MIN(t->top, last);
	for (int i = 0; i < room && t->top + i < (int)lines.len; i++) {
		struct pen p = pen_at(&t->whole, r.y + 2 + i, r.x + 1, r.width - 2);

		draw_line(&p, &lines.items[t->top + i]);
	}
	pane_lines_release(&lines);
	return t->top < last;
}

/* What the console says of lesson keys has its line here while the pane hides it. */
static void draw_said(struct tutor *t, struct rect r)
{
	struct pen p = pen_at(&t->whole, r.y + r.height - 2, r.x + 1, r.width - 2);

	if (t->app->message.text)
		pen_text(&p, t->app->message.role, t->app->message.text);
}

static void draw_pane(struct tutor *t, const struct layout *l)
{
	bool more;

	draw_head(t, l->pane);
	draw_rule(t, l->pane, l->pane.y + 1);
	more = draw_text(t, l->pane);
	if (!l->beside)
		draw_said(t, l->pane);
	draw_pane_keys(t, l->pane, more);
}

static void draw_divider(struct tutor *t, int x)
{
	for (int y = 0; y < t->whole.height; y++) {
		struct pen p = pen_at(&t->whole, y, x, 1);

		pen_text(&p, ROLE_rule, y == 1 ? "┼" : "│");
	}
}

/* --- the strip --- */

/* What is still missing, or what is wrong, or that it is done. */
static void draw_state(struct tutor *t, struct pen *p)
{
	const struct step *s = tutor_step(t);
	const struct hint *h = tutor_hint(t);
	_cleanup_(freep) char *under_way = tutor_under_way(t);

	if (under_way) {
		draw_line(p, &(struct pane_line){ under_way, t->trouble ? ROLE_bad : ROLE_progress, false });
		return;
	}
	if (t->done) {
		pen_textf(p, ROLE_ok, "✓ %s", t->finished ? "the lesson is done" : "done");
		pen_text(p, ROLE_muted, "; tab, and read on");
		return;
	}
	for (size_t i = 0; i < s->goals.len; i++) {
		bool met = i < t->met.len && t->met.items[i];

		if (h || met)
			continue;
		pen_textf(p, ROLE_waiting, "… %s", s->goals.items[i].say);
		return;
	}
	if (h) {
		struct pane_line l = { xstrdup(h->say), ROLE_warn, false };

		for (char *c = l.text; *c; c++)
			*c = *c == '\n' ? ' ' : *c;
		draw_line(p, &l);
		free(l.text);
	}
}

static void draw_strip(struct tutor *t, struct rect r)
{
	struct pen p = pen_at(&t->whole, r.y, r.x + 1, r.width - 2);
	_cleanup_(freep) char *place = xasprintf("step %zu of %zu   tab lesson", t->step + 1, t->lesson->steps.len);

	p.end -= text_columns(place) + 2;
	pen_text(&p, ROLE_strong, t->finished ? t->lesson->title : tutor_step(t)->title);
	p.end = r.x + r.width - 1;
	pen_right(&p, ROLE_muted, place);
	p = pen_at(&t->whole, r.y + 1, r.x + 1, r.width - 2);
	draw_state(t, &p);
	draw_rule(t, r, r.y + 2);
}

/* --- both --- */

const struct surface *tutor_draw(struct tutor *t)
{
	struct layout l = layout_of(t, t->whole.height, t->whole.width);

	surface_clear(&t->whole);
	t->whole.cursor_y = t->whole.cursor_x = -1;
	if (t->whole.width < FRAME_WIDTH || t->whole.height < FRAME_HEIGHT + STRIP) {
		copy_console(t, (struct rect){ 0, 0, t->whole.height, t->whole.width });
		return &t->whole;
	}
	if (l.beside || t->focus == FOCUS_CONSOLE)
		copy_console(t, l.console);
	if (!l.beside && t->focus == FOCUS_CONSOLE)
		draw_strip(t, l.pane);
	else
		draw_pane(t, &l);
	if (l.beside)
		draw_divider(t, l.pane.width);
	return &t->whole;
}
