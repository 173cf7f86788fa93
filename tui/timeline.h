/*
 * struct timeline: what happened to pods over a span of time, as data: who was in which state when, how many were
 * ready, and whether a disruption budget was crossed. Fed with changes in the order in which they came, by a rehearsal
 * or by anybody else who watches; pure. Times are wall ms of the cluster that is watched.
 */
#ifndef TUI_TIMELINE_H
#define TUI_TIMELINE_H

#include "tui/slot.h"

/* From `at_ms` on, until the next one. */
struct moment {
	int64_t at_ms;
	enum slot_state state;		/* SLOT_MISSING: there is no such pod */
	bool scheduled;
	char hash[5];			/* of its revision; "" unknown */
	char *node;			/* "" before it has one */
	char *status;			/* kubectl's word for it */
};

struct lane {				/* one pod by name, whatever its uid */
	char *namespace, *name, *set;
	int32_t ordinal;
	VEC(struct moment) moments;	/* the first is at the beginning */
};

struct level {				/* how many lanes were ready from then on */
	int64_t at_ms;
	int32_t ready;
};

/* A budget over time, as its status counts. */
struct gauge {
	char *namespace, *name;
	int32_t healthy, desired;	/* now */
	int32_t least, least_desired;	/* healthy and desired where they were furthest apart */
	int64_t crossed_ms;		/* when healthy first fell below desired; -1: never */
	int64_t below_since;		/* -1: not below now */
	int64_t below_ms;		/* how long in all, of what is over */
	bool crossed_first;		/* it was below at the beginning already */
	bool known;
};

struct timeline {
	int64_t start_ms, end_ms;
	VEC(struct lane) lanes;		/* by namespace, set and ordinal */
	VEC(struct level) levels;
	VEC(struct gauge) gauges;
	int64_t last_ms;		/* the last change of a lane */
};

#define TIMELINE_INIT { 0, 0, VEC_INIT, VEC_INIT, VEC_INIT, 0 }

void timeline_begin(struct timeline *t, int64_t start_ms);
/* A pod as it is from at_ms on; gone: it was removed. Only pods that a StatefulSet controls have a lane. What is told
 * for start_ms itself is how things stood before. */
void timeline_pod(struct timeline *t, int64_t at_ms, const struct object *pod, bool gone);
void timeline_budget(struct timeline *t, int64_t at_ms, const struct object *budget);
void timeline_end(struct timeline *t, int64_t end_ms);
void timeline_release(struct timeline *t);

/* The fewest ready lanes there were, when that was first, and for how long in all. */
struct lowest {
	int32_t ready, total;		/* total: lanes that were ready at the beginning */
	int64_t at_ms, for_ms;
};
struct lowest timeline_lowest(const struct timeline *t);
/* The most telling state of a lane within [from_ms, until_ms): the first that began in it and is not ready, or else
 * the one that held. */
const struct moment *lane_within(const struct lane *l, int64_t from_ms, int64_t until_ms);
/* True if anything happened to it after the beginning. */
bool lane_moved(const struct lane *l);
/* What this moment brought, in a few words: "goes", "gone", "made anew on 8d21", "ready"; previous NULL: the first. */
void moment_tell(const struct moment *m, const struct moment *previous, struct str *out);

#endif
