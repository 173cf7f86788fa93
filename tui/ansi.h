/*
 * From one surface to the next as bytes for a terminal: cursor moves, 24-bit colours of the theme, text. It depends on
 * nothing but its arguments, so that recordings are the same with any ncurses and any TERM.
 */
#ifndef TUI_ANSI_H
#define TUI_ANSI_H

#include "tui/surface.h"
#include "tui/theme.h"

/* Appends what makes a terminal that shows `from` show `to`; nothing if they are the same. from NULL, or of another
 * size: whatever was there is painted over. */
void surface_ansi(const struct surface *from, const struct surface *to, const struct theme *theme, struct str *out);
/* What a cell looks like with what its role and its ground add. */
uint8_t cell_attributes(const struct theme *theme, const struct cell *c);

#endif
