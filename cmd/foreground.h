/*
 * A job in the foreground of a command line: driven on a cluster to its end, each line of its story on stdout with its
 * time as it comes, and what it waits for once it has waited a while. SIGINT and SIGTERM stop it as its own STOP does,
 * when the write in hand is answered; a second one does not wait for that.
 */
#ifndef CMD_FOREGROUND_H
#define CMD_FOREGROUND_H

#include "cmd/attach.h"
#include "jobs/runner.h"

struct foreground {
	struct attach attach;		/* opened by the caller; its client watches what the job needs already */
	/* What to do when it waits for a person; JOB_ORDERS: leave it there and come back. */
	enum job_order (*decide)(void *arg, const struct job *j);
	void *arg;
	/* The rest is its own. */
	struct runner *runner;
	struct job *job;		/* after the run: as it ended; lives until the release */
	size_t told;			/* lines of its story */
	char *waits;			/* what it was said to wait for last */
	bool deciding;
	int signo;			/* that ended it; 0: none */
};

/* Takes the job and turns the loop until it is over, left, or stopped by a signal. */
void foreground_run(struct foreground *f, struct job *j);
/* And of the attach. */
void foreground_release(struct foreground *f);

#endif
