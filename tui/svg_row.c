#include "tui/svg_row.h"

#include "tui/ansi.h"

#define FONT_SIZE 15
#define TOP (-SVG_BASELINE)
#define MIDDLE (TOP + SVG_CELL_HEIGHT / 2)
#define FONTS "ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"

/* --- what all rows share --- */

static void escape(const char *text, struct str *out)
{
	for (; *text; text++) {
		switch (*text) {
		case '<': str_add(out, "&lt;"); break;
		case '>': str_add(out, "&gt;"); break;
		case '&': str_add(out, "&amp;"); break;
		default: str_addc(out, *text);
		}
	}
}

/* Roles are a, b, ..., grounds A, B, ...; W is bold, U underlined, V quiet. */
static void add_sheet(const struct theme *t, struct str *out)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		str_addf(out, ".%c{color:#%06x%s}", 'a' + i, t->roles[i].color.rgb,
			 t->roles[i].attrs & ATTR_BOLD ? ";font-weight:bold" : "");
	for (int i = 0; i < GROUND_COUNT; i++)
		str_addf(out, ".%c{color:#%06x}", 'A' + i, t->grounds[i].color.rgb);
	str_addf(out, ".W{font-weight:bold}.U{text-decoration:underline}.V{opacity:.6}"
		 "text{white-space:pre;font:%dpx " FONTS "}text,rect{fill:currentColor}"
		 "path{fill:none;stroke:currentColor;shape-rendering:crispEdges}", FONT_SIZE);
}

void svg_begin(const struct surface *s, const struct theme *theme, const char *title, const char *sheet,
	       struct str *out)
{
	int width = s->width * SVG_CELL_WIDTH + 2 * SVG_PAD, height = s->height * SVG_CELL_HEIGHT + 2 * SVG_PAD;

	str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
		 "<title>", width, height, width, height);
	escape(title, out);
	str_add(out, "</title>\n<style>");
	add_sheet(theme, out);
	str_add(out, sheet);
	str_addf(out, "</style>\n<rect class=\"%c\" width=\"100%%\" height=\"100%%\" rx=\"8\"/>\n", 'A' + GROUND_page);
}

int svg_row_y(int y)
{
	return SVG_PAD + y * SVG_CELL_HEIGHT + SVG_BASELINE;
}

/* --- lines and blocks --- */

enum arm { ARM_UP = 1, ARM_DOWN = 2, ARM_LEFT = 4, ARM_RIGHT = 8, ARM_HEAVY = 16 };

struct drawn {
	const char *glyph;
	int arms;		/* of a line */
	int eighths;		/* of a block: how much of the cell's width */
};

static const struct drawn drawn[] = {
	{ "─", ARM_LEFT | ARM_RIGHT, 0 },
	{ "━", ARM_LEFT | ARM_RIGHT | ARM_HEAVY, 0 },
	{ "│", ARM_UP | ARM_DOWN, 0 },
	{ "┃", ARM_UP | ARM_DOWN | ARM_HEAVY, 0 },
	{ "┌", ARM_DOWN | ARM_RIGHT, 0 },
	{ "┐", ARM_DOWN | ARM_LEFT, 0 },
	{ "└", ARM_UP | ARM_RIGHT, 0 },
	{ "┘", ARM_UP | ARM_LEFT, 0 },
	{ "├", ARM_UP | ARM_DOWN | ARM_RIGHT, 0 },
	{ "┤", ARM_UP | ARM_DOWN | ARM_LEFT, 0 },
	{ "┬", ARM_DOWN | ARM_LEFT | ARM_RIGHT, 0 },
	{ "┴", ARM_UP | ARM_LEFT | ARM_RIGHT, 0 },
	{ "┼", ARM_UP | ARM_DOWN | ARM_LEFT | ARM_RIGHT, 0 },
	{ "╭", ARM_DOWN | ARM_RIGHT, 0 },
	{ "╮", ARM_DOWN | ARM_LEFT, 0 },
	{ "╰", ARM_UP | ARM_RIGHT, 0 },
	{ "╯", ARM_UP | ARM_LEFT, 0 },
	{ "█", 0, 8 },
	{ "▌", 0, 4 },
	{ "▎", 0, 2 },
};

static bool is_glyph(const struct cell *c)
{
	return (unsigned char)c->text[0] >= 0x80;
}

static const struct drawn *drawn_of(const struct cell *c)
{
	for (size_t i = 0; is_glyph(c) && i < COUNT(drawn); i++) {
		if (streq(drawn[i].glyph, c->text))
			return &drawn[i];
	}
	return NULL;
}

/* What stretches to the right without a gap, as one piece. */
struct stretch {
	int from, to;			/* pixels; nothing while they are equal */
};

static void end_stretch(struct stretch *h, struct str *path)
{
	if (h->to > h->from)
		str_addf(path, "M%d %dh%d", h->from, MIDDLE, h->to - h->from);
	h->from = h->to = 0;
}

static void stretch(struct stretch *h, int from, int to, struct str *path)
{
	if (h->to != from) {
		end_stretch(h, path);
		h->from = from;
	}
	h->to = to;
}

static void draw_arms(int arms, int left, struct stretch *h, struct str *path)
{
	int middle = left + SVG_CELL_WIDTH / 2, right = left + SVG_CELL_WIDTH;
	int top = arms & ARM_UP ? TOP : MIDDLE, bottom = arms & ARM_DOWN ? TOP + SVG_CELL_HEIGHT : MIDDLE;

	if (arms & ARM_LEFT)
		stretch(h, left, middle, path);
	if (arms & ARM_RIGHT)
		stretch(h, middle, right, path);
	if (bottom > top)
		str_addf(path, "M%d %dv%d", middle, top, bottom - top);
}

