/*
 * Sends what the recorder makes. An event that was to be counted up and is gone from the server (it keeps them for an
 * hour) is made again whole, as client-go does; what else goes wrong with an event is nobody's concern.
 */
#ifndef RECONCILER_TELLER_H
#define RECONCILER_TELLER_H

#include "base/vec.h"
#include "kube/port.h"
#include "reconciler/recorder.h"

struct telling;

struct teller {
	struct port *port;
	struct recorder *recorder;	/* owned */
	VEC(struct telling *) under_way;
};

void teller_init(struct teller *t, struct port *port, const char *component, struct rng *rng);
void teller_release(struct teller *t);		/* answers may still come */
void teller_tell(struct teller *t, const struct occurrence *o, int64_t now_ms);	/* wall */

#endif
