/*
 * A lesson live: the bundled cluster, the console with the lesson's pane on a real terminal, a folder for a second
 * terminal, and progress that is kept.
 */
#ifndef CMD_TUTORING_H
#define CMD_TUTORING_H

#include "base/err.h"

struct tutoring_options {
	const char *theme;		/* NULL: the console's choice */
	const char *record;		/* where the session is recorded; NULL: nowhere */
	bool ascii;
	bool anew;			/* from the first step, whatever was done before */
};

/* Takes the lesson (a name, or the path of a file) and those that the learner goes on to. Returns the exit code; what
 * is wrong is one sentence on stderr. */
int tutoring_run(const char *lesson, const struct tutoring_options *options);

#endif
