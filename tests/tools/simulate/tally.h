/*
 * What was reached: a campaign that never meets a 409 proves nothing about 409s. Each state is counted at most once a
 * history; those that should be reached must have been at the end of a long enough run.
 */
#ifndef TESTS_SIMULATE_TALLY_H
#define TESTS_SIMULATE_TALLY_H

#include "base/base.h"

/* X(name, must, says): must: a run of many histories without it has failed. */
#define STATES(X)                                                                                                      \
	X(CONFLICT, true, "a write met a real 409 Conflict")                                                           \
	X(EXISTS, true, "a create met a real 409 AlreadyExists")                                                       \
	X(GONE, true, "a write or a look met a real 404")                                                              \
	X(FAULTED, true, "a write was refused by chance")                                                              \
	X(UNHEARD, true, "a write had its effect but no answer")                                                       \
	X(LOST, true, "a write got lost")                                                                              \
	X(DIED_IN_WRITE, true, "the controller died with a write on its way")                                          \
	X(LANDED_LATE, true, "a write of a dead controller landed")                                                    \
	X(STALE_LOOK, true, "a sync was decided on a stale cache")                                                     \
	X(STALE_WRITE, true, "a write was sent from a stale cache")                                                    \
	X(RELISTED, true, "a watch broke and was listed anew")                                                         \
	X(CONDEMNED_UNREADY, true, "a pod was condemned while unready")                                                \
	X(STUCK_OLD, true, "stuck: OrderedReady would not replace a broken old pod (#67250)")                          \
	X(STUCK_CONDEMNED, true, "stuck: two unready condemned pods")                                                  \
	X(STUCK_NAME, true, "stuck: somebody else's pod held a name")                                                  \
	X(STALE_CLAIM, true, "a claim of an earlier pod was waited for")                                               \
	X(DELETED_TWICE, true, "a pod was deleted that was being deleted already")                                     \
	X(ANOTHER_STATUS, true, "as upstream: a status was written to another set of the name")                        \
	X(TWO_DOWN, false, "as upstream: two pods were down at once, deletes being forgotten")                         \
	X(ADOPTED, true, "an orphan was adopted")                                                                      \
	X(RELEASED, true, "a pod was released")                                                                        \
	X(CLAIM_COLLECTED, true, "a claim was collected by the retention policy")                                      \
	X(PARTITION_HELD, true, "an update stopped at the partition")                                                  \
	X(ROLLED_BACK, true, "an older revision was numbered anew")                                                    \
	X(TRUNCATED, false, "as upstream: the update revision was truncated")                                          \
	X(BELOW_ZERO, false, "as upstream: a currentReplicas below zero was sent, and refused")                        \
	X(UNREACHABLE, true, "a lost node's pod was to go, and stayed")                                                \
	X(LED, true, "a controller took over the lease of another")                                                    \
	X(REFUSED_WITHOUT_LEASE, true, "a write was held back because the lease was gone")                             \
	X(POKED, false, "settled only after somebody touched the set (a claim that nobody watches)")                   \
	X(FORCED_BACK, true, "settled only after a broken old pod was deleted by hand")

enum state {
#define X(name, must, says) STATE_##name,
	STATES(X)
#undef X
	STATES_COUNT
};

struct tally {
	uint64_t histories, writes, looks;
	uint64_t reached[STATES_COUNT];		/* in so many histories */
};

void tally_add(struct tally *to, const struct tally *from);
/* Prints the table; returns how many that must be reached never were. */
size_t tally_print(const struct tally *t);

#endif
