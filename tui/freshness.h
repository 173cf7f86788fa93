/*
 * How true what is on the screen still is: the word of the header, and what must be said besides. Made from the states
 * of the watches that the view on top needs; where it needs none, of all that are open.
 */
#ifndef TUI_FRESHNESS_H
#define TUI_FRESHNESS_H

#include "tui/app.h"

struct freshness {
	struct str text;		/* "live", "quiet 80 s", "lost 12 s: connection refused, retrying" */
	enum role role;
	bool old;			/* what is shown may no longer be true: it is dimmed and dated */
	struct str notice; /* what nobody asked but must know: "as of 12:00:06", what is hidden; may be empty */
	enum role notice_role;
};

void freshness_make(struct freshness *f, struct app *app);
void freshness_release(struct freshness *f);

#endif
