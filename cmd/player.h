/*
 * struct player: a script played to a living console while a person looks on, or fast when nobody does. Keys are
 * pressed one after the other with time to read between them; a wait looks at the screen, or asks the cluster again
 * whenever the console has heard of a change. Only acts can be played here (cmd/act.h): what a script does to a stage
 * cannot.
 */
#ifndef CMD_PLAYER_H
#define CMD_PLAYER_H

#include "cmd/act.h"
#include "tui/app.h"

struct player;

struct player_options {
	struct app *app;
	const char *file;				/* for messages; borrowed */
	bool fast;
	void (*press)(void *arg, const struct act *a);	/* the key of this act */
	bool (*done)(void *arg);			/* what the script was for; it is waited for at its end */
	/* err NULL: it is done. Called once, from the loop; the player may be freed in it. */
	void (*over)(void *arg, const struct err *err);
	void *arg;
};

/* The acts of a script whose first line is `line` of `file`. -EINVAL with "FILE:LINE: what was expected". */
int player_read(const char *file, int line, const char *script, act_vec *ret, struct err *err);

struct player *player_new(const struct player_options *options, act_vec *acts);	/* takes the acts */
void player_changed(struct player *p);		/* something in the cluster may have; NULL is fine */
void player_free(struct player *p);		/* stops it; NULL is fine */

#endif
