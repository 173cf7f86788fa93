/*
 * A surface as an SVG picture, drawn row by row (tui/svg_row.h). The same surface gives the same bytes.
 */
#ifndef TUI_SVG_H
#define TUI_SVG_H

#include "tui/surface.h"
#include "tui/theme.h"

/* title: what the picture shows, for those who cannot see it. */
void surface_svg(const struct surface *s, const struct theme *theme, const char *title, struct str *out);

#endif
