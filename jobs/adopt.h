/*
 * Undoing an orphaning delete: the set is made anew as it was, and its controller adopts the pods that ran on. Over
 * when each of them is seen under the new uid; its result says whether they are the same pods, with no restart.
 */
#ifndef JOBS_ADOPT_H
#define JOBS_ADOPT_H

#include "jobs/job.h"

/* kept: the set as it was read, with bytes. The pods are those of its name that nobody controls now. Both are
 * read, not kept. */
struct job *adopt_new(struct cache *cache, const struct object *kept);
/* Appends the pods that it will adopt, highest ordinal first. Borrowed. */
void adopt_pods(struct cache *cache, const struct object *kept, object_vec *ret);
/* The request that makes the set anew: what a server gave it is left out. */
void adopt_request(const struct object *kept, struct request *ret);

#endif
