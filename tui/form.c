#include "tui/form.h"

#include <stdlib.h>

#include "tui/action.h"
#include "tui/codepoint.h"

#define GAP 3				/* columns between fields that stand beside each other */

void form_open(struct form *f, const struct field *fields, size_t n, const struct intent *i)
{
	*f = (struct form){ .fields = fields, .n = n, .entries = xcalloc(n, sizeof(*f->entries)) };
	for (size_t k = 0; k < n; k++) {
		_cleanup_(freep) char *text = fields[k].first(i);
		struct entry *e = &f->entries[k];

		e->text = (struct str)STR_INIT;
		str_add(&e->text, text);
		e->at = e->text.len;
		e->hidden = fields[k].hidden && fields[k].hidden(i);
		e->fresh = true;
	}
	while (f->focus + 1 < n && f->entries[f->focus].hidden)
		f->focus++;
}

void form_release(struct form *f)
{
	for (size_t k = 0; k < f->n; k++)
		str_release(&f->entries[k].text);
	free(take(f->entries));
	f->n = 0;
}

const char *form_text(const struct form *f, size_t field)
{
	return f->entries[field].text.buf;
}

/* --- what is wrong --- */

static int check(const struct form *f, const struct intent *i, size_t field, struct err *err)
{
	const struct field *row = &f->fields[field];

	return row->check && !f->entries[field].hidden ? row->check(i, form_text(f, field), err) : 0;
}

static size_t first_wrong(const struct form *f, const struct intent *i)
{
	size_t k = 0;

	while (k < f->n && check(f, i, k, NULL) == 0)
		k++;
	return k;
}

bool form_good(const struct form *f, const struct intent *i)
{
	return first_wrong(f, i) == f->n;
}

/* --- keys --- */

static void go_to(struct form *f, size_t field)
{
	f->focus = field;
	f->entries[field].at = f->entries[field].text.len;
	f->entries[field].fresh = true;
}

/* To the next field that is shown, around the end. */
static void move(struct form *f, size_t step)
{
	size_t to = f->focus;

	do {
		to = (to + step) % f->n;
	} while (f->entries[to].hidden && to != f->focus);
	go_to(f, to);
}

static void set(struct entry *e, const char *text)
{
	str_reset(&e->text);
	str_add(&e->text, text);
	e->at = e->text.len;
	e->fresh = true;
}

/* The offer after the one that stands there, around the end; the first where it is none of them. */
static void turn(struct form *f, const struct intent *i, bool back)
{
	struct entry *e = &f->entries[f->focus];
	word_vec offers = VEC_INIT;
	size_t at = 0;

	if (f->fields[f->focus].offers)
		f->fields[f->focus].offers(i, &offers);
	while (at < offers.len && !streq(offers.items[at], e->text.buf))
		at++;
	if (offers.len)
		set(e, offers.items[at == offers.len ? 0 : (at + (back ? offers.len - 1 : 1)) % offers.len]);
	words_release(&offers);
	for (size_t k = 0; k < f->n; k++) {
		_cleanup_(freep) char *text = f->fields[k].follows == f->focus + 1 ? f->fields[k].first(i) : NULL;

		if (text)
			set(&f->entries[k], text);
	}
}

static void edit(struct form *f, struct key k)
{
	struct entry *e = &f->entries[f->focus];

	if (f->fields[f->focus].closed)
		return;
	if (e->fresh && f->fields[f->focus].anew && key_is_text(k))
		str_reset(&e->text);
	e->at = MIN(e->at, e->text.len);
	if (edit_key(&e->text, &e->at, k))
		e->fresh = false;
}

static enum form_result go_on(struct form *f, const struct intent *i)
{
	size_t wrong = first_wrong(f, i);

	if (wrong == f->n)
		return FORM_ACCEPTED;
	go_to(f, wrong);
	return FORM_GOES_ON;
}

enum form_result form_key(struct form *f, const struct intent *i, struct key k)
{
	bool closed = f->fields[f->focus].closed;

