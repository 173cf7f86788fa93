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
	*q = (struct question){ .title = xstrdup(title), .yes = xstrdup(yes), .fn = fn, .about = about, .value = value,
				.asked_ms = app_mono_ms(app) };
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
	notes_release(&q->notes);
	free(q);
}

static void answer(struct app *app)
{
	struct question q = *app->question;

	question_drop(app);
	q.fn(app, q.about, q.value);
}

void question_key(struct app *app, struct key k)
{
	struct question *q = app->question;
	bool awake = app_mono_ms(app) - q->asked_ms >= DIALOG_DEAD_MS && !k.pasted;

	if ((k.code == 'y' || (q->again && k.code == (K_CTRL | 'c'))) && awake)
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
	pen_text(&p, ROLE_key, q->again ? "y or ^C " : "y ");
	pen_text(&p, ROLE_text, q->yes);
}
