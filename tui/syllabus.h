/*
 * The list of lessons on a screen of its own: what each teaches, how long it takes, how far one is. Pure: rows and keys
 * in, cells out.
 */
#ifndef TUI_SYLLABUS_H
#define TUI_SYLLABUS_H

#include "base/vec.h"
#include "tui/key.h"
#include "tui/surface.h"

/* Strings owned. */
struct syllabus_row {
	char *name;			/* as `ordinal tutorial` takes it */
	char *title, *about;
	int minutes, steps;
	int at;				/* the step one is at, from 1; 0: not begun, or at its end */
	bool done;			/* it was finished once */
};

struct syllabus {
	VEC(struct syllabus_row) rows;
	int cursor;
	char *said;			/* a sentence below the list; NULL: none */
};

#define SYLLABUS_INIT { VEC_INIT, 0, NULL }

enum syllabus_wish { SYLLABUS_STAY, SYLLABUS_BEGIN, SYLLABUS_ANEW, SYLLABUS_LEAVE };

void syllabus_release(struct syllabus *s);
/* Puts the cursor on what comes next: the lesson that is under way, or the first that is not done. */
void syllabus_aim(struct syllabus *s);
/* "done", "step 2 of 5", "" */
void syllabus_state(const struct syllabus_row *r, struct str *out);
enum syllabus_wish syllabus_key(struct syllabus *s, struct key k);
void syllabus_draw(const struct syllabus *s, struct surface *on);

#endif
