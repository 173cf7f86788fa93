/*
 * Lines of a log as they came, the last ones only: bounded in lines and bytes, however much is written. Each line has a
 * number that it keeps while older ones go.
 */
#ifndef TUI_SCROLLBACK_H
#define TUI_SCROLLBACK_H

#include "base/str.h"

struct scroll_line {
	char *text;			/* as the server sent it: a time, a blank, what was written */
	bool note;			/* ours: "the container ended" */
};

struct scrollback {
	struct scroll_line *lines;	/* a ring of LIMIT_SCROLL_LINES; NULL before the first */
	size_t head, len, bytes;
	uint64_t first;			/* the number of the oldest line that is kept */
	struct str partial;		/* a line whose end did not come yet */
	char *skip;			/* lines up to this time are known already; NULL: none */
};

#define SCROLLBACK_INIT { .partial = STR_INIT }

void scrollback_release(struct scrollback *s);
/* Text in pieces of any size; what is longer than LIMIT_SCROLL_TEXT in one line is cut. */
void scrollback_feed(struct scrollback *s, const char *bytes, size_t len);
/* Nothing follows what came without a newline: it is a line too. */
void scrollback_end(struct scrollback *s);
void scrollback_note(struct scrollback *s, const char *text);
/* The next text fed begins with what is known: lines not after the last one's time are passed over. */
void scrollback_resume(struct scrollback *s);
/* Borrowed until the next change; NULL: it is gone, or not there yet. */
const struct scroll_line *scrollback_at(const struct scrollback *s, uint64_t number);
uint64_t scrollback_next(const struct scrollback *s);		/* the number that the next line gets */
/* The time of the last line of the log, malloc'd; NULL: there is none. */
char *scrollback_last_time(const struct scrollback *s);

/* Where what was written begins: behind the time, if there is one. */
size_t scroll_text_at(const struct scroll_line *l);
/* The filter is a part of the text in any case; "!" before it: lines without it. NULL or "": all. */
bool scroll_matches(const struct scroll_line *l, const char *filter);

#endif
