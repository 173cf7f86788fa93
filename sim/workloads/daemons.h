/*
 * struct daemons: one sync of a DaemonSet: its pods by node, which nodes it is for, and what is done to them. Source:
 * pkg/controller/daemon of Kubernetes 1.36.
 */
#ifndef SIM_WORKLOADS_DAEMONS_H
#define SIM_WORKLOADS_DAEMONS_H

#include "sim/workloads/conditions.h"
#include "sim/workloads/pods.h"

/* What is on a node, or meant for it. */
struct post {
	const struct object *node;		/* borrowed from the cache; NULL: no such node */
	const char *name;			/* borrowed */
	object_vec pods;			/* borrowed, scheduled and older ones first */
	bool should_run, may_stay;
};

struct daemons {
	struct crew *crew;
	const struct object *set;
	json *tree;
	json *pod_template;			/* with the tolerations and labels of a daemon's pod */
	char hash[16];				/* of today's revision */
	object_vec pods;			/* references */
	VEC(struct post) posts;
	int64_t min_ready;
	int64_t wanted;				/* nodes that should run one */
	int64_t surge, unavailable;		/* of a rolling update */
	bool failed;
};

/* --- daemons.c --- */
bool daemons_read(struct daemons *d);		/* posts and template; false: the selector cannot be read */
void daemons_release(struct daemons *d);
bool daemons_is_new(const struct daemons *d, const struct object *pod);
bool daemons_available(const struct daemons *d, const struct object *pod);

/* --- daemon_nodes.c --- */
void daemons_manage(struct daemons *d);		/* one pod where there should be one, none elsewhere */
void daemons_roll(struct daemons *d);		/* replaces old pods within maxUnavailable or maxSurge */

/* --- daemon_history.c --- */
bool daemons_revise(struct daemons *d);		/* finds or makes today's revision and fills hash; false: refused */
void daemons_clean_history(struct daemons *d);

#endif
