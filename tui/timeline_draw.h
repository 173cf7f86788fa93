/* The drawing of a timeline: a row a pod, time to the right, a glyph for its state in each column. */
#ifndef TUI_TIMELINE_DRAW_H
#define TUI_TIMELINE_DRAW_H

#include "tui/surface.h"
#include "tui/timeline.h"

/* Draws into r from the lane `top` on. Returns how many lanes there are to scroll through; those that never change are
 * only counted where there is no room for all. */
size_t timeline_draw(const struct timeline *t, struct surface *s, struct rect r, size_t top);

#endif
