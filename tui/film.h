/*
 * A film: surfaces with the times they appear at, as one animated SVG. Each row of the picture is one <use> whose
 * reference an <animate> changes, and rows that look the same are drawn once. A viewer that does not animate, or whose
 * reader asked for less motion, shows the last picture. The same frames give the same bytes.
 */
#ifndef TUI_FILM_H
#define TUI_FILM_H

#include "base/map.h"
#include "base/vec.h"
#include "tui/surface.h"
#include "tui/theme.h"

struct film_change {
	int64_t ms;
	int row;			/* index of what it looks like */
};

struct film_line {
	VEC(struct film_change) changes;
};

struct film {
	struct theme theme;
	struct surface shown;		/* the last frame; its size is that of the film */
	struct map rows;		/* what rows look like, each once: its index + 1; the blank one is the first */
	struct film_line *lines;	/* one for each row of the picture */
};

void film_init(struct film *f);
void film_release(struct film *f);
/* Times never go back. A frame of another size than the first is cut, or filled up with blanks. */
void film_frame(struct film *f, int64_t ms, const struct surface *s, const struct theme *theme);
/* The whole film, which lasts until end_ms and then begins again; nothing before the first frame. */
void film_svg(const struct film *f, int64_t end_ms, const char *title, struct str *out);

#endif
