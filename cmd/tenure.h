/*
 * The reconciler's time at work on a live cluster, from its first lists to its last write: opened, it observes, or it
 * acts: has the Lease, finds nobody else at work, writes. What speaks against it ends the writing at once, and its end
 * waits for the write in hand and gives the Lease back. `ordinal reconcile` is one tenure; the console begins and ends
 * them.
 */
#ifndef CMD_TENURE_H
#define CMD_TENURE_H

#include "cmd/check.h"

#define TENURE_LEASE "kube-system/ordinal-reconcile"

enum tenure_phase {
	TENURE_OPENING,			/* the first lists are to come */
	TENURE_OBSERVING,
	TENURE_WAITING,			/* for the Lease */
	TENURE_CHECKING,		/* whether anyone else is at work */
	TENURE_ACTING,
	TENURE_ENDING,
	TENURE_OVER,
};

struct tenure_options {
	struct attach *attach;		/* borrowed: its log gets a line for each decision */
	space_vec namespaces;		/* copied, the names are borrowed; NULL for all */
	bool act;
	void (*changed)(void *arg);	/* the phase is another one; not from here may it be freed */
	void *arg;
};

struct tenure;

/* NULL with err set if no client can be made; what goes wrong later ends it. */
struct tenure *tenure_new(const struct tenure_options *options, struct err *err);
/* Asks it to end, which takes 12 s at most: the write in hand and the Lease. */
void tenure_end(struct tenure *t);
void tenure_free(struct tenure *t);		/* before the attach; in any phase; NULL is fine */

enum tenure_phase tenure_phase(const struct tenure *t);
const char *tenure_failure(const struct tenure *t);	/* why it ended, or NULL: it was asked to */
const char *tenure_waits_for(const struct tenure *t);	/* whose Lease it waits for, sanitised, or NULL */
bool tenure_gave_back(const struct tenure *t);		/* the Lease, which it had */

#endif
