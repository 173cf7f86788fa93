/*
 * A staged rollout as a plan: which steps there are, the partition that each sets and the ordinals that it replaces, in
 * the order in which the controller takes them, and what limits or forbids it. Pure; made from a cache before anybody
 * is asked, and again when a rollout is resumed.
 *
 * A partition counts slots from the set's first ordinal: slot p is ordinal start + p (Kubernetes 1.36 does so, though
 * its reference speaks of ordinals).
 */
#ifndef JOBS_ROLLOUT_PLAN_H
#define JOBS_ROLLOUT_PLAN_H

#include "base/vec.h"
#include "kube/cache.h"

#define ROLLOUT_STEPS_MAX 50		/* in one rollout */
#define ROLLOUT_BY_HAND (-1)
#define ROLLOUT_ANY (-1)

/* When a step is healthy, and what comes after. Pods must be ready in any case, as long as minReadySeconds asks. */
struct rollout_rule {
	int32_t available_s;		/* the step's pods are ready for so long */
	int32_t min_healthy;		/* so many of the set's pods stay ready; 0: not asked */
	int32_t hold_s;			/* after a healthy step; ROLLOUT_BY_HAND: until a person goes on */
	int32_t timeout_s;		/* a step that is not healthy by then is held */
	int32_t restarts;		/* of one pod since the step began that are let pass; ROLLOUT_ANY */
};

#define ROLLOUT_RULE { .hold_s = ROLLOUT_BY_HAND, .timeout_s = 600, .restarts = ROLLOUT_ANY }

enum limit_weight { LIMIT_PLAIN, LIMIT_NOTE, LIMIT_WARNS, LIMIT_FORBIDS };

/* What a person should know before it starts: "budget", "web-pdb does not guard updates". */
struct rollout_limit {
	enum limit_weight weight;
	const char *label;		/* static, one word */
	char *text;
};
typedef VEC(struct rollout_limit) limit_vec;

struct rollout_step {
	int32_t partition;
	VEC(int32_t) ordinals;		/* that it replaces, in order: from the top */
};

struct rollout_plan {
	const struct object *set;	/* referenced */
	VEC(struct rollout_step) steps;
	limit_vec limits;
};

/* What is wanted of a set. */
struct rollout_wish {
	/* What becomes of its pod template, as a strategic merge patch of it ({"spec":{"containers":[...]}}); NULL: it
	 * stays, and the partition is moved for an update that is under way. */
	const json *change;
	bool merge;			/* or as a JSON merge patch of it, as an edit makes one */
	/* How many ordinals, from the top, run the new template after each step, separated by commas: a number, "last",
	 * "half", "all", "25%" (rounded up), or the name of a pod, down to which it goes. */
	const char *steps;
	struct rollout_rule rule;
};

/* -EINVAL with err set if the steps cannot be read; a plan that is forbidden is still a plan. */
int rollout_plan_make(struct cache *cache, const struct object *set, const struct rollout_wish *wish,
		      struct rollout_plan *ret, struct err *err);
void rollout_plan_release(struct rollout_plan *p);
void rollout_limits_release(limit_vec *limits);
/* Why it may not be started, or NULL. */
const char *rollout_plan_forbids(const struct rollout_plan *p);
/* "web-4, web-3", "web-9 to web-3", "nothing". */
void rollout_step_names(const struct rollout_plan *p, size_t step, struct str *out);
/* How many of the set's pods are ready and not on their way out. */
int32_t rollout_healthy(struct cache *cache, const struct object *set);
/* How many the controller may replace at once: maxUnavailable, resolved and rounded down, at least 1. */
int32_t rollout_away(const struct object *set);

/* The change that "IMAGE", or "CONTAINER=IMAGE" where there are several, asks for. NULL with err set if it is none. */
json *rollout_image(const struct object *set, const char *text, struct err *err);

#endif
