/*
 * What draining a node means for each pod on it: who may go now, who waits for whom, what cannot go and why. A pure
 * function of what a cache holds and of what a person chose; the rules are those of the eviction subresource and of
 * kubectl drain, in Kubernetes 1.36:
 *   - a budget has no say over a pod that is not begun (Pending), finished, or going already;
 *   - a pod under two budgets is evicted by no server (500);
 *   - a pod that is not Ready goes if its budget has what it wants without it, or says AlwaysAllow;
 *   - DaemonSet pods and mirror pods stay: they would come back at once, or cannot be evicted;
 *   - a pod with an emptyDir, or one that nothing would make again, is left unless a person chose otherwise.
 * Of a StatefulSet one pod goes at a time, the highest ordinal first, as its controller would take them.
 */
#ifndef JOBS_DRAIN_PLAN_H
#define JOBS_DRAIN_PLAN_H

#include "jobs/job.h"

struct drain_options {
	bool lose_scratch;		/* evict pods with an emptyDir too */
	bool force;			/* evict pods without a controller too */
	bool no_budgets;		/* budgets may not be read: the server alone knows them */
	bool narrow;			/* pods of other namespaces may not be read */
	int32_t grace_s;		/* to stop in, each pod; 0: its own. Never less than 1 */
};

enum drain_fate {
	DRAIN_GOING,			/* deleted already, not gone yet */
	DRAIN_GOES,			/* may go now */
	DRAIN_WAITS,			/* may go when something has changed */
	DRAIN_BLOCKED,			/* will not be let go as its budgets are */
	DRAIN_LEFT,			/* goes only if a person chooses so */
	DRAIN_STAYS,
	DRAIN_FATES,
};

#define DRAIN_BUDGETS 3			/* told of one pod */

struct drain_row {
	const struct object *pod;	/* borrowed from the cache, as are the budgets */
	enum drain_fate fate;
	const struct object *budgets[DRAIN_BUDGETS];
	size_t nbudgets;		/* that select it; more than DRAIN_BUDGETS are counted and not kept */
	bool counted;			/* this eviction takes one from its only budget */
	int32_t room;			/* what that budget has for it and those after it */
	int wave;			/* who goes with it, from 1, if each is back before the next; 0: not known */
	struct str why;			/* the sentence for CAN GO */
};

struct drain_plan {
	VEC(struct drain_row) rows;	/* in the order they go; what stays is last */
	size_t counts[DRAIN_FATES];
};

void drain_plan_make(struct drain_plan *p, struct cache *cache, const struct object *node,
                     const struct drain_options *options);
void drain_plan_release(struct drain_plan *p);
/* "pg", the name of what controls the pod; "-" for a DaemonSet's and for nobody's. */
const char *drain_plan_set(const struct object *pod);
/* True if it is controlled by a StatefulSet. */
bool drain_plan_ordinal(const struct object *pod);
/* "pg-pdb 1→0", "a + b"; "-" for none. */
void drain_plan_budget(const struct drain_row *r, struct str *out);
/* The same with what the budget counts: "pg-pdb 1→0, has 3, needs 2". */
void drain_plan_budget_long(const struct drain_row *r, struct str *out);
bool drain_plan_lone(const struct object *pod);		/* nothing would make it again */
bool drain_plan_scratch(const struct object *pod);	/* it has an emptyDir */
/* Pods of DaemonSets, which kubectl drain goes past only where it is told to. */
size_t drain_plan_daemons(const struct drain_plan *p);
/* "2 go, 1 waits for pg-pdb, 1 stays": for a node's row and for a dialog. */
void drain_plan_tell(const struct drain_plan *p, struct str *out);

#endif
