/*
 * One namespace, or all of them, under the eyes of `ordinal reconcile`: a client with its informers, a line for each
 * decision, and, while it acts, the reconciler on a guarded port.
 */
#ifndef CMD_AREA_H
#define CMD_AREA_H

#include "base/map.h"
#include "cmd/attach.h"
#include "cmd/guard.h"
#include "reconciler/controller.h"

struct area {
	struct attach *attach;
	struct client *client;
	const char *namespace;		/* borrowed; NULL: all */
	bool ready;			/* the first lists are in */
	struct guard guard;
	struct statefulset_controller *controller;	/* NULL: observing */
	struct map told;		/* "namespace/name" -> the last line about it, owned */
	struct map changed;		/* keys to be looked at */
	struct loop_timer *telling;
	struct cache_handler *sets, *pods;
	/* A set's status changed and it was not us; asked at once for each such change. */
	void (*suspect)(void *arg, struct area *a, const struct object *set);
	void *arg;
};

/* Connects and asks for the first lists. writes: false where nothing may be written whatever happens. */
int area_open(struct area *a, struct attach *attach, const char *namespace, bool writes, struct err *err);
/* 1 once the lists are in, and its lines begin; 0 not yet; else why not, as attach_look has it. */
int area_ready(struct area *a, struct err *err);
void area_release(struct area *a);
/*
 * The reconciler begins, or ends: what it has sent is still answered, more is not sent. Not from inside its calls.
 * max_unavailable: the cluster has the gate MaxUnavailableStatefulSet on.
 */
void area_act(struct area *a, const struct lease_lock *lock, int *under_way, bool max_unavailable);
void area_rest(struct area *a);

#endif
