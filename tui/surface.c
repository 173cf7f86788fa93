#include "tui/surface.h"

#include "base/limits.h"
#include "kube/sanitize.h"
#include "tui/codepoint.h"
#include "tui/glyph.h"

void surface_init(struct surface *s, int height, int width, bool ascii)
{
	*s = (struct surface){ .height = MAX(height, 1), .width = MAX(width, 1), .ascii = ascii };
	s->cells = xcalloc((size_t)s->height * (size_t)s->width, sizeof(struct cell));
	surface_clear(s);
}

void surface_release(struct surface *s)
{
	free(s->cells);
	*s = (struct surface){ 0 };
}

struct cell *surface_cell(const struct surface *s, int y, int x)
{
	if (y < 0 || x < 0 || y >= s->height || x >= s->width)
		return NULL;
	return &s->cells[y * s->width + x];
}

void surface_copy(struct surface *to, const struct surface *from)
{
	struct cell *cells = xmemdup(from->cells, (size_t)from->height * (size_t)from->width * sizeof(*cells));

	free(to->cells);
	*to = *from;
	to->cells = cells;
}

bool surface_equal(const struct surface *a, const struct surface *b)
{
	size_t cells = (size_t)a->height * (size_t)a->width;

	return a->height == b->height && a->width == b->width && a->cursor_y == b->cursor_y &&
	       a->cursor_x == b->cursor_x && !memcmp(a->cells, b->cells, cells * sizeof(struct cell));
}

struct rect surface_rect(const struct surface *s)
{
	return (struct rect){ 0, 0, s->height, s->width };
}

/* Unused bytes of a cell are always zero, so that cells can be compared as memory. */
static void cell_set(struct cell *c, const char *text, int width)
{
	memset(c->text, 0, sizeof(c->text));
	memcpy(c->text, text, strnlen(text, sizeof(c->text) - 1));
	c->width = (uint8_t)width;
}

void surface_fill(struct surface *s, struct rect r, enum ground ground)
{
	for (int y = r.y; y < r.y + r.height; y++) {
		for (int x = r.x; x < r.x + r.width; x++) {
			struct cell *c = surface_cell(s, y, x);

			if (!c)
				continue;
			cell_set(c, " ", 1);
			c->role = ROLE_text;
			c->ground = (uint8_t)ground;
			c->attrs = 0;
		}
	}
}

void surface_clear(struct surface *s)
{
	surface_fill(s, surface_rect(s), GROUND_page);
	s->cursor_y = s->cursor_x = -1;
}

void surface_dump(const struct surface *s, struct str *out)
{
	for (int y = 0; y < s->height; y++) {
		size_t start = out->len, end = start;

		for (int x = 0; x < s->width; x++) {
			const struct cell *c = surface_cell(s, y, x);

			str_add(out, c->text);
			if (!streq(c->text, " ") && c->width)
				end = out->len;
		}
		str_cut(out, end);
		str_addc(out, '\n');
	}
}

void surface_dim(struct surface *s, struct rect r)
{
	for (int y = r.y; y < r.y + r.height; y++) {
		for (int x = r.x; x < r.x + r.width; x++) {
			struct cell *c = surface_cell(s, y, x);

			if (c && c->role != ROLE_rule)
				c->role = ROLE_muted;
		}
	}
}

/* --- pens --- */

struct pen pen_at(struct surface *s, int y, int x, int width)
{
	return (struct pen){ .surface = s, .y = y, .x = x, .end = MIN(x + width, s->width) };
}

/* Half of a wide grapheme must not stay behind when the other half is overwritten. */
static void split_wide(struct surface *s, int y, int x)
{
	struct cell *c = surface_cell(s, y, x);
	struct cell *left = surface_cell(s, y, x - 1), *right = surface_cell(s, y, x + 1);

	if (!c)
		return;
	if (c->width == 0 && left)
		cell_set(left, " ", 1);
	if (c->width == 2 && right)
		cell_set(right, " ", 1);
}

static void pen_put(struct pen *p, enum role role, const char *grapheme, int columns)
{
	for (int i = 0; i < columns; i++) {
		struct cell *c;

		split_wide(p->surface, p->y, p->x + i);
		c = surface_cell(p->surface, p->y, p->x + i);
		if (!c)
			continue;
		cell_set(c, i ? "" : grapheme, i ? 0 : columns);
		c->role = (uint8_t)role;
		c->ground = p->ground;
		c->attrs = p->attrs;
	}
	p->x += columns;
}

struct grapheme {
	char text[20];
	int columns;
};

/* The next grapheme of sanitised text: a code point and up to four that combine with it. Bytes taken. */
static size_t grapheme_read(const char *text, bool ascii, struct grapheme *ret)
{
	uint32_t c;
	size_t at = codepoint_read(text, &c), combined = 0;

	memset(ret, 0, sizeof(*ret));
	ret->columns = MAX(codepoint_columns(c), 1);
	if (ascii && c >= 0x80) {
		ret->text[0] = glyph_ascii(c);
		ret->columns = 1;
	} else {
		codepoint_write(c, ret->text);
	}
	while (text[at]) {
		size_t len = codepoint_read(text + at, &c), used = strlen(ret->text);

		if (codepoint_columns(c) != 0)
			break;
		if (!ascii && combined++ < 4 && used + len < sizeof(ret->text))
			memcpy(ret->text + used, text + at, len);
		at += len;
	}
	return at;
}

