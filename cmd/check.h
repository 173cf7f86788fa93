/*
 * Asks a cluster whether another StatefulSet controller is at work (client/rival.h has the signs): the status writes of
 * the last minute, kube-controller-manager's lease, and a probe, which is a StatefulSet of no replicas that is deleted
 * again. One check runs at a time; doubt counts as a yes.
 */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "cmd/attach.h"

typedef VEC(const char *) space_vec;	/* namespaces, borrowed; NULL for all */

struct check {
	struct attach *attach;
	space_vec namespaces;		/* borrowed, NULL for all: where to look; the first takes the probe */
	void (*done)(void *arg, const char *rival);	/* NULL: nobody; else a sentence. From an answer's call */
	void *arg;

	bool running, stop;		/* stop: end early, with the probe deleted */
	size_t at;			/* of namespaces */
	int looks;			/* at the probe, so far */
	const struct object *probe;
	const struct object *deleted;	/* the last probe, once the server deleted it: caches may show it for a while */
	bool max_unavailable;		/* the server has the gate MaxUnavailableStatefulSet on, as the probe showed */
	struct str rival;
	struct loop_timer *timer;
};

void check_start(struct check *c);		/* the whole check */
void check_lease(struct check *c);		/* kube-controller-manager's lease only, while acting */
void check_release(struct check *c);

#endif
