/*
 * struct logs: one log that somebody reads or follows, as a position in a run (sim/logs/speech.h). It holds no lines:
 * reading makes those that have come since. It knows no time but the world's: who streams it asks when to look again.
 */
#ifndef SIM_LOGS_LOGS_H
#define SIM_LOGS_LOGS_H

#include "sim/logs/speech.h"
#include "sim/world.h"

struct logs;

struct logs_options {
	const struct run *run;		/* copied with its texts */
	const char *uid, *id;		/* of the pod and of the container; copied */
	bool follow, timestamps;
	int64_t tail;			/* the last so many lines; -1: all */
	int64_t since_ms;		/* lines from this time on; 0: all */
	int64_t limit;			/* bytes; -1: none */
};

struct logs *logs_new(struct world *w, const struct logs_options *options);
void logs_free(struct logs *l);				/* NULL is fine */

/* Appends lines that are there, at least one and up to about `most` bytes. False: nothing to read now. */
bool logs_read(struct logs *l, size_t most, struct str *out);
/* True after the last line was read: not followed, its container ended, its pod is gone, or the limit is reached. */
bool logs_ended(const struct logs *l);
/* The virtual ms at which the next line comes if nothing else happens, -1: none. */
int64_t logs_next(const struct logs *l);
/* Called when the pod changed: there may be something to read, or the end. */
void logs_notify(struct logs *l, void (*fn)(void *arg), void *arg);
/* For the api, on each change of a pod. */
void logs_changed(struct logs *l, const struct object *pod, bool gone);

#endif
