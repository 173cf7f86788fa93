/*
 * The thin half of the reconciler: runs one sync against a port. It sends what the step wants, feeds the answers back
 * and tells when the sync is done. It decides nothing. Answers may come before a submit returns.
 */
#ifndef RECONCILER_EXECUTOR_H
#define RECONCILER_EXECUTOR_H

#include "reconciler/controller.h"
#include "reconciler/step.h"

struct execution;

struct executor {
	struct cache *cache;		/* read again after a conflict */
	struct port *port;
	struct timers *timers;
	struct rng *rng;		/* jitter of retries */
	void *arg;
	/* A write was answered with this object (which has a version). */
	void (*wrote)(void *arg, struct execution *e, const struct outgoing *o, const struct object *object);
	void (*event)(void *arg, struct execution *e, const struct set_event *event);
	/* The sync is done; the execution is to be freed by the callee. May come before execution_run returns. */
	void (*done)(void *arg, struct execution *e);
};

/* Takes the snapshot. `data` is the caller's, see execution_data. Nothing is sent before execution_run, which may
 * end it. */
struct execution *execution_new(const struct executor *x, struct snapshot *snapshot, const struct gates *gates,
				void *data);
void execution_run(struct execution *e);
void *execution_data(const struct execution *e);
const struct sync *execution_sync(const struct execution *e);
/* Answers that are still to come are ignored. NULL is fine. */
void execution_free(struct execution *e);

#endif
