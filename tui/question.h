/*
 * A question that is not about sending one request: an order to a job, leaving while jobs are under way. Yes is `y`,
 * which acts DIALOG_DEAD_MS after the question appeared and never out of a paste; everything else that answers is no.
 * Where a phrase is to be typed, letters are text, and Enter behind the right one is yes.
 */
#ifndef TUI_QUESTION_H
#define TUI_QUESTION_H

#include "tui/action.h"
#include "tui/key.h"
#include "tui/surface.h"

struct question {
	char *title, *yes;		/* owned; yes: the word on the button */
	note_vec notes;
	char *phrase;			/* owned: what is to be typed; NULL: `y` will do */
	struct str typed;
	size_t at;
	void (*fn)(struct app *app, uint64_t about, int value);	/* on yes */
	uint64_t about;
	int value;
	int64_t asked_ms;
	bool again;			/* ctrl-c a second time is yes */
};

/* Puts the question on the screen, in place of one that is there; notes may be added to what it returns. */
struct question *question_ask(struct app *app, const char *title, const char *yes,
                              void (*fn)(struct app *app, uint64_t about, int value), uint64_t about, int value);
void question_drop(struct app *app);
void question_key(struct app *app, struct key k);
void question_draw(struct app *app, struct surface *s);

#endif
