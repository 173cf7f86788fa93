/*
 * struct tail: the log of one pod's container as it is being read. It asks which containers there are, follows one of
 * them, and when a run has ended and the pod goes on with another, goes on too. A pod that took the place of the one
 * that was asked about is another pod.
 */
#ifndef TUI_TAIL_H
#define TUI_TAIL_H

#include "client/follow.h"
#include "tui/scrollback.h"

struct app;

enum tail_state {
	TAIL_ASKING,			/* nothing came yet */
	TAIL_OPEN,
	TAIL_ENDED,			/* the run is over */
	TAIL_WAITING,			/* refused for now: tries again when the pod changes */
	TAIL_GONE,			/* the pod is */
};

struct tail {
	struct app *app;
	char *namespace, *name, *uid;
	char *container;		/* NULL: not known yet */
	char *version;			/* of the pod when it was last asked for */
	VEC(char *) containers;		/* those of its spec, then the init containers */
	bool previous;			/* the run before the present one */
	struct follow *follow;
	enum tail_state state;
	struct str why;			/* of ENDED, WAITING and GONE */
	struct scrollback lines;
};

void tail_init(struct tail *t, struct app *app, const char *namespace, const char *name, const char *uid);
void tail_release(struct tail *t);
/* The pod as it is now, or NULL: it is gone. To be called whenever it may have changed. */
void tail_update(struct tail *t, const struct object *pod);
/* Reads from the beginning again: another container (of `containers`) or another run. */
void tail_choose(struct tail *t, size_t container, bool previous);
size_t tail_index(const struct tail *t);	/* which of `containers` is read */

#endif
