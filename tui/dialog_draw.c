/* How a dialog looks: its lines wrapped into a box, its field, its buttons. */
#include "client/verbs.h"
#include "tui/codepoint.h"
#include "tui/dialog_state.h"

#define LABEL 10			/* columns of the labels */
#define WIDEST 84
#define LONG_PHRASE 12			/* columns of what is typed, beyond which its line has no room for more */

struct line {
	const char *label;
	char *text;
	enum role role;
};
typedef VEC(struct line) line_vec;

/* Wraps a sentence into lines; the label stands before the first. */
static void add(line_vec *lines, int width, const struct note *n)
{
	const char *rest = n->text, *label = n->label;
	size_t next;

	do {
		size_t len = text_wrap(rest, width, &next);

		vec_push(lines, ((struct line){ label, xstrndup(rest, len), n->role }));
		label = "";
		rest += next;
	} while (*rest && next);
}

static void add_check(const struct dialog *d, note_vec *notes)
{
	if (d->stage == STAGE_CHOOSING)
		return;
	if (d->check == CHECK_RUNNING)
		note_add(notes, ROLE_muted, "checked", "asking the server …");
	else if (d->check == CHECK_OK && dialog_steps(d) > 1)
		note_add(notes, ROLE_ok, "checked", "server dry run of all %zu requests ok", dialog_steps(d));
	else if (d->check == CHECK_OK)
		note_add(notes, ROLE_ok, "checked", "server dry run ok");
	else
		note_add(notes, ROLE_bad, "refused", "%s", d->refusal);
}

#define KUBECTL_TOLD 3			/* lines of kubectl, of an action of many requests */

/* What does the same by hand; of many requests the last are as the ones before them. */
static void add_kubectl(const struct dialog *d, note_vec *notes)
{
	size_t steps = dialog_steps(d);

	if (d->action->line) {
		_cleanup_(str_release) struct str kubectl = STR_INIT;
		struct intent i = dialog_intent(d);

		d->action->line(&i, &kubectl);
		note_add(notes, ROLE_muted, "same as", "%s", kubectl.buf);
		return;
	}
	for (size_t step = 0; step < MIN(steps, KUBECTL_TOLD); step++) {
		_cleanup_(str_release) struct str kubectl = STR_INIT;
		struct request r = REQUEST_INIT;

		if (dialog_build_step(d, step, &r, NULL))
			return;
		verbs_kubectl(&r, &kubectl);
		if (step == KUBECTL_TOLD - 1 && steps > KUBECTL_TOLD)
			str_addf(&kubectl, "   and %zu more", steps - KUBECTL_TOLD);
		note_add(notes, ROLE_muted, step ? "then" : "same as", "%s", kubectl.buf);
		request_release(&r);
	}
}

static void collect(const struct dialog *d, int width, line_vec *lines)
{
	note_vec notes = VEC_INIT;
	struct intent i = dialog_intent(d);

	d->action->explain(&i, &notes);
	add_kubectl(d, &notes);
	add_check(d, &notes);
	vec_each(&notes, n)
		add(lines, width - LABEL, n);
	notes_release(&notes);
}

/* --- the line of what is chosen --- */

static void draw_number(const struct dialog *d, struct surface *s, struct pen *p)
{
	if (d->action->current)
		pen_textf(p, ROLE_text, "%" PRId64 " → ", d->action->current(d->object));
	if (d->stage == STAGE_ASKING) {
		pen_textf(p, ROLE_accent, "%" PRId64, d->value);
		return;
	}
	p->ground = GROUND_field;
	s->cursor_y = p->y;
	s->cursor_x = p->x + 1 + (int)d->at;
	pen_text(p, ROLE_accent, " ");
	pen_cell(p, ROLE_accent, 6, d->field.buf);
	p->ground = GROUND_raised;
	pen_text(p, ROLE_muted, "   digits or ");
	pen_text(p, ROLE_key, "↑ ↓");
	pen_text(p, ROLE_muted, ", then ");
	pen_text(p, ROLE_key, "enter");
}

