/*
 * struct crew: what the controllers of workloads share: an agent that watches its own kind, and what belongs to it from
 * the first object of the kind on, so that a cluster without such objects pays nothing; requests that are answered at
 * once; events on the workload.
 */
#ifndef SIM_WORKLOADS_CREW_H
#define SIM_WORKLOADS_CREW_H

#include "kube/selector.h"
#include "sim/agent.h"

struct crew {
	struct agent agent;			/* keys of workloads */
	const struct kind *kind;
	const struct kind *members[4];		/* kinds of what it makes or goes by, NULL-ended */
	cache_fn changed;			/* one of them changed; arg is crew->arg */
	void *arg;
	bool awake;				/* they are watched */
	struct world_event *waking;		/* pending, or NULL */
};

struct crew_plan {
	const struct kind *kind;
	const struct kind *members[4];
	const char *component;			/* source of events: "replicaset-controller" */
	queue_fn work;
	cache_fn changed;			/* NULL: crew_member_changed */
	void *arg;				/* of both; with crew_member_changed it must be the crew */
};

void crew_init(struct crew *c, struct world *w, struct port *port, const struct crew_plan *plan);
void crew_release(struct crew *c);

/* Queues the workload that controls the member, now and before, and whoever may adopt one that nobody controls. */
void crew_member_changed(void *arg, enum cache_event event, const struct object *old, const struct object *now,
			 bool unknown);
/* Queues the controller of o if it is of the crew's kind. */
void crew_queue_owner(struct crew *c, const struct object *o);
/* The object of a key; a reference, or NULL. */
const struct object *crew_object(struct crew *c, const char *key);

/* --- requests --- */

struct outcome {
	int code;
	char message[1024];		/* of a refusal */
	bool terminating;		/* refused because the namespace is going */
	const struct object *object;	/* a reference, or NULL */
};

void outcome_release(struct outcome *o);
bool outcome_ok(const struct outcome *o);

/* Sends and empties the request. The outcome is the caller's to release; NULL: not wanted. */
bool crew_send(struct crew *c, struct request *r, struct outcome *ret);
bool crew_create(struct crew *c, const struct kind *k, const char *namespace, json *tree, struct outcome *ret);
/* PUT of the whole object, or of its status. tree is taken. */
bool crew_put(struct crew *c, const struct object *o, const char *subresource, json *tree, struct outcome *ret);
bool crew_delete(struct crew *c, const struct object *o, const char *policy, struct outcome *ret);

/* An event about the workload. */
void crew_tell(struct crew *c, const struct object *about, bool warning, const char *reason, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* The present second as the API writes it. */
json *crew_stamp(struct crew *c);

#endif
