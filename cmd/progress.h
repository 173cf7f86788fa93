/*
 * How far a person is in each lesson: $XDG_STATE_HOME/ordinal/tutorial.json, 0600, written all at once. It is read anew
 * before each write, so that lessons in two terminals keep each other's. A damaged file is put aside as
 * tutorial.json.damaged with the first write, and nothing is known until then.
 *
 *   {"lessons": {"identity": {"step": "lose", "done": true}}}
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "base/json.h"

struct progress {
	char *path;			/* NULL: nowhere to keep it */
	json *tree;			/* never NULL once loaded */
	bool damaged;
};

/* path is copied. -EINVAL with one sentence: the file is damaged or cannot be read; p is usable all the same. */
int progress_load(struct progress *p, const char *path, struct err *err);
void progress_release(struct progress *p);
char *progress_path(void);		/* the usual one, owned by the caller; NULL without a home */
const char *progress_step(const struct progress *p, const char *lesson);	/* its id; NULL: not begun. Borrowed */
bool progress_done(const struct progress *p, const char *lesson);		/* it was finished once */
/* The person is at this step, or with NULL at the lesson's end. */
int progress_note(struct progress *p, const char *lesson, const char *step, struct err *err);

#endif
