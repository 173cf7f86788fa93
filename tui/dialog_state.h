/* What a dialog is made of: shared by its machine (dialog.c), its keys and its drawing, and by nobody else. */
#ifndef TUI_DIALOG_STATE_H
#define TUI_DIALOG_STATE_H

#include "tui/app.h"
#include "tui/dialog.h"
#include "tui/form.h"

enum stage { STAGE_CHOOSING, STAGE_ASKING };
enum check { CHECK_RUNNING, CHECK_OK, CHECK_REFUSED };

struct dialog {
	struct app *app;
	const struct action *action;
	const struct object *object;		/* referenced: the version that was on the screen */
	char *context;
	enum stage stage;
	int64_t value;
	size_t other;				/* the second choice, where there is one */
	char *text;				/* where a text is asked for; else "" */
	struct form form;			/* where one is asked for; else empty */
	struct str field;			/* the number, the text, or the name as it is typed */
	size_t at;
	bool fresh;				/* the number stands as it was put there: a digit begins a new one */
	int64_t asked_ms;			/* monotonic: when the question appeared */
	enum check check;
	size_t unchecked;			/* dry runs not answered yet */
	char *refusal;				/* the server's sentence */
	bool focus_act;				/* else on Cancel, where it starts */
	const char *lost;			/* why it is over without an answer, static; NULL: it is not */
	bool settled;				/* what waits for it knows how it ended */
};

struct intent dialog_intent(const struct dialog *d);
enum danger dialog_danger(const struct dialog *d);
/* The request for what is chosen now, or the first of them; step: that one of its dialog_steps requests. */
int dialog_build(const struct dialog *d, struct request *ret, struct err *err);
int dialog_build_step(const struct dialog *d, size_t step, struct request *ret, struct err *err);
size_t dialog_steps(const struct dialog *d);
/* What is to be typed, appended. */
void dialog_phrase(const struct dialog *d, struct str *out);
bool dialog_can_again(const struct dialog *d);		/* `e` goes back to where its text was made */
/* What `c` goes over to, or NULL. */
const struct action *dialog_instead(const struct dialog *d);
/* Letters are text now. */
bool dialog_takes_text(const struct dialog *d);
/* Why there is no second choice now, or NULL. */
const char *dialog_no_other(const struct dialog *d);
/* To the next stage: something is asked for; the question, checked by the server; what was asked is done. */
void dialog_choose(struct dialog *d);
void dialog_ask(struct dialog *d);
void dialog_commit(struct dialog *d);
bool dialog_has_job(const struct dialog *d);		/* it starts long work instead of sending a request */

#endif