/* The end of what is typed that has room, up to the cursor at least. */
static void draw_text(const struct dialog *d, struct surface *s, struct pen *p, int width)
{
	_cleanup_(freep) char *before = xstrndup(d->field.buf, d->at);
	const char *from = before;
	uint32_t c;

	if (d->stage == STAGE_ASKING) {
		pen_cell(p, ROLE_accent, MIN(text_columns(d->text), width - 10), d->text);
		pen_text(p, ROLE_key, "   ↑");
		pen_text(p, ROLE_muted, " edit");
		return;
	}
	while (text_columns(from) > width - 3)
		from += codepoint_read(from, &c);
	p->ground = GROUND_field;
	s->cursor_y = p->y;
	s->cursor_x = p->x + 1 + text_columns(from);
	pen_text(p, ROLE_accent, " ");
	pen_cell(p, ROLE_accent, width - 1, d->field.buf + (from - before));
	p->ground = GROUND_raised;
}

static void draw_choice(struct pen *p, const struct choice *choices, size_t n, size_t at, const char *key)
{
	for (size_t i = 0; i < n; i++) {
		bool chosen = i == at;

		p->ground = chosen ? GROUND_button : GROUND_raised;
		pen_textf(p, chosen ? ROLE_accent : ROLE_muted, chosen ? "[%s]" : " %s ", choices[i].word);
		p->ground = GROUND_raised;
		pen_skip(p, 1);
	}
	pen_text(p, ROLE_muted, " ");
	pen_text(p, ROLE_key, key);
	pen_text(p, ROLE_muted, " choose");
}

static void draw_other(const struct dialog *d, struct pen p)
{
	const char *why = dialog_no_other(d);

	if (!d->action->asks_other)
		return;
	pen_cell(&p, ROLE_muted, LABEL, d->action->asks_other);
	if (why)
		pen_text(&p, ROLE_muted, why);
	else
		draw_choice(&p, d->action->others, d->action->nothers, d->other, "tab");
}

static void draw_asked(const struct dialog *d, struct surface *s, struct pen p, int width)
{
	if (d->action->ask == ASK_NOTHING || d->action->ask == ASK_FORM)
		return;
	pen_cell(&p, ROLE_muted, LABEL, d->action->asks);
	if (d->action->ask == ASK_NUMBER)
		draw_number(d, s, &p);
	else if (d->action->ask == ASK_TEXT)
		draw_text(d, s, &p, width - LABEL);
	else
		draw_choice(&p, d->action->choices, d->action->nchoices, (size_t)d->value, "↑ ↓");
}

/* --- the last line: the way out first --- */

static void draw_button(struct pen *p, bool focus, const char *text)
{
	p->ground = focus ? GROUND_button : GROUND_raised;
	pen_textf(p, ROLE_text, focus ? "[ %s ]" : "%s", text);
	p->ground = GROUND_raised;
}

static void draw_name_field(const struct dialog *d, struct surface *s, struct pen *p)
{
	_cleanup_(str_release) struct str phrase = STR_INIT;
	bool right;

	dialog_phrase(d, &phrase);
	right = streq(d->field.buf, phrase.buf);
	pen_text(p, ROLE_text, "type ");
	pen_text(p, ROLE_strong, phrase.buf);
	if (text_columns(phrase.buf) <= LONG_PHRASE)
		pen_textf(p, ROLE_text, " to %s", d->action->word);
	pen_skip(p, 2);
	p->ground = GROUND_field;
	s->cursor_y = p->y;
	s->cursor_x = p->x + 1 + text_columns(d->field.buf);
	pen_text(p, ROLE_text, " ");
	pen_cell(p, right ? ROLE_bad : ROLE_text, MIN(MAX(text_columns(phrase.buf) + 2, 12), 40), d->field.buf);
	p->ground = GROUND_raised;
	pen_skip(p, 2);
	pen_text(p, right && d->check == CHECK_OK ? ROLE_key : ROLE_muted, "enter ");
	pen_textf(p, ROLE_muted, "%s   ", d->action->word);
	pen_text(p, ROLE_key, "esc ");
	pen_text(p, ROLE_muted, "cancel");
}

/* The way to see it first, where there is room and somebody who can show it. */
static void draw_rehearse(const struct dialog *d, struct pen *p)
{
	bool text = dialog_takes_text(d);
	const char *words = d->stage == STAGE_CHOOSING || text ? " rehearse" : " rehearse first";

	if (!d->app->options.rehearser || p->x + 5 + text_columns(words) > p->end)
		return;
	pen_skip(p, 3);
	pen_text(p, ROLE_key, text ? "^R" : "R");
	pen_text(p, ROLE_muted, words);
}

