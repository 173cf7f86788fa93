/*
 * Shell lines run as a person would, while the loop that serves their cluster goes on turning. A line's output is read as it
 * comes; nothing waits but the loop.
 */
#ifndef TESTS_REPLAY_SHELL_H
#define TESTS_REPLAY_SHELL_H

#include "base/err.h"
#include "base/loop.h"
#include "base/str.h"
#include "base/vec.h"

struct shell {
	struct loop *loop;		/* borrowed */
	char *dir;			/* where the lines run; the shell's own copy */
	VEC(char *) environment;	/* "HOME=/tmp/x"; owned, without the NULL at the end */
};

/* One line that runs or has run. */
struct line {
	struct loop *loop;
	int pid, rc;			/* rc: -1 while it runs, 128 + the signal that ended it */
	int fds[2];			/* its output and its complaints */
	struct loop_fd *watched[2];
	struct str out[2];
	size_t open;			/* how many of the two have not ended */
	bool ended;			/* both have */
};

void shell_init(struct shell *s, struct loop *loop, const char *dir);
void shell_release(struct shell *s);
/* Ours, but for the names given here. */
void shell_set(struct shell *s, const char *name, const char *value);

/* Starts `sh -c command`; stdin NULL: nothing to read. NULL with err if it cannot be started. */
struct line *line_start(const struct shell *s, const char *command, const char *input, struct err *err);
/* Turns the loop until it has ended; kills it after limit_ms of wall time, which is false. */
bool line_wait(struct line *l, int64_t limit_ms);
void line_interrupt(struct line *l);		/* as Ctrl-C does */
void line_free(struct line *l);			/* kills it if it still runs; NULL is fine */

#endif
