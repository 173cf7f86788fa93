#include "tui/svg.h"

#include "tui/codepoint.h"

#define CELL_WIDTH 9
#define CELL_HEIGHT 20
#define FONT_SIZE 15
#define BASELINE 14
#define PAD 12

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

static bool same_style(const struct cell *a, const struct cell *b)
{
	return a->role == b->role && a->attrs == b->attrs;
}

static uint8_t attributes(const struct theme *t, const struct cell *c)
{
	return c->attrs | t->roles[c->role].attrs | t->grounds[c->ground].attrs;
}

/* --- lines --- */

enum arm { ARM_UP = 1, ARM_DOWN = 2, ARM_LEFT = 4, ARM_RIGHT = 8, ARM_HEAVY = 16 };

struct drawn {
	const char *glyph;
	int arms;
};

static const struct drawn drawn[] = {
	{ "─", ARM_LEFT | ARM_RIGHT },
	{ "│", ARM_UP | ARM_DOWN },
	{ "┃", ARM_UP | ARM_DOWN | ARM_HEAVY },
	{ "┌", ARM_DOWN | ARM_RIGHT },
	{ "┐", ARM_DOWN | ARM_LEFT },
	{ "└", ARM_UP | ARM_RIGHT },
	{ "┘", ARM_UP | ARM_LEFT },
	{ "├", ARM_UP | ARM_DOWN | ARM_RIGHT },
	{ "┤", ARM_UP | ARM_DOWN | ARM_LEFT },
	{ "┬", ARM_DOWN | ARM_LEFT | ARM_RIGHT },
	{ "┴", ARM_UP | ARM_LEFT | ARM_RIGHT },
	{ "┼", ARM_UP | ARM_DOWN | ARM_LEFT | ARM_RIGHT },
};

static const struct drawn *drawn_of(const struct cell *c)
{
	for (size_t i = 0; i < COUNT(drawn); i++) {
		if (streq(drawn[i].glyph, c->text))
			return &drawn[i];
	}
	return NULL;
}

static void arm(struct str *out, int x, int y, int dx, int dy)
{
	str_addf(out, "M%d %dl%d %d", x, y, dx, dy);
}

/* Cells with lines, one path a row and role, so that neighbours join. */
static void draw_lines(const struct surface *s, const struct theme *t, int y, struct str *out)
{
	for (int role = 0; role < ROLE_COUNT * 2; role++) {
		_cleanup_(str_release) struct str path = STR_INIT;
		bool heavy = role >= ROLE_COUNT;

		for (int x = 0; x < s->width; x++) {
			const struct cell *c = surface_cell(s, y, x);
			const struct drawn *d = c->role == role % ROLE_COUNT ? drawn_of(c) : NULL;
			int cx = PAD + x * CELL_WIDTH + CELL_WIDTH / 2, cy = PAD + y * CELL_HEIGHT + CELL_HEIGHT / 2;

			if (!d || !!(d->arms & ARM_HEAVY) != heavy)
				continue;
			if (d->arms & ARM_UP)
				arm(&path, cx, cy, 0, -CELL_HEIGHT / 2);
			if (d->arms & ARM_DOWN)
				arm(&path, cx, cy, 0, CELL_HEIGHT / 2);
			if (d->arms & ARM_LEFT)
				arm(&path, cx, cy, -(CELL_WIDTH / 2), 0);
			if (d->arms & ARM_RIGHT)
				arm(&path, cx, cy, CELL_WIDTH - CELL_WIDTH / 2, 0);
		}
		if (path.len)
			str_addf(out, "<path d=\"%s\" stroke=\"#%06x\" stroke-width=\"%d\"/>\n", path.buf,
				 t->roles[role % ROLE_COUNT].color.rgb, heavy ? 3 : 1);
	}
}

/* --- grounds and text --- */

static void draw_grounds(const struct surface *s, const struct theme *t, int y, struct str *out)
{
	for (int x = 0, end; x < s->width; x = end) {
		const struct cell *c = surface_cell(s, y, x);

		for (end = x + 1; end < s->width && surface_cell(s, y, end)->ground == c->ground; end++)
			;
		if (c->ground != GROUND_page)
			str_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
			         PAD + x * CELL_WIDTH, PAD + y * CELL_HEIGHT, (end - x) * CELL_WIDTH, CELL_HEIGHT,
			         t->grounds[c->ground].color.rgb);
	}
}

static bool is_blank(const struct cell *c)
{
	return streq(c->text, " ") || drawn_of(c);
}

static void draw_run(const struct surface *s, const struct theme *t, struct rect run, struct str *out)
{
	const struct cell *first = surface_cell(s, run.y, run.x);
	uint8_t attrs = attributes(t, first);

	str_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s>", PAD + run.x * CELL_WIDTH,
	         PAD + run.y * CELL_HEIGHT + BASELINE, run.width * CELL_WIDTH, t->roles[first->role].color.rgb,
	         attrs & ATTR_BOLD ? " font-weight=\"bold\"" : "",
	         attrs & ATTR_UNDERLINE ? " text-decoration=\"underline\"" : "");
	for (int x = run.x; x < run.x + run.width; x++)
		escape(surface_cell(s, run.y, x)->text, out);
	str_add(out, "</text>\n");
}

static bool is_glyph(const struct cell *c)
{
	return (unsigned char)c->text[0] >= 0x80;
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

void surface_svg(const struct surface *s, const struct theme *theme, const char *title, struct str *out)
{
	int width = s->width * CELL_WIDTH + 2 * PAD, height = s->height * CELL_HEIGHT + 2 * PAD;

	str_addf(out,
	         "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n<title>",
	         width, height, width, height);
	escape(title, out);
	str_addf(out,
	         "</title>\n<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#%06x\"/>\n"
	         "<g font-family=\"ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace\" "
	         "font-size=\"%d\" "
	         "style=\"white-space:pre\">\n",
	         theme->grounds[GROUND_page].color.rgb, FONT_SIZE);
	for (int y = 0; y < s->height; y++) {
		draw_grounds(s, theme, y, out);
		draw_lines(s, theme, y, out);
		draw_text(s, theme, y, out);
	}
	str_add(out, "</g>\n</svg>\n");
}
