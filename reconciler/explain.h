/*
 * What a StatefulSet will do next and why it waits, as data: the reconciler's own decision on what a cache holds, told
 * for a person (text) and for a program (code). The console's NEXT, the board's `next` line and `why` all read this.
 * Nothing is sent.
 */
#ifndef RECONCILER_EXPLAIN_H
#define RECONCILER_EXPLAIN_H

#include "kube/cache.h"

enum reason_code {
	REASON_SETTLED,			/* nothing to do */
	REASON_WAIT_READY,		/* a pod is starting, or lost readiness */
	REASON_WAIT_AVAILABLE,		/* minReadySeconds */
	REASON_WAIT_GONE,		/* a pod is terminating */
	REASON_UNSCHEDULABLE,
	REASON_IMAGE,			/* image cannot be pulled */
	REASON_CRASHING,
	REASON_STUCK_OLD,		/* kubernetes#67250: OrderedReady will not replace a broken, older pod */
	REASON_STUCK_CONDEMNED,		/* two unready condemned pods */
	REASON_HELD_PARTITION,
	REASON_ON_DELETE,
	REASON_NAME_TAKEN,		/* a pod of that name belongs to nobody or to another */
	REASON_CLAIM_TERMINATING,
	REASON_CLAIM_STALE,		/* waits for a claim still owned by an earlier pod */
	REASON_CLAIM_UNBOUND,
	REASON_REFUSED,			/* the server refused a create: quota, validation (from the set's events) */
	REASON_DELETING,		/* the set itself is being deleted */
	REASON_WILL_ACT,		/* nothing holds it: the next step is under way */
};

struct reason {
	enum reason_code code;
	bool stuck;			/* will not end by itself */
	char *subject;			/* pod or claim name, or "" */
	int64_t since;			/* seconds, 0: unknown */
	char *text;			/* short, for NEXT: "web-1: waiting for readiness"; its age is `since` */
	char *detail;			/* one or two sentences: what is seen, what would change it */
	char *kubectl;			/* the equal kubectl line where a person could act, or "" */
};

/* One step of what is coming, in order, as long as every new pod becomes ready. */
struct planned {
	enum planned_verb { PLAN_CREATE, PLAN_DELETE, PLAN_REPLACE, PLAN_CLAIM } verb;
	int32_t ordinal;
	char *object;			/* "web-2" */
	char *revision;			/* revision name it will carry; "" for deletes */
};

struct explanation {
	VEC(struct reason) reasons;	/* most telling first; never empty */
	VEC(struct planned) plan;	/* bounded; empty when nothing moves by itself */
	bool settled;
};

/* Explains the set from pods, claims, revisions and events in the cache. -ENOENT if the set is not there. */
int explain_set(struct cache *cache, const char *namespace, const char *name, int64_t now_s, struct explanation *ret);
/* The same as if the set's spec were changed by a merge patch first: what a scale or a partition would do. */
int explain_change(struct cache *cache, const char *namespace, const char *name, const json *merge_patch, int64_t now_s,
		   struct explanation *ret);
void explanation_release(struct explanation *x);

#endif
