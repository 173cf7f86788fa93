/*
 * Removing a set, in one of four ways, and its claims if they are to go as well:
 *
 *   - in order: it is scaled to 0, its pods go one after the other as its policy has it, and then the set is deleted;
 *     until then it can be undone;
 *   - background and foreground: the garbage collector takes the pods, in no order;
 *   - orphan: the set only. What it was is kept, for jobs/adopt.h to make it anew.
 *
 * Everything is deleted by its uid. Claims go last, one at a time, and never one that a pod uses, nor while another set
 * of the same name is there, whose pods would find them.
 */
#ifndef JOBS_REMOVE_H
#define JOBS_REMOVE_H

#include "jobs/job.h"

enum remove_way { REMOVE_ORDER, REMOVE_BACKGROUND, REMOVE_FOREGROUND, REMOVE_ORPHAN };

/* A job for this version of the set. claims: with the claims of jobs/remove_plan.h, as the cache has them now; not
 * looked at where it orphans, since the pods that run on use them. cache is read, not kept. */
struct job *remove_new(struct cache *cache, const struct object *set, enum remove_way way, bool claims);
/* The set as it was, with its bytes, if this job has orphaned its pods; else NULL. Borrowed. */
const struct object *remove_kept(const struct job *j);

#endif
