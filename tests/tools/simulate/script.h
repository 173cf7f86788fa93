/*
 * struct script: one history to be played, as data: what the cluster and its set are like, and what is done to them, in
 * order. It is made from a seed and from nothing else; a failing one is shrunk by leaving actions out.
 */
#ifndef TESTS_SIMULATE_SCRIPT_H
#define TESTS_SIMULATE_SCRIPT_H

#include "base/str.h"
#include "base/vec.h"

/* What is done. X(name, weight, says): `says` is printed with the action's two numbers. */
#define ACTIONS(X)                                                                                                     \
	X(SCALE, 14, "scale to %d")                                                                                    \
	X(IMAGE, 12, "set the image to i:%d")                                                                          \
	X(BAD_IMAGE, 5, "set the image to bad:%d, which never becomes ready")                                          \
	X(PARTITION, 7, "set the partition to %d")                                                                     \
	X(STRATEGY, 4, "set the strategy to %d (0 rolling update, 1 on delete, 2 rolling update without a member)")    \
	X(MIN_READY, 3, "set minReadySeconds to %d")                                                                   \
	X(RETENTION, 4, "set the retention of claims to %d (1 when scaled, 2 when deleted)")                           \
	X(START, 3, "let ordinals start at %d")                                                                        \
	X(RECREATE, 2, "delete the set (%d: 1 leaves its pods) and make it again")                                     \
	X(UNREADY, 8, "pod number %d loses readiness")                                                                 \
	X(RECOVER, 6, "all pods that lost readiness get it back")                                                      \
	X(FAIL, 5, "pod number %d fails")                                                                              \
	X(DELETE, 6, "somebody deletes pod number %d")                                                                 \
	X(FORCE, 3, "somebody deletes pod number %d with grace 0")                                                     \
	X(NODE, 4, "of the two nodes %d are lost (1 the first, 2 the second, 3 both)")                                    \
	X(RELABEL, 3, "pod number %d no longer matches the selector")                                                  \
	X(FOREIGN, 3, "somebody else makes a pod with ordinal %d (%d: 1 with matching labels)")                        \
	X(CLAIM, 3, "somebody deletes a claim of ordinal %d")                                                          \
	X(FAULT, 22, "a write (of any kind, or only: %d) meets %d")                                                    \
	X(CRASH, 5, "the controller dies")                                                                             \
	X(LAG, 10, "the watch of kind %d runs %d ms behind")                                                           \
	X(DROP, 5, "the watch of kind %d breaks; it is listed anew after %d ms")                                       \
	X(CUT, 4, "controller number %d does not reach the server for %d ms")                                          \
	X(POKE, 3, "somebody annotates the set (%d)")

enum action_kind {
#define X(name, weight, says) ACTION_##name,
	ACTIONS(X)
#undef X
	ACTION_KINDS
};

/* What a write meets. X(name, says). */
#define FATES(X)                                                                                                       \
	X(CONFLICT, "409")                                                                                             \
	X(NOT_FOUND, "404")                                                                                            \
	X(ERROR, "500")                                                                                                \
	X(FORBIDDEN, "403")                                                                                            \
	X(LOST, "a time-out before its effect")                                                                        \
	X(UNHEARD, "a time-out after its effect")                                                                      \
	X(DIE_BEFORE, "the death of the controller before its effect")                                                 \
	X(DIE_AFTER, "the death of the controller after its effect")                                                   \
	X(LATE, "the death of the controller; it lands 3 s later")

enum fate {
#define X(name, says) FATE_##name,
	FATES(X)
#undef X
	FATES_COUNT, FATE_NONE = FATES_COUNT
};

struct action {
	enum action_kind kind;
	int a, b;
	int wait_ms;			/* virtual time that passes after it */
	size_t number;			/* in the whole script, from 0 */
};

struct script {
	uint64_t seed;
	int replicas, start, claims, partition, min_ready, retention, max_unavailable;
	bool parallel, on_delete, no_rolling_member;
	bool gate;			/* MaxUnavailableStatefulSet */
	bool strict, lease;
	int wire_ms;			/* of a request's way, and of its answer's; 0: answered before submit returns */
	int ready_ms, gone_ms;		/* how long a pod starts and ends */
	size_t crash_at;		/* at its so-manieth write a controller dies, by crash_fate; 0: it does not */
	enum fate crash_fate;
	VEC(struct action) actions;
};

void script_make(struct script *s, uint64_t seed);
void script_release(struct script *s);
/* Leaves only the actions of these numbers ("1,4,7"; "": none). */
void script_keep(struct script *s, const char *numbers);
void script_print(const struct script *s, struct str *out);
/* FATE_DIE_BEFORE to FATE_LATE. */
void script_crash(struct script *s, size_t at, enum fate fate);
void action_print(const struct action *a, struct str *out);

#endif
