/*
 * A surface as an SVG picture: runs of one style, no font inside, colours from the theme. Box-drawing glyphs are drawn
 * as lines, because fonts disagree about their height and rows would show gaps. The same surface gives the same bytes.
 */
#ifndef TUI_SVG_H
#define TUI_SVG_H

#include "tui/surface.h"
#include "tui/theme.h"

/* title: what the picture shows, for those who cannot see it. */
void surface_svg(const struct surface *s, const struct theme *theme, const char *title, struct str *out);

#endif
