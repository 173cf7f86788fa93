/*
 * The port under an acting reconciler: each write is let through only while the lease is ours, told in a line, and
 * counted until it is answered, so that the program can end between writes and not in one.
 */
#ifndef CMD_GUARD_H
#define CMD_GUARD_H

#include "base/log.h"
#include "base/loop.h"
#include "client/lease.h"

#define GUARD_RECENT 256

struct guard {
	struct port port;
	struct port *inner;
	const struct loop *loop;
	struct log *log;
	const struct lease_lock *lock;
	int *under_way;			/* writes that were sent and not answered, of all guards together */
	int statuses;			/* status writes among our own */
	uint64_t recent[GUARD_RECENT];	/* resourceVersions that our status writes made, round and round */
	size_t nrecent;
};

void guard_init(struct guard *g, struct port *inner, const struct loop *loop, struct log *log,
                const struct lease_lock *lock, int *under_way);
/* True if this version of a set may be the work of our own status writes. */
bool guard_wrote(const struct guard *g, uint64_t version);

#endif
