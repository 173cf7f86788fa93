/*
 * The StatefulSet controller: handlers -> workqueue -> snapshot -> step -> executor, on a cache and a port, with the
 * one retry policy. Time, timers and chance are handed in, so it runs on the bundled cluster's virtual clock as on a
 * live cluster's.
 */
#ifndef RECONCILER_CONTROLLER_H
#define RECONCILER_CONTROLLER_H

#include "base/rng.h"
#include "kube/cache.h"
#include "kube/port.h"
#include "kube/timers.h"

struct controller_options {
	struct cache *cache;
	struct port *port;
	struct timers *timers;
	struct rng *rng;		/* jitter, names of events */
	const char *component;		/* event source: "statefulset-controller" */
	bool strict;			/* uid preconditions on deletes, deletes remembered: stricter than upstream */
	bool max_unavailable;		/* gate MaxUnavailableStatefulSet: off by default in 1.36 */
	bool observe;			/* decide and explain, write nothing */
};

struct statefulset_controller;

struct statefulset_controller *statefulset_controller_new(const struct controller_options *options);
void statefulset_controller_free(struct statefulset_controller *c);

#endif