static bool is_plain(const char *text)
{
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			return false;
	}
	return true;
}

/* Most text is plain ASCII and used as it is: its columns are its bytes. */
static bool is_clean(const char *text, size_t *ret_len)
{
	*ret_len = strnlen(text, LIMIT_CELL_TEXT);
	return *ret_len < LIMIT_CELL_TEXT && is_plain(text);
}

/* Sanitised text, in `room` where that was needed. */
static const char *clean(const char *text, struct str *room)
{
	size_t len;

	if (is_clean(text, &len))
		return text;
	sanitize(text, strlen(text), 0, room);
	return room->buf;
}

static int clean_columns(const char *text)
{
	struct grapheme g;
	int columns = 0;

	while (*text) {
		text += grapheme_read(text, false, &g);
		columns += g.columns;
	}
	return columns;
}

/* Asked of the names of all rows of a table, whenever one of them changes. */
int text_columns(const char *text)
{
	_cleanup_(str_release) struct str room = STR_INIT;
	size_t len;

	return is_clean(text, &len) ? (int)len : clean_columns(clean(text, &room));
}

void pen_text(struct pen *p, enum role role, const char *text)
{
	_cleanup_(str_release) struct str room = STR_INIT;
	const char *s = clean(text, &room);
	bool fits = clean_columns(s) <= p->end - p->x;
	int limit = fits ? p->end : p->end - 1;
	struct grapheme g;

	while (*s) {
		s += grapheme_read(s, p->surface->ascii, &g);
		if (p->x + g.columns > limit)
			break;
		pen_put(p, role, g.text, g.columns);
	}
	if (!fits && p->x < p->end)
		pen_put(p, role, p->surface->ascii ? "~" : "…", 1);
}

void pen_textf(struct pen *p, enum role role, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	pen_text(p, role, text.buf);
}

void pen_skip(struct pen *p, int columns)
{
	for (; columns > 0 && p->x < p->end; columns--)
		pen_put(p, ROLE_text, " ", 1);
}

void pen_to(struct pen *p, int x)
{
	pen_skip(p, x - p->x);
}

void pen_cell(struct pen *p, enum role role, int columns, const char *text)
{
	int end = p->end, stop = MIN(p->x + columns, p->end);

	p->end = stop;
	pen_text(p, role, text);
	pen_to(p, stop);
	p->end = end;
}

void pen_cell_right(struct pen *p, enum role role, int columns, const char *text)
{
	int pad = columns - text_columns(text);

	pen_skip(p, pad);
	pen_cell(p, role, columns - MAX(pad, 0), text);
}

void pen_right(struct pen *p, enum role role, const char *text)
{
	pen_to(p, p->end - text_columns(text));
	pen_text(p, role, text);
}

void pen_fill(struct pen *p, enum role role, const char *glyph)
{
	struct grapheme g;

	grapheme_read(glyph, p->surface->ascii, &g);
	while (p->x < p->end)
		pen_put(p, role, g.text, 1);
}

/* --- lines and boxes --- */

void surface_rule(struct surface *s, int y)
{
	struct pen p = pen_at(s, y, 0, s->width);

	pen_fill(&p, ROLE_rule, "─");
}

static void box_row(struct pen p, enum role role, const char *const glyphs[3])
{
	p.end--;
	pen_text(&p, role, glyphs[0]);
	pen_fill(&p, role, glyphs[1]);
	p.end++;
	pen_text(&p, role, glyphs[2]);
}

void surface_box(struct surface *s, struct rect r, enum role role, enum ground ground)
{
	static const char *const top[] = { "┌", "─", "┐" }, *const bottom[] = { "└", "─", "┘" };
	static const char *const middle[] = { "│", " ", "│" };

	for (int i = 0; i < r.height; i++) {
		struct pen p = pen_at(s, r.y + i, r.x, r.width);

		p.ground = (uint8_t)ground;
		box_row(p, role, i == 0 ? top : i == r.height - 1 ? bottom : middle);
	}
}

size_t text_wrap(const char *text, int columns, size_t *ret_next)
{
	size_t at = 0, word = 0;
	int used = 0;
	struct grapheme g;

	while (text[at] && text[at] != '\n') {
		size_t len = grapheme_read(text + at, false, &g);

		if (used + g.columns > columns)
			break;
		at += len;
		used += g.columns;
		if (text[at] == ' ' || text[at] == '\0' || text[at] == '\n')
			word = at;
	}
	if (text[at] && text[at] != '\n' && word)
		at = word;
	*ret_next = at;
	while (text[*ret_next] == ' ')
		(*ret_next)++;
	if (text[*ret_next] == '\n')
		(*ret_next)++;
	return at;
}
