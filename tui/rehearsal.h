/*
 * A rehearsal: what a request would bring about, played on copies of the objects concerned in a private bundled cluster
 * at full speed. The console knows only this interface; cmd/ has the cluster behind it. From the cluster that is being
 * operated nothing but GETs are asked.
 */
#ifndef TUI_REHEARSAL_H
#define TUI_REHEARSAL_H

#include "jobs/job.h"
#include "kube/port.h"
#include "tui/action.h"
#include "tui/timeline.h"

struct app;
struct dialog;
struct rehearsal;			/* one that is under way or answered */

#define REHEARSAL_LIMIT_MS (60 * 60 * INT64_C(1000))	/* of the private cluster's time */

struct rehearsal_order {
	struct port *port;		/* where the objects are read; must outlive the rehearsal or be freed with it */
	const struct object *about;	/* what the action is on */
	int64_t now_ms;			/* the cluster's wall time */
	int64_t limit_ms;		/* how long the private cluster is followed */
	struct request request;		/* what would be sent; taken. kind NULL: nothing */
	struct job *job;		/* or what would be started; taken. NULL: none */
};

struct rehearsal_answer {
	char *failure;			/* why there is no answer; NULL: there is one */
	struct timeline timeline;
	bool settled;			/* it came to rest as it was meant to */
	bool held;			/* it rests, and a person is to go on: a partition, OnDelete */
	char *waits;			/* else what it waits for: "web-2: image cannot be pulled"; "" */
	char *detail;			/* one or two sentences on that; "" */
	note_vec notes;			/* what was taken for granted, and what could not be read */
};

typedef void (*rehearsal_fn)(void *arg, const struct rehearsal_answer *a);

/* Who can rehearse: made by cmd/, and by tests. */
struct rehearser {
	/* Reads, plays and calls done once, from the loop; the answer is borrowed and lives until `stop`. */
	struct rehearsal *(*start)(struct rehearser *r, struct rehearsal_order *o, rehearsal_fn done, void *arg);
	void (*stop)(struct rehearsal *h);	/* before or after the answer; NULL is fine */
};

/* What the answer comes to, the verdict first: for the view, and for a command line. */
void rehearsal_tell(const struct rehearsal_answer *a, note_vec *notes);

void rehearsal_answer_release(struct rehearsal_answer *a);

/* Opens the view on a rehearsal of what the dialog would do. Takes the dialog, which comes back with Esc, and the
 * request or the job. */
void rehearsal_open(struct app *app, struct dialog *d, const struct object *about, struct request *r, struct job *j);

#endif
