/*
 * struct roster: the nodes as the scheduler counts them: which pods sit where and what they ask for. It is ahead of the
 * cache by the pods that were bound in this very moment.
 */
#ifndef SIM_SCHEDULE_ROSTER_H
#define SIM_SCHEDULE_ROSTER_H

#include "base/map.h"
#include "base/rng.h"
#include "kube/cache.h"
#include "sim/schedule/pod_terms.h"
#include "sim/schedule/ports.h"

struct seat {				/* a node */
	const struct object *node;	/* a reference; NULL: only pods name it, it is not there */
	int64_t cpu_milli, memory, pods;	/* asked for by the pods on it */
	struct map owners;		/* controller's uid -> number of its pods, as a pointer */
};

struct sitter {				/* a pod on a node, not ended */
	const struct object *pod;	/* a reference */
	struct seat *seat;
	struct pod_terms anti;		/* its own required anti-affinity */
	port_vec ports;			/* its host ports */
};

struct roster {
	struct map seats;		/* node name -> struct seat, in the order the nodes came */
	struct map sitters;		/* "namespace/name" -> struct sitter */
	size_t choosy;			/* sitters with anti-affinity: without any, nobody need be asked */
};

#define ROSTER_INIT { MAP_INIT, MAP_INIT, 0 }

void roster_release(struct roster *r);
void roster_node(struct roster *r, const struct object *node);		/* came or changed */
void roster_node_gone(struct roster *r, const char *name);
/* The pod sits on the node now, wherever it sat before. */
void roster_sit(struct roster *r, const struct object *pod, const char *node);
void roster_leave(struct roster *r, const struct object *pod);
bool roster_sits(const struct roster *r, const struct object *pod);	/* this very pod, by uid */
size_t seat_owned(const struct seat *s, const struct object *pod);	/* pods of the same controller on it */
const char *pod_owner_uid(const struct object *pod);			/* "" for a pod without controller */

#endif
