/* Whether a step of a staged rollout is healthy by its rule. Pure. */
#ifndef JOBS_ROLLOUT_HEALTH_H
#define JOBS_ROLLOUT_HEALTH_H

#include "jobs/rollout_record.h"

enum health { HEALTH_GOOD, HEALTH_WAITS, HEALTH_BROKEN };

/* How often a pod had restarted when its step began. */
struct rollout_baseline {
	char *uid;
	int32_t restarts;
};
typedef VEC(struct rollout_baseline) baseline_vec;

struct rollout_health {
	enum health health;
	struct str why;			/* what it waits for, or what is wrong */
	int64_t again_ms;		/* look again then; -1: when something changes */
};

void rollout_baseline(struct cache *cache, const struct object *set, baseline_vec *ret);	/* replaces it */
void rollout_baseline_release(baseline_vec *v);
/* Of all ordinals from the partition up, and of the set as a whole. ret->why must be initialised. */
void rollout_judge(struct cache *cache, const struct object *set, const struct rollout_record *r,
		   const baseline_vec *base, int64_t now_ms, struct rollout_health *ret);

#endif
