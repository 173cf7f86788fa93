/*
 * The screen as a value: a grid of cells, each a grapheme with a role, a ground and attributes. Views draw here; the
 * terminal, the SVG, the text dump and the tests all read the same cells.
 *
 * All text goes through the sanitiser (kube/sanitize.h) on its way into cells, ours too, so that no byte from a cluster
 * can reach a terminal as a control sequence. On an ASCII surface every glyph of ours has a one-column spelling.
 */
#ifndef TUI_SURFACE_H
#define TUI_SURFACE_H

#include "base/str.h"
#include "tui/role.h"

struct cell {
	char text[20];			/* one grapheme in UTF-8; "" in the right half of a wide one */
	uint8_t width;			/* columns: 1 or 2; 0 in the right half */
	uint8_t role;
	uint8_t ground;
	uint8_t attrs;
};

struct surface {
	int height, width;
	struct cell *cells;		/* height * width, row by row */
	bool ascii;
	int cursor_y, cursor_x;		/* where a text cursor blinks; -1: nowhere */
};

struct rect {
	int y, x, height, width;
};

void surface_init(struct surface *s, int height, int width, bool ascii);
void surface_release(struct surface *s);
void surface_clear(struct surface *s);				/* blanks on the page */
struct cell *surface_cell(const struct surface *s, int y, int x);	/* NULL outside */
void surface_copy(struct surface *to, const struct surface *from);	/* what `to` was is released */
/* The same cells and the same place of the cursor. */
bool surface_equal(const struct surface *a, const struct surface *b);
/* Rows as text, without blanks at their ends, each ended by a newline. */
void surface_dump(const struct surface *s, struct str *out);
/* Puts a role on everything: what is stale is dimmed, what lies under a dialog is muted. */
void surface_dim(struct surface *s, struct rect r);
void surface_fill(struct surface *s, struct rect r, enum ground ground);
struct rect surface_rect(const struct surface *s);

/* A pen writes from left to right on one row and never beyond its end; what does not fit ends in an ellipsis. */
struct pen {
	struct surface *surface;
	int y, x, end;			/* end: first column that is not ours */
	uint8_t ground, attrs;
};

struct pen pen_at(struct surface *s, int y, int x, int width);
void pen_text(struct pen *p, enum role role, const char *text);
void pen_textf(struct pen *p, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The same in at most `columns`, padded with blanks to exactly that many. */
void pen_cell(struct pen *p, enum role role, int columns, const char *text);
void pen_cell_right(struct pen *p, enum role role, int columns, const char *text);
/* Writes the text so that it ends where the pen's area ends. */
void pen_right(struct pen *p, enum role role, const char *text);
void pen_skip(struct pen *p, int columns);			/* blanks */
void pen_to(struct pen *p, int x);				/* blanks up to column x */
void pen_fill(struct pen *p, enum role role, const char *glyph);	/* repeats a one-column glyph to the end */

void surface_rule(struct surface *s, int y);			/* a line across */
void surface_box(struct surface *s, struct rect r, enum role role, enum ground ground);

/* Columns that the text takes on this surface once it is sanitised. */
int text_columns(const char *text);
/* How many bytes of text fit into `columns`, breaking between words where there are any; *ret_next is where the next
 * line begins. For writing sentences out. */
size_t text_wrap(const char *text, int columns, size_t *ret_next);

#endif
