/*
 * The pods of a node that is drained: what is known of each beside its item, kept in step with the plan as the cache
 * changes. Between the files of the drain (jobs/drain.h), and of nobody else.
 */
#ifndef JOBS_DRAIN_PODS_H
#define JOBS_DRAIN_PODS_H

#include "jobs/drain.h"

enum drain_cell { CELL_POD, CELL_SET, CELL_BUDGET, CELL_WHY };

enum pod_state {
	POD_HERE,
	POD_ASKED,			/* its eviction is under way */
	POD_GRANTED,			/* it may take its time to go */
	POD_GONE,
	POD_STAYS,			/* for good: it came back here */
};

/* What is known of a pod of the node, beside its item. */
struct goer {
	char *uid, *set_uid;
	enum pod_state state;
	enum drain_fate fate;
	bool counted;			/* to be moved, as progress has it */
	bool guarded;			/* a budget looks after its set */
	bool unwaited;			/* a person will not wait for it to be back */
	int64_t not_before_ms;		/* it is not asked for sooner */
	int64_t asked_ms;		/* when it was last asked for; 0: never */
	char *guard;			/* the uid of the budget that it was asked under; NULL: none */
	uint64_t guard_rv;
	char *said;			/* why the server would not, last time; NULL: it did not say */
};

struct drain {
	struct drain_options options;
	VEC(struct goer) goers;		/* one an item */
	bool cordoning, cordoned;	/* it was asked for; it was seen */
	bool was_cordoned;		/* before us */
	bool uncordoning, unasked;	/* an end was asked for; its request is still to be sent */
	size_t waits_back;		/* the goer that its set waits to have back, + 1 */
};

struct goer *drain_goer(struct job *j, const char *uid);		/* NULL: not one of them */
struct job_item *drain_item(struct job *j, const struct goer *g);
size_t drain_index(const struct job *j, const struct goer *g);
/* Also says so in its item, with the time since when. */
void drain_set_state(struct job *j, struct goer *g, enum pod_state state);
bool drain_moves(const struct goer *g);			/* it is one of those that are to go */
/* Takes over the plan as it is now: what is gone, what came, who waits; counts the progress. */
void drain_pods_take(struct job *j, const struct drain_plan *plan);
void drain_pods_release(struct drain *d);

#endif
