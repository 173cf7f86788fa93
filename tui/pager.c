#include "tui/pager.h"

#include <string.h>

void pager_clear(struct pager *p)
{
	for (size_t i = 0; i < p->lines.len; i++)
		free(p->lines.items[i].text);
	p->lines.len = 0;
}

void pager_release(struct pager *p)
{
	pager_clear(p);
	vec_release(&p->lines);
	free(p->find);
}

void pager_add(struct pager *p, enum role role, const char *text)
{
	vec_push(&p->lines, ((struct pager_line){ .text = xstrdup(text), .role = role }));
}

void pager_addf(struct pager *p, enum role role, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	pager_add(p, role, text.buf);
}

void pager_add_labelled(struct pager *p, enum role label_role, const char *label, const char *text)
{
	pager_addf(p, ROLE_text, "%s%s", label, text);
	vec_last(&p->lines).label = strlen(label);
	vec_last(&p->lines).label_role = label_role;
}

static size_t back(size_t from, size_t by)
{
	return from > by ? from - by : 0;
}

static bool matches(const struct pager *p, size_t line)
{
	return p->find && strcasestr(p->lines.items[line].text, p->find);
}

/* The next match in a direction, or where it stood. */
static void find_next(struct pager *p, int step)
{
	for (size_t i = p->top + (size_t)step; i < p->lines.len; i += (size_t)step) {
		if (matches(p, i)) {
			p->top = i;
			return;
		}
	}
}

void pager_find(struct pager *p, const char *text)
{
	free(p->find);
	p->find = text && *text ? xstrdup(text) : NULL;
	if (p->find && p->top < p->lines.len && !matches(p, p->top))
		find_next(p, 1);
}

#define SIDEWAYS 16			/* columns of a step */

/* Long lines are read by going along them, as far as the longest needs. */
static void go_sideways(struct pager *p, int by)
{
	int longest = 0;

	vec_each(&p->lines, l)
		longest = MAX(longest, text_columns(l->text));
	p->left = MAX(MIN(p->left + by, longest - SIDEWAYS), 0);
}

bool pager_key(struct pager *p, struct key k, int page)
{
	size_t rows = (size_t)MAX(page, 1);

	switch (k.code) {
	case 'j': case K_DOWN: p->top++; break;
	case 'k': case K_UP: p->top = back(p->top, 1); break;
	case 'g': case K_HOME: p->top = 0; break;
	case 'G': case K_END: p->top = p->lines.len; break;
	case K_CTRL | 'f': case K_PAGE_DOWN: case ' ': p->top += rows; break;
	case K_CTRL | 'b': case K_PAGE_UP: p->top = back(p->top, rows); break;
	case K_RIGHT: go_sideways(p, SIDEWAYS); break;
	case K_LEFT: go_sideways(p, -SIDEWAYS); break;
	case 'n': find_next(p, 1); break;
	case 'N': find_next(p, -1); break;
	default: return false;
	}
	p->to_end = false;
	return true;
}

static void draw_line(const struct pager *p, struct pen pen, const struct pager_line *line)
{
	const char *text = line->text, *at;
	size_t len = p->find ? strlen(p->find) : 0;

	if (line->label) {
		_cleanup_(freep) char *label = xstrndup(text, line->label);

		pen_text(&pen, line->label_role, label);
		text += line->label;
	}
	while (len && (at = strcasestr(text, p->find))) {
		_cleanup_(freep) char *before = xstrndup(text, (size_t)(at - text));
		_cleanup_(freep) char *found = xstrndup(at, len);

		pen_text(&pen, line->role, before);
		pen_text(&pen, ROLE_match, found);
		text = at + len;
	}
	pen_text(&pen, line->role, text);
}

void pager_draw(struct pager *p, struct surface *s, struct rect r)
{
	size_t rows = (size_t)MAX(r.height, 0);

	if (p->to_end || p->top + rows > p->lines.len)
		p->top = back(p->lines.len, rows);
	for (size_t i = 0; i < rows && p->top + i < p->lines.len; i++) {
		const struct pager_line *line = &p->lines.items[p->top + i];
		struct pen margin = pen_at(s, r.y + (int)i, r.x, 1);

		draw_line(p, pen_at(s, r.y + (int)i, r.x + 1 - p->left, r.width - 1 + p->left), line);
		if (p->left)
			pen_text(&margin, ROLE_muted, *line->text ? "…" : " ");
	}
}
