/*
 * struct attempt: one try to find a node for one pod: what the pod asks for, read once, and where pods that matter to
 * it are. Filters (filters.c) look at it and at one node and say what is wrong, in kube-scheduler's words; verdict.c
 * makes the sentence of it. Everything here is pure: it reads the cache and the roster and changes nothing.
 */
#ifndef SIM_SCHEDULE_ATTEMPT_H
#define SIM_SCHEDULE_ATTEMPT_H

#include "sim/schedule/roster.h"

/* A pod term and where pods that match it are: topology value -> their number, as a pointer. */
struct zoned_term {
	const struct pod_term *term;
	struct map zones;
	size_t total;
};
typedef VEC(struct zoned_term) zoned_terms;

struct spread {				/* a topologySpreadConstraint that must hold */
	const char *topology;
	int64_t max_skew;
	struct map zones;		/* all values that nodes have, with the number of matching pods */
	int64_t least;
	bool self;			/* the pod itself matches and would count */
};

struct claim_need {
	const struct object *claim;
	const struct object *volume;	/* the bound one; NULL: it waits for a consumer */
	json *volume_terms;		/* the bound volume's node selector terms, or NULL */
	bool provisions;		/* its class has a provisioner */
};

struct attempt {
	struct cache *cache;
	struct roster *roster;
	const struct object *pod;
	json *tree;			/* NULL for a pod that asks for nothing special */
	const json *spec;
	struct pod_terms affinity, anti, preferred, disliked;
	zoned_terms near, apart, liked, avoided;	/* the same in order, with their zones */
	struct map forbidden;		/* "topology=value" where pods are that will not have this one beside them */
	VEC(struct spread) spreads;
	port_vec ports;
	VEC(struct claim_need) claims;
	char *obstacle;			/* wrong on every node: what a pre-filter says; NULL: nothing */
	int obstacle_wakes;
};

void attempt_init(struct attempt *a, struct cache *cache, struct roster *roster, const struct object *pod);
void attempt_release(struct attempt *a);
void attempt_read_claims(struct attempt *a);		/* claims.c: fills claims or the obstacle */
bool attempt_waits_for_claims(const struct attempt *a);	/* some claim is still unbound */
/* An Available volume that fits the claim and the node, or NULL. */
const struct object *attempt_find_volume(const struct attempt *a, const struct object *claim,
                                         const struct object *node);

/* What can make a refusal untrue. */
enum wake { WAKE_NODE = 1, WAKE_POD = 2, WAKE_VOLUME = 4, WAKE_POD_GONE = 8 };

struct refusal {
	const char *reasons[3];
	size_t nreasons;
	bool helpless;			/* evicting pods would not help */
	int wakes;
};

/* True if the pod may sit there. */
bool filters_pass(const struct attempt *a, const struct seat *s, struct refusal *ret);
/* Higher is better. */
int64_t seat_score(const struct attempt *a, const struct seat *s);

/* The best node, or NULL with the reason as kube-scheduler words it. Ties are broken by chance. wakes: what to wait
 * for. */
const struct seat *attempt_choose(struct attempt *a, struct rng *rng, struct str *why, int *wakes);

#endif
