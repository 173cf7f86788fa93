/*
 * A script: what a person would do at the console, as lines of text. Blank lines and lines that begin with # are left
 * out. The lines at its head say what the stage is like (`size 80x24`, `world web`, ...: cmd/script_head.c has the
 * table); the first step makes the stage. Steps are in cmd/script_steps.c: keys, text, time, waits, requests from
 * outside, and what is shown to who looks on.
 *
 * A mistake in the script is -EINVAL; any other code says that what the script asked for did not come true. Either way
 * the text begins with "FILE:LINE: ".
 */
#ifndef CMD_SCRIPT_H
#define CMD_SCRIPT_H

#include "cmd/act.h"
#include "cmd/stage.h"

/* Who looks on. Each may be NULL; each returns 0 or fails the step. */
struct script_hooks {
	int (*begun)(void *arg, struct err *err);	/* the stage is there; nothing was done on it yet */
	int (*screen)(void *arg, const char *name, struct err *err);	/* `screen NAME`: keep what is seen */
	/* "" takes the line away; for_ms of recorded time, 0: until the next one. */
	int (*caption)(void *arg, const char *text, int64_t for_ms, struct err *err);
	int (*marker)(void *arg, const char *text, struct err *err);
	int (*speed)(void *arg, int speed, struct err *err);	/* from now on: virtual seconds per recorded second */
	void *arg;
};

struct script {
	const char *file;		/* as messages name it; borrowed */
	int line;			/* the one that runs; the first is 1 */
	const struct script_hooks *hooks;	/* NULL: nobody looks on */
	struct stage *stage;		/* NULL before the first step */
	bool borrowed;			/* the stage is somebody else's: no head, and not freed */
	struct stage_options options;	/* what the head says */
	char *title;			/* `title TEXT`; NULL: none */
	int64_t pace_ms;		/* of virtual time after each key; 0: all at once */
	VEC(char *) kept;		/* strings that options point to */
};

void script_init(struct script *s, const char *file, const struct script_hooks *hooks);
/* On a stage that is there already, as a lesson's `solve:` is played. */
void script_init_on(struct script *s, const char *file, struct stage *stage, const struct script_hooks *hooks);
void script_end(struct script *s);

/* Runs one line, which is the next one of the file. */
int script_line(struct script *s, const char *line, struct err *err);
/* Runs all lines of a text and begins the stage even if there is no step; stops at the first that fails. */
int script_play(struct script *s, const char *text, struct err *err);
/* Makes the stage if it is not there yet. */
int script_begin(struct script *s, struct err *err);

/* --- between the files of the script --- */

/* A word that lines begin with: it has one of `plan` and `run`. */
struct script_word {
	const char *word;
	const char *usage;		/* what follows it: "WIDTHxHEIGHT" */
	/* What can be done to any console. rest is what follows the word, "" for nothing, and may be cut up. -EINVAL
	 * without text: rest is not as in usage. */
	int (*plan)(char *rest, act_vec *ret, struct err *err);
	int (*run)(struct script *s, char *rest, struct err *err);	/* the same for what only a script does */
	bool paced;			/* `word@50ms` is allowed */
};

const struct script_word *script_head(const char *word);	/* NULL if it is none */
const struct script_word *script_step(const char *word);
void script_head_words(struct str *out);		/* all of them, for who mistyped one */
void script_step_words(struct str *out);
int script_perform(struct script *s, const act_vec *acts, struct err *err);
const char *script_copy(struct script *s, const char *text);	/* a copy that lives as long as the script */

#endif
