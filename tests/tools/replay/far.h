/*
 * The StatefulSet controller of a history as `ordinal reconcile --act` runs it: outside the bundled cluster, behind HTTPS on
 * loopback, on informers of its own, under its Lease. The world's clock is turned by hand, and goes on only once everything that
 * is on its way has arrived; so it is exact, however slow the machine is.
 */
#ifndef TESTS_REPLAY_FAR_H
#define TESTS_REPLAY_FAR_H

#include "kube/port.h"
#include "sim/world.h"

struct far;

/* Serves the world and connects the controller to it. Its requests go into `port`, which hands them on to far_port. */
struct far *far_start(struct world *w, struct port *port);
void far_stop(struct far *f);
struct port *far_port(struct far *f);
/* Time passes until then, for the world and for the controller. */
void far_advance(struct far *f, int64_t until_ms);

#endif
