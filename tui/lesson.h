/*
 * A lesson of the tutorial: one YAML a lesson (lessons/NAME.yaml, compiled in; or a path). It says on which world it
 * plays, and for each step what to read, what must have become true on the cluster, which hint helps, which answers are
 * wrong and what is said to them, and how the step is done. Read strictly: a mistake is one sentence with its line.
 *
 *   id, title, about     one word; what the list shows
 *   minutes              about how long it takes
 *   source               where its subject is described
 *   world, seed          sim/worlds/NAME.yaml
 *   files                manifests by name: `:apply NAME` in the console, and beside the second terminal
 *   steps                a list, see struct step
 *   finish, next         what is said at the end; the id of the lesson to take then
 *
 * Texts are paragraphs, filled to the width of the pane; lines that begin with a blank stand as they are; `such` is a
 * key or a command.
 */
#ifndef TUI_LESSON_H
#define TUI_LESSON_H

#include "tui/lesson_check.h"

#define LESSON_LINE 44			/* columns that the pane has at least for a line that stands as it is */

struct goal {
	const char *say;		/* "web-0 is ready again" */
	struct check *check;
};

/* A hint with `when` is shown by itself as soon as that holds; the others one after the other as they are asked for. */
struct hint {
	const char *id;			/* NULL: none */
	struct check *when;		/* NULL: always */
	const char *say;
};

struct wrong {
	const char *script;
	int line;			/* of the file: where the script begins */
	size_t hint;			/* which must be shown then */
};

struct guess {
	const char *ask;		/* NULL: the step asks for no prediction */
	VEC(const char *) choices;
	size_t answer;
	const char *after;		/* said when the step is done */
};

struct step {
	const char *id, *title, *text;
	bool terminal;			/* shows how a second terminal gets here */
	struct guess predict;
	VEC(struct goal) goals;
	VEC(struct hint) hints;
	VEC(struct wrong) wrongs;
	const char *solve;		/* a script (the words of `ordinal play`) */
	int solve_line, line;
	const char *done;		/* what is told when it is done; NULL: nothing */
};

struct manifest {
	const char *name, *text;
	int line;
};

struct lesson {
	char *file;			/* as messages name it */
	json *tree, *places;		/* what all strings point into */
	const char *id, *title, *about, *source, *world, *finish, *next;
	int64_t seed, minutes;
	VEC(struct manifest) files;
	VEC(struct step) steps;
};

typedef VEC(char *) lesson_names;

/* NULL with err set: "FILE:LINE: ...". */
struct lesson *lesson_parse(const char *file, const char *text, struct err *err);
/* A bundled one by its name (the id), or a file by a path, which has a / or a dot in it. */
struct lesson *lesson_load(const char *name_or_path, struct err *err);
void lesson_free(struct lesson *l);
/* The bundled ones, in the order in which they are to be taken; owned by the caller. */
void lesson_list(lesson_names *ret);
/* The step of that id, or -1. */
int lesson_step(const struct lesson *l, const char *id);

#endif
