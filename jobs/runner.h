/*
 * struct runner: drives jobs. It steps each when the cache, the clock or an answer gives it something to look at, sends
 * what they ask, and hands their orders on. It knows a cluster only as a port and a cache and time only as timers, so
 * it runs in the console, under a command, in a rehearsal's private cluster and in tests alike.
 */
#ifndef JOBS_RUNNER_H
#define JOBS_RUNNER_H

#include "jobs/job.h"
#include "kube/timers.h"

#define RUNNER_KEPT 50			/* jobs that are over are kept to be looked at: so many */

struct runner;

/* A write as a journal keeps it: where to, and nothing of what. Borrowed. */
struct write {
	const char *method, *url;	/* without a host; it has no secrets */
	const char *uid;		/* of the object that it insists on; "" if it does not */
};

struct runner_place {
	struct port *port;
	struct cache *cache;
	struct timers *timers;
	/* The job's kinds are wanted in the cache, or no longer; NULL: they are there anyway. */
	void (*want)(void *arg, const struct job *j, bool wanted);
	void (*changed)(void *arg, const struct job *j);	/* something to be seen changed; may be NULL */
	/* A write of a job was answered, for a journal; may be NULL. */
	void (*wrote)(void *arg, const struct job *j, const struct write *w, const struct answer *a);
	void *arg;
};

struct runner *runner_new(const struct runner_place *place);
/* Drops all jobs without another write: what is under way stays as it is on the cluster. Before the cache goes. */
void runner_close(struct runner *r);			/* NULL is fine */
/* After the port is gone, or when nothing is asked any more. */
void runner_free(struct runner *r);			/* NULL is fine */

/* Takes the job and begins it; it lives as long as the runner or until it is old and over. Returns it. */
struct job *runner_start(struct runner *r, struct job *j);
/* Gives an order; false if the job does not offer it now. */
bool runner_order(struct runner *r, struct job *j, enum job_order order);
size_t runner_count(const struct runner *r);
struct job *runner_at(const struct runner *r, size_t index);	/* oldest first */
struct job *runner_find(const struct runner *r, uint64_t id);	/* NULL: it is no longer kept */
size_t runner_active(const struct runner *r);			/* that are not over */
/* The job that is under way about this object, or NULL. */
struct job *runner_about(const struct runner *r, const struct job_class *class, const char *uid);

#endif
