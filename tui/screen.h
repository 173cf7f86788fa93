/*
 * A place to show a surface. The one real screen is the terminal (tui/screen.c, the only file that knows ncurses);
 * tests and recordings run without any.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "base/loop.h"
#include "tui/input.h"
#include "tui/surface.h"
#include "tui/theme.h"

struct screen {
	void (*size)(struct screen *s, int *ret_height, int *ret_width);
	void (*show)(struct screen *s, const struct surface *surface);	/* only cells that changed are written */
	void (*theme)(struct screen *s, const struct theme *theme);
	void (*copy)(struct screen *s, const char *text);		/* to the terminal's clipboard (OSC 52) */
	void (*suspend)(struct screen *s);				/* back when the shell continues us */
	/* The terminal is another program's until it is taken back: nothing is shown and no key is read. */
	void (*release)(struct screen *s);
	void (*retake)(struct screen *s);
	bool away;							/* between the two */
	void (*free)(struct screen *s);					/* the terminal is as it was before */
	bool ascii;							/* it cannot show more */
	bool dark_unknown;						/* nothing told yet whether its page is dark */
};

struct screen_options {
	struct loop *loop;
	struct input_sink sink;			/* keys and the terminal's answers */
	void (*resized)(void *arg);		/* with the sink's arg */
	bool ascii;				/* asked for */
};

/* Takes the terminal over. Fails with a sentence where there is none or its TERM is unknown; nothing is changed then.
 */
struct screen *screen_terminal(const struct screen_options *options, struct err *err);

#endif
