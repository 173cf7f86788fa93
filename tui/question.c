#include "tui/question.h"

#include <stdlib.h>

#include "tui/app.h"
#include "tui/dialog.h"

#define LABEL 10
#define WIDEST 78

struct question *question_ask(struct app *app, const char *title, const char *yes,
                              void (*fn)(struct app *app, uint64_t about, int value), uint64_t about, int value)
{
	struct question *q = xcalloc(1, sizeof(*q));

	question_drop(app);
	*q = (struct question){ .title = xstrdup(title), .yes = xstrdup(yes), .typed = STR_INIT, .fn = fn,
				.about = about, .value = value, .asked_ms = app_mono_ms(app) };
	app->question = q;
	app_dirty(app);
	return q;
}

void question_drop(struct app *app)
{
	struct question *q = take(app->question);

	if (!q)
		return;
	free(q->title);
	free(q->yes);
	free(q->phrase);
	str_release(&q->typed);
	notes_release(&q->notes);
	free(q);
}

static void answer(struct app *app)
{
	struct question *q = app->question;
	void (*fn)(struct app *app, uint64_t about, int value) = q->fn;
	uint64_t about = q->about;
	int value = q->value;

	question_drop(app);
	fn(app, about, value);
}

static void phrase_key(struct app *app, struct question *q, struct key k)
{
	if (k.code == K_ENTER && streq(q->typed.buf, q->phrase))
		answer(app);
	else if (k.code == K_ESC || k.code == (K_CTRL | 'c'))
		question_drop(app);
	else if (k.code != K_ENTER)
		edit_key(&q->typed, &q->at, k);
	app_dirty(app);
}

void question_key(struct app *app, struct key k)
{
	struct question *q = app->question;
	bool awake = app_mono_ms(app) - q->asked_ms >= DIALOG_DEAD_MS && !k.pasted;

	if (q->phrase)
		phrase_key(app, q, k);
	else if ((k.code == 'y' || (q->again && k.code == (K_CTRL | 'c'))) && awake)
		answer(app);
	else if (k.code == 'n' || k.code == 'q' || k.code == K_ESC || k.code == K_ENTER ||
	         (k.code == (K_CTRL | 'c') && !q->again))
		question_drop(app);
}

/* Draws the notes from row y on, or only counts them; returns the row after them. */
static int draw_notes(const struct question *q, struct surface *s, int y, int x, int width, bool draw)
{
	vec_each(&q->notes, n) {
		const char *rest = n->text, *label = n->label;
		size_t next;

		do {
			size_t len = text_wrap(rest, width - LABEL, &next);
			_cleanup_(freep) char *line = xstrndup(rest, len);
			struct pen p = pen_at(s, y, x, width);

			p.ground = GROUND_raised;
			if (draw) {
				pen_cell(&p, ROLE_muted, LABEL, label);
				pen_text(&p, n->role, line);
			}
			y++;
			label = "";
			rest += next;
		} while (*rest && next);
	}
	return y;
}

static void draw_phrase(const struct question *q, struct pen *p)
{
	bool right = streq(q->typed.buf, q->phrase);

	pen_textf(p, ROLE_text, "type %s to %s: ", q->phrase, q->yes);
	p->ground = GROUND_button;
	pen_cell(p, right ? ROLE_bad : ROLE_text, MIN(MAX(text_columns(q->phrase) + 2, 12), 40), q->typed.buf);
	p->ground = GROUND_raised;
	if (right)
		pen_textf(p, ROLE_key, "  enter");
}

void question_draw(struct app *app, struct surface *s)
{
	const struct question *q = app->question;
	int width = MIN(s->width - 2, WIDEST), lines = draw_notes(q, s, 0, 0, width - 4, false);
	int height = MIN(lines + 4, s->height - 2);
	struct rect r = { MAX((s->height - height) / 2, 1), (s->width - width) / 2, height, width };
	struct pen p;

	surface_dim(s, surface_rect(s));
	surface_box(s, r, ROLE_border, GROUND_raised);
	p = pen_at(s, r.y, r.x + 2, width - 4);
	p.ground = GROUND_raised;
	pen_textf(&p, ROLE_accent, " %s ", q->title);
	draw_notes(q, s, r.y + 1, r.x + 2, width - 4, true);
	p = pen_at(s, r.y + height - 2, r.x + 2, width - 4);
	p.ground = GROUND_button;
	pen_text(&p, ROLE_text, "[ Cancel ]");
	p.ground = GROUND_raised;
	pen_skip(&p, 3);
	if (q->phrase)
		draw_phrase(q, &p);
	else
		pen_text(&p, ROLE_key, q->again ? "y or ^C " : "y ");
	if (!q->phrase)
		pen_text(&p, ROLE_text, q->yes);
}
