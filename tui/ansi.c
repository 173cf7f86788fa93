#include "tui/ansi.h"

#define GAP 5		/* so many cells that stay are written again sooner than jumped over */

struct brush {
	const struct surface *from, *to;
	const struct theme *theme;
	struct str *out;
	int y, x;			/* where the terminal's cursor is; -1: not known */
	const struct cell *style;	/* a cell whose style is set; NULL: none yet */
};

uint8_t cell_attributes(const struct theme *theme, const struct cell *c)
{
	return c->attrs | theme->roles[c->role].attrs | theme->grounds[c->ground].attrs;
}

static bool stays(const struct brush *b, int y, int x)
{
	return b->from && !memcmp(surface_cell(b->from, y, x), surface_cell(b->to, y, x), sizeof(struct cell));
}

static bool same_style(const struct cell *a, const struct cell *b)
{
	return a && a->role == b->role && a->ground == b->ground && a->attrs == b->attrs;
}

static void add_color(struct str *out, int what, uint32_t rgb)
{
	str_addf(out, ";%d;2;%u;%u;%u", what, rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
}

static void set_style(struct brush *b, const struct cell *c)
{
	uint8_t attrs = cell_attributes(b->theme, c);

	if (same_style(b->style, c))
		return;
	str_add(b->out, "\033[0");
	if (attrs & ATTR_BOLD)
		str_add(b->out, ";1");
	else if (attrs & ATTR_DIM)
		str_add(b->out, ";2");
	if (attrs & ATTR_UNDERLINE)
		str_add(b->out, ";4");
	if (attrs & ATTR_REVERSE)
		str_add(b->out, ";7");
	add_color(b->out, 38, b->theme->roles[c->role].color.rgb);
	add_color(b->out, 48, b->theme->grounds[c->ground].color.rgb);
	str_addc(b->out, 'm');
	b->style = c;
}

static void put_cell(struct brush *b, int y, int x)
{
	const struct cell *c = surface_cell(b->to, y, x);

	set_style(b, c);
	str_add(b->out, c->text);
	b->y = y;
	b->x = x + c->width;
	/* In the last column the cursor hangs, and terminals disagree about the width of what is not ASCII. */
	if (b->x >= b->to->width || c->width != 1)
		b->y = -1;
}

/* Up to here on this row if all that lies between is text of the style that is set. */
static bool can_write_over(const struct brush *b, int y, int x)
{
	if (b->y != y || x < b->x || x - b->x > GAP)
		return false;
	for (int i = b->x; i < x; i++) {
		const struct cell *c = surface_cell(b->to, y, i);

		if (!same_style(b->style, c) || c->width != 1)
			return false;
	}
	return true;
}

static void go_to(struct brush *b, int y, int x)
{
	if (b->y == y && b->x == x)
		return;
	if (can_write_over(b, y, x)) {
		while (b->x < x)
			put_cell(b, y, b->x);
		return;
	}
	str_addf(b->out, "\033[%d;%dH", y + 1, x + 1);
	b->y = y;
	b->x = x;
}

static void put_cursor(struct brush *b, size_t before)
{
	const struct surface *from = b->from, *to = b->to;
	bool was = from && from->cursor_y >= 0, is = to->cursor_y >= 0;
	bool moved = was && is && (from->cursor_y != to->cursor_y || from->cursor_x != to->cursor_x);

	if (is && (moved || !was || b->out->len > before))
		str_addf(b->out, "\033[%d;%dH", to->cursor_y + 1, to->cursor_x + 1);
	if (is != was || !from)
		str_add(b->out, is ? "\033[?25h" : "\033[?25l");
}

void surface_ansi(const struct surface *from, const struct surface *to, const struct theme *theme, struct str *out)
{
	bool same_size = from && from->height == to->height && from->width == to->width;
	struct brush b = { same_size ? from : NULL, to, theme, out, -1, -1, NULL };
	size_t before = out->len;

	for (int y = 0; y < to->height; y++) {
		for (int x = 0; x < to->width; x++) {
			if (stays(&b, y, x) || !surface_cell(to, y, x)->width)
				continue;
			go_to(&b, y, x);
			put_cell(&b, y, x);
		}
	}
	put_cursor(&b, before);
}