	if (k.pasted && !key_is_text(k))
		return FORM_GOES_ON;
	if (k.code == K_ESC)
		return FORM_LEFT;
	if (k.code == K_ENTER)
		return go_on(f, i);
	if (k.code == K_TAB || k.code == K_DOWN)
		move(f, 1);
	else if (k.code == (K_SHIFT | K_TAB) || k.code == K_UP)
		move(f, f->n - 1);
	else if (k.code == (K_CTRL | 'n') || (closed && (k.code == K_RIGHT || k.code == ' ')))
		turn(f, i, false);
	else if (k.code == (K_CTRL | 'p') || (closed && k.code == K_LEFT))
		turn(f, i, true);
	else
		edit(f, k);
	return FORM_GOES_ON;
}

/* --- drawing --- */

/* Where fields stand, one after the other. */
struct layout {
	int row, x, width;
	bool begun;
};

static int columns_of(const struct field *row, const struct layout *l)
{
	return row->width ? row->width : MAX(l->width - FORM_LABEL - 1, 1);
}

/* Moves on to the field's place; its label begins at l->x. */
static void lay(struct layout *l, const struct field *row, int *ret_next)
{
	int beside = text_columns(row->label) + 1 + columns_of(row, l) + 1;

	if (row->beside && l->begun && l->x + GAP + beside <= l->width) {
		l->x += GAP;
		*ret_next = l->x + beside;
		return;
	}
	l->row += l->begun;
	l->begun = true;
	l->x = 0;
	*ret_next = FORM_LABEL + columns_of(row, l) + 1;
}

int form_rows(const struct form *f, int width)
{
	struct layout l = { .width = width };

	for (size_t k = 0; k < f->n; k++) {
		int next;

		if (f->entries[k].hidden)
			continue;
		lay(&l, &f->fields[k], &next);
		l.x = next;
	}
	return l.row + 1;
}

/* The end of what is written that has room, up to the cursor at least. */
static void draw_text(const struct entry *e, struct pen *p, struct surface *s, int columns, enum role role, bool focus)
{
	_cleanup_(freep) char *before = xstrndup(e->text.buf, MIN(e->at, e->text.len));
	const char *from = before;
	uint32_t c;

	while (text_columns(from) >= columns)
		from += codepoint_read(from, &c);
	if (focus) {
		s->cursor_y = p->y;
		s->cursor_x = p->x + 1 + text_columns(from);
	}
	pen_text(p, role, " ");
	pen_cell(p, role, columns, e->text.buf + (from - before));
}

static void draw_field(const struct form *f, const struct intent *i, size_t k, struct surface *s, struct pen p,
		       int columns, bool editing)
{
	bool focus = editing && k == f->focus, good = check(f, i, k, NULL) == 0;

	p.ground = focus ? GROUND_button : editing ? GROUND_field : GROUND_raised;
	draw_text(&f->entries[k], &p, s, columns, good ? ROLE_accent : ROLE_bad, focus);
}

/* What is wrong with the field in hand, or what may stand there. */
static void draw_sentence(const struct form *f, const struct intent *i, struct surface *s, struct rect r)
{
	const struct field *row = &f->fields[f->focus];
	struct pen p = pen_at(s, r.y, r.x + FORM_LABEL, r.width - FORM_LABEL);
	struct err err = ERR_INIT;

	p.ground = GROUND_raised;
	if (check(f, i, f->focus, &err)) {
		pen_text(&p, ROLE_bad, err.text);
		return;
	}
	pen_text(&p, ROLE_muted, row->help);
	if (!row->offers)
		return;
	pen_text(&p, ROLE_key, row->closed ? "   ← →" : "   ^N");
	pen_text(&p, ROLE_muted, row->closed ? " another" : " offers");
}

void form_draw(const struct form *f, const struct intent *i, struct surface *s, struct rect r, bool editing)
{
	struct layout l = { .width = r.width };

	for (size_t k = 0; k < f->n; k++) {
		const struct field *row = &f->fields[k];
		struct pen p;
		int next;

		if (f->entries[k].hidden)
			continue;
		lay(&l, row, &next);
		p = pen_at(s, r.y + l.row, r.x + l.x, r.width - l.x);
		p.ground = GROUND_raised;
		if (l.x)
			pen_text(&p, ROLE_muted, row->label);
		else
			pen_cell(&p, ROLE_muted, FORM_LABEL - 1, row->label);
		draw_field(f, i, k, s, p, columns_of(row, &l), editing);
		l.x = next;
	}
	if (editing)
		draw_sentence(f, i, s, (struct rect){ r.y + l.row + 1, r.x, 1, r.width });
}
