#include "tui/syllabus.h"

#define TITLE 36		/* columns of a title, with its number */

void syllabus_release(struct syllabus *s)
{
	vec_each(&s->rows, r) {
		free(r->name);
		free(r->title);
		free(r->about);
	}
	vec_release(&s->rows);
	free(s->said);
	s->said = NULL;
}

void syllabus_aim(struct syllabus *s)
{
	s->cursor = 0;
	for (int i = 0; i < (int)s->rows.len; i++) {
		if (s->rows.items[i].at) {
			s->cursor = i;
			return;
		}
	}
	while (s->cursor + 1 < (int)s->rows.len && s->rows.items[s->cursor].done)
		s->cursor++;
	if (s->rows.len && s->rows.items[s->cursor].done)
		s->cursor = 0;
}

void syllabus_state(const struct syllabus_row *r, struct str *out)
{
	if (r->at)
		str_addf(out, "step %d of %d", r->at, r->steps);
	else if (r->done)
		str_add(out, "done");
}

/* --- keys --- */

static enum syllabus_wish move(struct syllabus *s, int to)
{
	s->cursor = MAX(MIN(to, (int)s->rows.len - 1), 0);
	return SYLLABUS_STAY;
}

enum syllabus_wish syllabus_key(struct syllabus *s, struct key k)
{
	int last = (int)s->rows.len - 1;

	if (k.pasted)
		return SYLLABUS_STAY;
	switch (k.code) {
	case 'j': case K_DOWN: return move(s, s->cursor + 1);
	case 'k': case K_UP: return move(s, s->cursor - 1);
	case 'g': case K_HOME: return move(s, 0);
	case 'G': case K_END: return move(s, last);
	case K_ENTER: return s->rows.len ? SYLLABUS_BEGIN : SYLLABUS_STAY;
	case 'a': return s->rows.len ? SYLLABUS_ANEW : SYLLABUS_STAY;
	case 'q': case K_ESC: case K_CTRL | 'c': return SYLLABUS_LEAVE;
	default: break;
	}
	if (k.code >= '1' && k.code <= '9' && (int)(k.code - '1') <= last)
		return move(s, (int)(k.code - '1'));
	return SYLLABUS_STAY;
}

/* --- cells --- */

static void draw_head(const struct syllabus *s, struct surface *on)
{
	struct pen p = pen_at(on, 0, 1, on->width - 2);

	pen_text(&p, ROLE_accent, "ordinal tutorial");
	p.end = on->width - 1;
	if (on->width >= 60) {
		_cleanup_(freep) char *count = xasprintf("%zu lessons", s->rows.len);

		pen_right(&p, ROLE_muted, count);
	}
	surface_rule(on, 1);
}

static int draw_prose(struct surface *on, int y, int x, enum role role, const char *text)
{
	size_t next, len;

	do {
		struct pen p = pen_at(on, y, x, on->width - x - 1);
		_cleanup_(freep) char *line = NULL;

		len = text_wrap(text, on->width - x - 1, &next);
		line = xstrndup(text, len);
		if (y < on->height - 1)
			pen_text(&p, role, line);
		text += next;
		y++;
	} while (next && *text);
	return y;
}

static int draw_row(const struct syllabus *s, int index, struct surface *on, int y)
{
	const struct syllabus_row *r = &s->rows.items[index];
	_cleanup_(str_release) struct str state = STR_INIT;
	bool mine = index == s->cursor;
	struct pen p = pen_at(on, y, 1, on->width - 2);
	_cleanup_(freep) char *title = xasprintf("%d  %s", index + 1, r->title);

	if (y >= on->height - 1)
		return y;
	syllabus_state(r, &state);
	pen_text(&p, ROLE_accent, mine ? "▸ " : "  ");
	pen_cell(&p, mine ? ROLE_strong : ROLE_text, TITLE, title);
	pen_textf(&p, ROLE_muted, "%3d min   ", r->minutes);
	pen_textf(&p, r->at ? ROLE_progress : ROLE_ok, "%s%s", r->done && !r->at ? "✓ " : "", state.buf);
	return draw_prose(on, y + 1, 6, ROLE_muted, r->about) + 1;
}

static void draw_keys(struct surface *on)
{
	static const char *const keys[][2] = { { "enter", "begin, or go on" }, { "a", "begin anew" },
					       { "up down", "choose" }, { "q", "leave" } };
	struct pen p = pen_at(on, on->height - 1, 1, on->width - 1);

	for (size_t i = 0; i < COUNT(keys); i++) {
		if (p.x + text_columns(keys[i][0]) + text_columns(keys[i][1]) + 1 > p.end)
			continue;
		pen_text(&p, ROLE_key, keys[i][0]);
		pen_textf(&p, ROLE_muted, " %s", keys[i][1]);
		pen_skip(&p, 2);
	}
}

void syllabus_draw(const struct syllabus *s, struct surface *on)
{
	int y = 3;

	surface_clear(on);
	on->cursor_y = on->cursor_x = -1;
	draw_head(s, on);
	y = draw_prose(on, y, 1, ROLE_text,
		       "A lesson plays on a cluster of its own, inside of this program: nothing has to be installed, "
		       "and nothing can break. What is done is checked on the cluster, so it may be done here or with "
		       "kubectl in a second terminal.") + 1;
	for (int i = 0; i < (int)s->rows.len; i++)
		y = draw_row(s, i, on, y);
	if (s->said)
		draw_prose(on, y, 1, ROLE_warn, s->said);
	draw_keys(on);
}
