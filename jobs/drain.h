/*
 * Draining a node: it is cordoned, then its pods are evicted (policy/v1, each with its uid as precondition), in the
 * order of jobs/drain_plan.h, until none is left that may go. Nothing is ever deleted behind a budget.
 *
 * It asks when the cache says that a pod may go, one at a time under one budget, and so is seldom refused. After a 429
 * it waits 5 s as kubectl does, or as long as the server says if that is longer. What the cache holds may be wrong:
 * where it says no, the server is asked all the same once a minute. Of a StatefulSet without a budget the next pod goes
 * when the one before is Ready again elsewhere, or when a person says not to wait for it.
 */
#ifndef JOBS_DRAIN_H
#define JOBS_DRAIN_H

#include "jobs/drain_plan.h"

#define DRAIN_RETRY_MS 5000
#define DRAIN_DOUBT_MS 60000		/* the server is asked though the cache says no */

/* A job to be started by any runner; reads all of its cluster through job->cache. node is read, not kept. */
struct job *drain_new(const struct object *node, const struct drain_options *options);

#endif
