/* Elastic columns: a cell ends with a tab, and lines that follow each other and have a cell in a column share its
 * width. Source: text/tabwriter with padding 2. */
#include "tui/describe.h"
#include "tui/surface.h"

#define PADDING 2
#define CELLS 16

struct line {
	char *cells[CELLS];		/* borrowed from the text, ended */
	size_t n;			/* the last one ends no column */
};

typedef VEC(struct line) line_vec;

static void split(char *text, line_vec *lines)
{
	char *row;

	while ((row = strsep(&text, "\n"))) {
		struct line l = { .n = 0 };
		char *cell;

		if (!text && !*row)
			break;
		while (l.n < CELLS - 1 && (cell = strsep(&row, "\t")))
			l.cells[l.n++] = cell;
		if (row)
			l.cells[l.n++] = row;
		vec_push(lines, l);
	}
}

/* The width of this column for the block of lines that the line at `at` belongs to. */
static int width_of(const line_vec *lines, size_t at, size_t column)
{
	size_t from = at, to = at;
	int width = 0;

	while (from > 0 && lines->items[from - 1].n > column + 1)
		from--;
	while (to + 1 < lines->len && lines->items[to + 1].n > column + 1)
		to++;
	for (size_t i = from; i <= to; i++)
		width = MAX(width, text_columns(lines->items[i].cells[column]));
	return width + PADDING;
}

void columns_align(const char *text, struct str *out)
{
	_cleanup_(freep) char *copy = xstrdup(text);
	line_vec lines = VEC_INIT;

	split(copy, &lines);
	for (size_t i = 0; i < lines.len; i++) {
		struct line *l = &lines.items[i];

		for (size_t c = 0; c < l->n; c++) {
			int pad = c + 1 < l->n ? width_of(&lines, i, c) - text_columns(l->cells[c]) : 0;

			str_add(out, l->cells[c]);
			for (; pad > 0; pad--)
				str_addc(out, ' ');
		}
		str_addc(out, '\n');
	}
	vec_release(&lines);
}
