/*
 * The reconciler that this console runs on the cluster it is connected to: off, observing (it decides and explains), or
 * acting (it writes, under its Lease). The console knows only this interface; cmd/ has the reconciler behind it.
 */
#ifndef TUI_RECONCILING_H
#define TUI_RECONCILING_H

#include "base/err.h"
#include "base/log.h"
#include "tui/role.h"

struct app;
struct app_options;
struct question;

enum reconciling_phase {
	RECONCILING_OFF,
	RECONCILING_OPENING,
	RECONCILING_OBSERVING,
	RECONCILING_WAITING,		/* for the Lease */
	RECONCILING_CHECKING,		/* whether another controller is at work */
	RECONCILING_ACTING,
	RECONCILING_ENDING,
};

/* Strings are the implementer's, "" where there is nothing to say; cluster text in them is sanitised. */
struct reconciling {
	enum reconciling_phase phase;
	const char *context;		/* where it runs, or ran last */
	const char *namespace;		/* NULL: all */
	const char *waits_for;		/* who holds the Lease */
	const char *ended;		/* why it ended by itself */
	struct log *log;		/* a line for each decision; never NULL */
	void (*changed)(void *arg);	/* the app's: look again */
	void *arg;
	/* Only when off. namespace NULL: all. -errno with a sentence if it cannot begin. */
	int (*begin)(struct reconciling *r, const struct app_options *console, const char *context,
	             const char *namespace, bool act, struct err *err);
	/* The write in hand is finished, the Lease given back; then it is off. */
	void (*end)(struct reconciling *r);
};

/* --- in the console; each does nothing where there is no reconciling --- */

/* Begins, or changes from observing to acting, which asks first: on a live cluster for the context's name. */
void reconciling_begin(struct app *app, bool act);
void reconciling_end(struct app *app);
bool reconciling_on(const struct app *app);		/* not off */
/* It may write, or is about to: leaving has consequences, which are added to the question. */
bool reconciling_writes(const struct app *app);
void reconciling_warn(const struct app *app, struct question *q);
/* "acting", and how it is to be shown. */
const char *reconciling_word(enum reconciling_phase phase);
enum role reconciling_role(enum reconciling_phase phase);

#endif
