/* Drawing a board: ordinals as boxes in a row (or rows), as a strip where they are many, and the lines below them. */
#ifndef TUI_BOARD_DRAW_H
#define TUI_BOARD_DRAW_H

#include "tui/board.h"
#include "tui/surface.h"

struct board_look {
	struct cache *cache;
	int64_t now_s;
	int32_t cursor;			/* the selected ordinal */
	int32_t line;			/* where the partition line is drawn */
	bool moving;			/* a person is moving it */
};

/* Draws the ordinals into r and returns the rows they took; `rows` is the most they may take. */
int board_draw_slots(const struct board *b, const struct board_look *look, struct surface *s, struct rect r);
/* Draws what is said below: budget, rollout, next, the selected ordinal, events; as many events as fit. */
void board_draw_facts(const struct board *b, const struct board_look *look, struct surface *s, struct rect r);
void board_draw_strip(const struct board *b, const struct board_look *look, struct surface *s, struct rect r);
/* Both revisions and where the line stands, in one row: where there is no room beside the line. marks: with the glyphs
 * by which a strip tells them apart. */
void board_draw_revisions(const struct board *b, const struct board_look *look, struct pen *p, bool marks);
int board_strip_height(const struct board *b, int width);

#endif