/* All lines of one role and weight are one path. */
static void draw_lines(const struct surface *s, int y, int role, int heavy, struct str *out)
{
	_cleanup_(str_release) struct str path = STR_INIT;
	struct stretch h = { 0, 0 };

	for (int x = 0; x < s->width; x++) {
		const struct cell *c = surface_cell(s, y, x);
		const struct drawn *d = c->role == role ? drawn_of(c) : NULL;

		if (d && d->arms && (d->arms & ARM_HEAVY) == heavy)
			draw_arms(d->arms, x * SVG_CELL_WIDTH, &h, &path);
	}
	end_stretch(&h, &path);
	if (path.len)
		str_addf(out, "<path class=\"%c\"%s d=\"%s\"/>", 'a' + role, heavy ? " stroke-width=\"3\"" : "",
			 path.buf);
}

static void draw_box(char class, int from, int width, struct str *out)
{
	str_addf(out, "<rect class=\"%c\"", class);
	if (from)
		str_addf(out, " x=\"%d\"", from);
	str_addf(out, " y=\"%d\" width=\"%d\" height=\"%d\"/>", TOP, width, SVG_CELL_HEIGHT);
}

/* Blocks of one role beside each other are one box. */
static void draw_blocks(const struct surface *s, int y, struct str *out)
{
	for (int x = 0, end; x < s->width; x = end) {
		const struct cell *c = surface_cell(s, y, x);
		const struct drawn *d = drawn_of(c);

		end = x + 1;
		if (!d || !d->eighths)
			continue;
		while (d->eighths == 8 && end < s->width && surface_cell(s, y, end)->role == c->role &&
		       drawn_of(surface_cell(s, y, end)) == d)
			end++;
		draw_box((char)('a' + c->role), x * SVG_CELL_WIDTH, ((end - x) * SVG_CELL_WIDTH * d->eighths + 4) / 8,
			 out);
	}
}

static void draw_drawn(const struct surface *s, int y, struct str *out)
{
	uint32_t light = 0, heavy = 0;

	for (int x = 0; x < s->width; x++) {
		const struct cell *c = surface_cell(s, y, x);
		const struct drawn *d = drawn_of(c);

		if (d && d->arms)
			*(d->arms & ARM_HEAVY ? &heavy : &light) |= 1u << c->role;
	}
	for (int role = 0; role < ROLE_COUNT; role++) {
		if (light >> role & 1)
			draw_lines(s, y, role, 0, out);
		if (heavy >> role & 1)
			draw_lines(s, y, role, ARM_HEAVY, out);
	}
	draw_blocks(s, y, out);
}

/* --- grounds and text --- */

static void draw_grounds(const struct surface *s, int y, struct str *out)
{
	for (int x = 0, end; x < s->width; x = end) {
		const struct cell *c = surface_cell(s, y, x);

		for (end = x + 1; end < s->width && surface_cell(s, y, end)->ground == c->ground; end++)
			;
		if (c->ground != GROUND_page)
			draw_box((char)('A' + c->ground), x * SVG_CELL_WIDTH, (end - x) * SVG_CELL_WIDTH, out);
	}
}

static bool same_style(const struct cell *a, const struct cell *b)
{
	return a->role == b->role && a->attrs == b->attrs && a->ground == b->ground;
}

static bool is_blank(const struct cell *c)
{
	return streq(c->text, " ") || drawn_of(c);
}

static void draw_run(const struct surface *s, const struct theme *t, struct rect run, struct str *out)
{
	const struct cell *first = surface_cell(s, run.y, run.x);
	unsigned more = cell_attributes(t, first) & ~(t->roles[first->role].attrs & ATTR_BOLD);

	str_addf(out, "<text class=\"%c%s%s%s\"", 'a' + first->role, more & ATTR_BOLD ? " W" : "",
		 more & ATTR_UNDERLINE ? " U" : "", more & ATTR_DIM ? " V" : "");
	if (run.x)
		str_addf(out, " x=\"%d\"", run.x * SVG_CELL_WIDTH);
	if (run.width > 1)
		str_addf(out, " textLength=\"%d\"", run.width * SVG_CELL_WIDTH);
	str_addc(out, '>');
	for (int x = run.x; x < run.x + run.width; x++)
		escape(surface_cell(s, run.y, x)->text, out);
	str_add(out, "</text>");
}

/* A run ends where the style does, at two blanks, at a line, and around each glyph, whose width fonts disagree about.
 */
static int run_end(const struct surface *s, int y, int x)
{
	const struct cell *first = surface_cell(s, y, x);
	int end = x + 1;

	if (is_glyph(first))
		return x + MAX((int)first->width, 1);
	for (; end < s->width; end++) {
		const struct cell *c = surface_cell(s, y, end);
		const struct cell *next = surface_cell(s, y, end + 1);

		if (is_glyph(c) || (is_blank(c) && (!next || is_blank(next) || is_glyph(next))))
			break;
		if (!is_blank(c) && !same_style(first, c))
			break;
	}
	while (end > x + 1 && is_blank(surface_cell(s, y, end - 1)))
		end--;
	return end;
}

static void draw_text(const struct surface *s, const struct theme *t, int y, struct str *out)
{
	for (int x = 0, end; x < s->width; x = end) {
		if (is_blank(surface_cell(s, y, x)) || !surface_cell(s, y, x)->width) {
			end = x + 1;
			continue;
		}
		end = run_end(s, y, x);
		draw_run(s, t, (struct rect){ y, x, 1, end - x }, out);
	}
}

void svg_row(const struct surface *s, const struct theme *theme, int y, struct str *out)
{
	draw_grounds(s, y, out);
	draw_drawn(s, y, out);
	draw_text(s, theme, y, out);
}
