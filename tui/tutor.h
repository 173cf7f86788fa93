/*
 * struct tutor: a lesson under way. It knows the step, asks its checks whenever the cluster changes (never by the
 * clock, except where a check says for how long), shows the hint that fits, and draws its pane beside the console.
 * Lesson keys act only while the pane has the focus; Tab goes over to the console and back.
 *
 * What needs a world of its own (playing a script, beginning anew) is asked of whoever made it, by hooks.
 */
#ifndef TUI_TUTOR_H
#define TUI_TUTOR_H

#include "base/loop.h"
#include "tui/app.h"
#include "tui/lesson.h"

#define TUTOR_BESIDE 100		/* columns from which the pane stands beside the console */

/* Each may be NULL: then it cannot be done here, and the tutor says so. */
struct tutor_hooks {
	/* Plays the step's script to the console, and calls tutor_played when that is over. fast: nobody looks on. */
	void (*solve)(void *arg, const struct step *step, bool fast);
	/* Puts a fresh world below the console; the tutor plays the steps up to the one it wants. */
	void (*restart)(void *arg);
	/* The learner stops a script that is played; tutor_played is called then, too. */
	void (*stop)(void *arg);
	/* The learner has come to this step; done: the whole lesson is. */
	void (*progress)(void *arg, size_t step, bool done);
	/* The learner goes on to the lesson that comes after this one. */
	void (*next)(void *arg);
	/* The cluster may have changed. */
	void (*changed)(void *arg);
	void *arg;
};

struct tutor_options {
	const struct lesson *lesson;		/* borrowed while the tutor lives */
	struct tutor_hooks hooks;
	const char *folder;			/* where the lesson's files are; NULL: nowhere. Copied */
	size_t from;				/* the step to begin with: those before it are played first */
};

#define TUTOR_END (1 << 20)		/* a first line beyond all text: its end is seen */

enum tutor_focus { FOCUS_PANE, FOCUS_CONSOLE };

struct tutor {
	struct app *app;
	const struct lesson *lesson;
	struct tutor_hooks hooks;
	char *folder;
	size_t step, shown;			/* the one under way; the one whose text is read, see tutor_page */
	size_t target;				/* steps before it are played by the tutor */
	bool begun;				/* what was there at its beginning is known */
	bool done, finished;			/* the step is; the lesson is */
	bool playing;				/* a script is */
	bool pressing;				/* a key of a script, not of the learner */
	struct str pressed;			/* what was pressed for the learner last */
	bool eager;				/* the answer was asked for before the cluster was there */
	bool restarting;
	bool sure;				/* r was pressed once */
	char *trouble;				/* why a script did not work; NULL: it did */
	VEC(bool) met;				/* which goals */
	const struct hint *urgent;		/* the first whose `when` holds; NULL: none */
	size_t asked;				/* how many of the others were asked for */
	int guessed;				/* -1: not yet */
	struct record record;
	VEC(struct cache_handler *) handlers;
	struct loop_timer *timer;
	enum tutor_focus focus;
	int top;				/* first line of the text that is seen */
	struct surface whole;			/* pane and console */
};

/* Attaches to the app, which owns it from then on and frees it. */
struct tutor *tutor_new(struct app *app, const struct tutor_options *options);
void tutor_free(struct tutor *t);

/* --- for the app --- */
void tutor_connected(struct tutor *t);		/* after the connection, before the first view */
void tutor_disconnected(struct tutor *t);	/* before it goes */
void tutor_look(struct tutor *t);		/* something may have changed */
bool tutor_key(struct tutor *t, struct key k);	/* false: it is the console's */
/* The size of the console in a terminal of this size. */
void tutor_resize(struct tutor *t, int height, int width, int *ret_height, int *ret_width);
/* The pane beside the console as it was drawn; borrowed until the next call. */
const struct surface *tutor_draw(struct tutor *t);

/* --- for who plays scripts --- */
/* The console goes back to its first view, whatever is open: where each script begins. */
void tutor_home(struct tutor *t);
/* Plays the step's answer, slowly, to be watched; at once or as soon as the cluster is there. */
void tutor_show_me(struct tutor *t);
/* A key is pressed at the console in the learner's place; text: it is a letter of a text. */
void tutor_press(struct tutor *t, struct key k, bool text);
/* The script is over. err NULL: it went as it says. */
void tutor_played(struct tutor *t, const struct err *err);
/* The next step, if this one is done. */
bool tutor_next(struct tutor *t);
bool tutor_done(const struct tutor *t);				/* this step */
/* The hint that is shown now, or NULL. */
const struct hint *tutor_hint(const struct tutor *t);
const struct step *tutor_step(const struct tutor *t);
/* A file of the lesson as it is now: what the learner made of it in the folder goes before what it was at the
 * beginning. Owned by the caller; NULL: there is none. */
char *tutor_file(const struct tutor *t, const char *name);

/* --- between its files --- */
/* One line of the pane: `such` parts are keys or commands. */
struct pane_line {
	char *text;
	enum role role;
	bool code;			/* begins inside of such a part */
};
typedef VEC(struct pane_line) pane_lines;
void tutor_text(const struct tutor *t, int width, pane_lines *ret);	/* what the pane says */
void pane_lines_release(pane_lines *lines);
/* What goes on without the learner, as a sentence; owned by the caller, NULL: nothing. */
char *tutor_under_way(const struct tutor *t);
/* The last page there is to read: the step under way, or behind all of them the lesson's end. */
size_t tutor_page(const struct tutor *t);
void tutor_focus_on(struct tutor *t, enum tutor_focus focus);

#endif
