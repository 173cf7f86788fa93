/*
 * The decision: step(state, answer or NULL, now) -> state and requests[], or done. Pure: no I/O, no clock, no
 * callbacks. Upstream reacts to answers within one sync (adoption re-checks, conflicts are retried, the next batch goes
 * only if this one succeeded), so a sync is a state that is fed answers until it is done. What it does is in
 * reconciler/rules/, one rule a file.
 *
 * 	struct sync *s = sync_new(snapshot, &gates);		the snapshot is taken
 * 	step(s, NULL, now);					begins
 * 	while (sync_next(s, &request)) ...			send them, in any order or at once
 * 	step(s, &reply, now);					one answer each
 * 	s->done: s->outcome says how it ended
 */
#ifndef RECONCILER_STEP_H
#define RECONCILER_STEP_H

#include "kube/request.h"
#include "reconciler/counters.h"
#include "reconciler/failures.h"
#include "reconciler/reason.h"
#include "reconciler/snapshot.h"

/* In the order in which a sync goes through them. */
enum phase {
	PHASE_ADOPT_REVISIONS,
	PHASE_CLAIM_PODS,
	PHASE_REVISIONS,
	PHASE_REPLICAS,
	PHASE_CONDEMNED_CLAIMS,
	PHASE_CONDEMNED,
	PHASE_UPDATE,
	PHASE_STATUS,
	PHASE_HISTORY,
	PHASE_END
};

struct gates {
	bool max_unavailable;		/* MaxUnavailableStatefulSet: off by default in 1.36 */
	bool semantic_revisions;	/* StatefulSetSemanticRevisionComparison: on by default */
	bool strict;			/* stricter than upstream: deletes carry the pod's uid */
	bool unasked;			/* nobody reads the reasons: those that stop nothing are not put in words */
};

/* A request that a sync wants sent. `unit` is the ordinal it is about (-1: the whole set); `serial` grows with time
 * and is shared with events, so that a log can be put in order. */
struct outgoing {
	uint32_t id;
	uint32_t serial;
	enum phase phase;
	int32_t unit;
	int32_t delay_ms;		/* wait so long first: a retry */
	struct request request;
};

struct reply {
	uint32_t id;			/* of the outgoing it answers */
	int code;			/* HTTP code; 0: no answer came */
	const char *reason;		/* Status reason; may be NULL */
	const char *message;		/* Status message; may be NULL */
	const struct object *object;	/* what a GET answered, with bytes; NULL else */
	const struct object *cached;	/* after a conflict: what the cache holds by now; NULL: what the snapshot has */
};

struct set_event {
	uint32_t serial;
	enum phase phase;
	int32_t unit;
	bool warning;
	const char *reason;		/* static */
	char *message;
};

struct outcome {
	struct failures failures;	/* any: look again with back-off */
	bool has_status;
	struct set_status status;	/* what was arrived at, written or not */
	int64_t again_ms;		/* look again after so long; -1: not by itself */
};

struct sync {
	bool done;
	struct outcome outcome;
	VEC(struct outgoing) out;	/* see sync_next */
	size_t taken;			/* so many of them were taken */
	VEC(struct set_event) events;	/* all so far; the caller may take them as they come */
	VEC(struct reason) reasons;	/* why something is not done, in the order found */
	struct work *work;		/* what the rules work on: reconciler/work.h */
};

struct sync *sync_new(struct snapshot *snapshot, const struct gates *gates);
void sync_free(struct sync *s);					/* NULL is fine */
void step(struct sync *s, const struct reply *reply, int64_t now_ms);
/* Takes the oldest request not yet taken; release its request. False: none. */
bool sync_next(struct sync *s, struct outgoing *ret);
const char *phase_name(enum phase p);

#endif
