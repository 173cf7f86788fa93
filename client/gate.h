/*
 * The one place that everything on its way to a cluster passes: the read-only gate, and the ear that hears the
 * cluster's time from its answers. A transport over another transport, so it holds for curl and for the loopback alike.
 */
#ifndef CLIENT_GATE_H
#define CLIENT_GATE_H

#include "base/loop.h"
#include "client/transport.h"

/* Takes inner over. read_only: what would write (request_writes) is not sent and is answered here with 403. on_date
 * is told of each Date. */
struct transport *gate_new(struct transport *inner, struct loop *loop, bool read_only,
                           void (*on_date)(void *arg, int64_t wall_ms), void *arg);

#endif
