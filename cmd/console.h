/*
 * struct console: the console on a real terminal: the connection, the loop, the terminal, and with `sim` the bundled
 * cluster as a child. What `ordinal` runs, and what `ordinal tutorial` runs with a lesson beside it.
 *
 * What is wrong before the terminal is taken over is one sentence on stderr; afterwards it is on the screen, or said
 * when the terminal is back.
 */
#ifndef CMD_CONSOLE_H
#define CMD_CONSOLE_H

#include "base/rng.h"
#include "cmd/child.h"
#include "tui/app.h"
#include "tui/tape.h"

struct console {
	/* --- what the caller fills in between console_init and console_run; strings are borrowed --- */
	struct config_flags flags;
	struct app_options options;	/* loop, log, connector and rehearser are there already */
	bool sim;
	struct child_options child_options;
	const char *record;		/* where the session is recorded; NULL: nowhere */
	int cast_version;
	bool stamp;			/* the recording says when it was made */
	/* Each may be NULL. The app is made and the terminal is not taken yet; a bundled cluster serves, and is
	 * connected to next; the loop is over and the app still there. */
	int (*opened)(void *arg, struct err *err);
	int (*serving)(void *arg, const char *kubeconfig, struct err *err);
	void (*closing)(void *arg);
	void *arg;

	/* --- its own --- */
	struct connector connector;
	struct rng rng;
	struct app *app;
	struct child *child;
	struct tape *tape;
	char *kubeconfig;		/* the bundled cluster's */
	char *failure;			/* why the console ended; NULL: a person left it */
};

void console_init(struct console *c);
void console_release(struct console *c);
/* Until it is left. Returns the exit code; what went wrong was said on stderr. */
int console_run(struct console *c);
/* Puts a new bundled cluster in the place of the old one; the app connects to it as soon as it serves. */
void console_fresh(struct console *c);

#endif
