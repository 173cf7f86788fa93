/*
 * A recording as an asciicast, version 2 or 3: a header and one line an event. Pure: surfaces and times in, bytes out.
 * Only what changed between two surfaces is in it. Nothing of where and when it was made is in the header, unless a
 * time is given, so that the same recording gives the same bytes.
 *
 *   v2 https://docs.asciinema.org/manual/asciicast/v2/   times since the beginning
 *   v3 https://docs.asciinema.org/manual/asciicast/v3/   times since the event before
 */
#ifndef TUI_CAST_H
#define TUI_CAST_H

#include "tui/surface.h"
#include "tui/theme.h"

struct cast {
	int version;			/* 2 or 3 */
	const char *title;		/* borrowed; NULL: none */
	int64_t stamp_s;		/* when it was made, seconds since 1970; 0: not said */
	bool begun;
	int64_t last_ms;		/* of the last event */
	struct surface shown;
	char theme[64];			/* the name of the one it was shown in */
};

#define CAST_VERSIONS "2 or 3"
#define CAST_DEFAULT 2			/* what every player reads */

int cast_version_parse(const char *text);	/* 0 if there is no such version */
void cast_init(struct cast *c, int version);
void cast_release(struct cast *c);
/* Appends lines to out. Times are ms since the beginning and never go back. The first frame writes the header; a frame
 * like the one before writes nothing. */
void cast_frame(struct cast *c, int64_t ms, const struct surface *s, const struct theme *theme, struct str *out);
void cast_marker(struct cast *c, int64_t ms, const char *label, struct str *out);
/* An event without content, so that the recording lasts until then. */
void cast_end(struct cast *c, int64_t ms, struct str *out);

#endif
