/* What a dialog is made of: shared by its machine (dialog.c) and its drawing (dialog_draw.c), and by nobody else. */
#ifndef TUI_DIALOG_STATE_H
#define TUI_DIALOG_STATE_H

#include "tui/app.h"
#include "tui/dialog.h"

enum stage { STAGE_CHOOSING, STAGE_ASKING };
enum check { CHECK_RUNNING, CHECK_OK, CHECK_REFUSED };

struct dialog {
	struct app *app;
	const struct action *action;
	const struct object *object;		/* referenced: the version that was on the screen */
	char *context;
	enum stage stage;
	int64_t value;
	char *text;				/* where a text is asked for; else "" */
	struct str field;			/* the number, the text, or the name as it is typed */
	size_t at;
	bool fresh;				/* the number stands as it was put there: a digit begins a new one */
	int64_t asked_ms;			/* monotonic: when the question appeared */
	enum check check;
	char *refusal;				/* the server's sentence */
	bool focus_act;				/* else on Cancel, where it starts */
};

struct intent dialog_intent(const struct dialog *d);
enum danger dialog_danger(const struct dialog *d);
/* The request for what is chosen now. */
int dialog_build(const struct dialog *d, struct request *ret, struct err *err);

#endif
