/*
 * One row of a surface as SVG, which pictures and films are made of: runs of one style, no font inside, colours by the
 * classes of the sheet. Box-drawing and block glyphs are drawn as lines and boxes, because fonts disagree about their
 * height and rows would show gaps. A row is drawn around its baseline, so that the same row is the same text wherever
 * it stands.
 */
#ifndef TUI_SVG_ROW_H
#define TUI_SVG_ROW_H

#include "tui/surface.h"
#include "tui/theme.h"

#define SVG_CELL_WIDTH 9
#define SVG_CELL_HEIGHT 20
#define SVG_BASELINE 14		/* below the top of a row */
#define SVG_PAD 12		/* around all rows */

/* <svg> with its title, its sheet (`sheet` is more of it, "" for none) and the page; to be closed by </svg>. */
void svg_begin(const struct surface *s, const struct theme *theme, const char *title, const char *sheet,
	       struct str *out);
/* Nothing for a blank row. */
void svg_row(const struct surface *s, const struct theme *theme, int y, struct str *out);
int svg_row_y(int y);		/* where the baseline of row y is */

#endif
