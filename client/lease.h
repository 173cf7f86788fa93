/*
 * Leader election on a Lease, as client-go has it (tools/leaderelection), as a pure machine: ticks and answers in,
 * requests out. Times are monotonic ms of this machine that count through suspend; the times in the record are never
 * compared with ours, a change of the record is its holder's only sign of life.
 *
 * Leading is no fence: a write that hangs at the server may land after the next leader began. So may_write is asked
 * directly before each write, ends before anyone else may begin (10 s after the last success was asked for, against
 * 15 s), and writes carry their own preconditions.
 */
#ifndef CLIENT_LEASE_H
#define CLIENT_LEASE_H

#include "base/rng.h"
#include "kube/port.h"

#define LEASE_DURATION_S 15
#define LEASE_DEADLINE_MS 10000		/* without a renewal for so long we lead no more */
#define LEASE_RETRY_MS 2000

struct lease_lock {
	const char *namespace, *name, *identity;	/* borrowed */
	const struct object *record;	/* as last seen, a reference; NULL: none was seen */
	int64_t seen_ms;		/* when it was first seen like that */
	int64_t success_ms;		/* when the last write that succeeded was sent */
	int64_t sent_ms, due_ms;
	enum lease_sent { LEASE_IDLE, LEASE_GET, LEASE_CREATE, LEASE_UPDATE } sent;	/* waits for its answer */
	bool leading, create, update;	/* create, update: what is to be sent next, else GET */
};

void lease_lock_init(struct lease_lock *l, const char *namespace, const char *name, const char *identity);
void lease_lock_release(struct lease_lock *l);

/* What to send now, whose answer goes to lease_lock_answer; false: nothing yet. wall_ms is written into the record. */
bool lease_lock_tick(struct lease_lock *l, int64_t now_ms, int64_t wall_ms, struct request *ret);
void lease_lock_answer(struct lease_lock *l, const struct answer *a, int64_t now_ms, struct rng *rng);
/* Asked directly before each write. */
bool lease_lock_may_write(const struct lease_lock *l, int64_t now_ms);
/* Gives it up: the record with no holder. Only after all guarded writes have been answered. False if it is not ours. */
bool lease_lock_give_up(struct lease_lock *l, int64_t wall_ms, struct request *ret);
/* Who holds it, "" for nobody. Sanitise before showing. */
const char *lease_lock_holder(const struct lease_lock *l);

#endif
