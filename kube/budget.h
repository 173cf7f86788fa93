/* Which disruption budgets guard a set's pods, and how many of them may go now. */
#ifndef KUBE_BUDGET_H
#define KUBE_BUDGET_H

#include "kube/cache.h"

struct budget {
	const struct object *object;	/* borrowed; the tightest one; NULL: none */
	size_t count; /* budgets that select the set's pods; two on one pod refuse every eviction of it */
	int32_t allowed, healthy, desired, expected;
	bool known;			/* its status is there */
	bool hidden;			/* budgets or pods are not in sight: nothing may be concluded */
};

/* Looks at the labels of the set's pods, which are what a budget selects by. */
struct budget budget_of_set(struct cache *cache, const struct object *set);
bool budget_selects(const struct object *pdb, const struct object *pod);

#endif
