/*
 * Sends what the recorder makes, one event after the other. One that was to be counted up and is gone from the server
 * (it keeps them for an hour) is made again whole. If no answer comes, everything is held while it is tried again,
 * every ten seconds; what the server refuses is nobody's concern. As client-go's tools/record does it.
 */
#ifndef RECONCILER_TELLER_H
#define RECONCILER_TELLER_H

#include "base/vec.h"
#include "kube/port.h"
#include "kube/timers.h"
#include "reconciler/recorder.h"

struct telling;

struct teller {
	struct port *port;
	struct timers *timers;
	struct rng *rng;
	struct recorder *recorder;	/* owned */
	VEC(struct telling *) waiting;	/* the first of them is under way; more than client-go keeps are not taken */
	void *timer;			/* until the first is tried again; NULL: it is not waited for that */
	bool asked;			/* the port has the first */
	bool sending;			/* inside the loop that sends */
};

void teller_init(struct teller *t, struct port *port, struct timers *timers, const char *component, struct rng *rng);
void teller_release(struct teller *t);		/* answers may still come */
void teller_tell(struct teller *t, const struct occurrence *o, int64_t now_ms);	/* wall */

#endif