static void draw_buttons(const struct dialog *d, struct surface *s, struct pen p)
{
	if (d->stage == STAGE_CHOOSING) {
		pen_text(&p, ROLE_key, "enter ");
		pen_text(&p, ROLE_muted, "go on   ");
		pen_text(&p, ROLE_key, "esc ");
		pen_text(&p, ROLE_muted, "cancel");
	} else if (dialog_danger(d) == DANGER_NAME) {
		draw_name_field(d, s, &p);
	} else {
		draw_button(&p, !d->focus_act, "Cancel");
		pen_skip(&p, 3);
		if (d->check != CHECK_REFUSED) {
			pen_text(&p, d->check == CHECK_OK ? ROLE_key : ROLE_muted, "y ");
			draw_button(&p, d->focus_act, d->action->word);
		}
	}
	if (dialog_instead(d)) {
		pen_text(&p, ROLE_key, "   c");
		pen_textf(&p, ROLE_muted, " %s", dialog_instead(d)->word);
	}
	if (d->stage == STAGE_ASKING && dialog_can_again(d)) {
		pen_text(&p, ROLE_key, "   e");
		pen_text(&p, ROLE_muted, " edit again");
	}
	draw_rehearse(d, &p);
}

static void draw_lines(const line_vec *lines, struct surface *s, struct rect r)
{
	for (int i = 0; i < r.height && i < (int)lines->len; i++) {
		const struct line *l = &lines->items[i];
		struct pen p = pen_at(s, r.y + i, r.x, r.width);
		bool cut = i == r.height - 1 && (int)lines->len > r.height;

		p.ground = GROUND_raised;
		pen_cell(&p, ROLE_muted, LABEL, cut ? "" : l->label);
		if (cut)
			pen_textf(&p, ROLE_warn, "… and %d lines more: this screen is too small", (int)lines->len - i);
		else
			pen_text(&p, l->role, l->text);
	}
}

static void draw_title(const struct dialog *d, struct surface *s, struct rect r)
{
	struct pen p = pen_at(s, r.y, r.x + 2, r.width - 4);

	p.ground = GROUND_raised;
	pen_textf(&p, ROLE_accent, " %s ", d->action->word);
	pen_textf(&p, ROLE_text, "%s ", d->object->kind->name);
	pen_textf(&p, ROLE_strong, "%s ", d->object->name);
	pen_textf(&p, ROLE_text, "in %s%s%s ", *d->context ? d->context : "this cluster",
	          *d->object->namespace ? " / " : "", d->object->namespace);
}

/* Lines of what is asked for, with the blank one below. */
static int asked_rows(const struct dialog *d, int width)
{
	if (d->action->ask == ASK_NOTHING)
		return 0;
	if (d->action->ask == ASK_FORM)
		return form_rows(&d->form, width) + (d->stage == STAGE_CHOOSING ? 2 : 1);
	return 2 + (d->action->asks_other != NULL);
}

static void draw_form(const struct dialog *d, struct surface *s, struct rect r)
{
	struct intent i = dialog_intent(d);

	form_draw(&d->form, &i, s, r, d->stage == STAGE_CHOOSING);
}

void dialog_draw(struct dialog *d, struct surface *s)
{
	line_vec lines = VEC_INIT;
	int width = MIN(s->width - (s->width > 60 ? 2 : 0), WIDEST);
	int asked = asked_rows(d, width - 4);
	int fixed = asked + 4, height;
	struct rect r, inside;
	struct pen p;

	collect(d, width - 4, &lines);
	height = MIN((int)lines.len + fixed, s->height - 2);
	r = (struct rect){ MAX((s->height - height) / 2, 1), (s->width - width) / 2, height, width };
	inside = (struct rect){ r.y + 1 + asked, r.x + 2, MAX(height - fixed, 0), width - 4 };
	surface_dim(s, surface_rect(s));
	surface_box(s, r, ROLE_border, GROUND_raised);
	draw_title(d, s, r);
	p = pen_at(s, r.y + 1, inside.x, inside.width);
	p.ground = GROUND_raised;
	draw_asked(d, s, p, inside.width);
	if (d->action->ask == ASK_FORM)
		draw_form(d, s, (struct rect){ r.y + 1, inside.x, asked, inside.width });
	p = pen_at(s, r.y + 2, inside.x, inside.width);
	p.ground = GROUND_raised;
	draw_other(d, p);
	draw_lines(&lines, s, inside);
	p = pen_at(s, r.y + height - 2, inside.x, inside.width);
	p.ground = GROUND_raised;
	draw_buttons(d, s, p);
	vec_each(&lines, l)
		free(l->text);
	vec_release(&lines);
}
