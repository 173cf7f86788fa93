/*
 * struct podlet: one pod as its kubelet knows it: which containers it has and how far each has come. What happens to a
 * container is in life.c, how the pod ends in stop.c, what is told of it to the API server in report.c.
 *
 * A podlet belongs to one pod by uid. Its timers stand still while its node is down.
 */
#ifndef SIM_KUBELET_PODLET_H
#define SIM_KUBELET_PODLET_H

#include "base/map.h"
#include "sim/agent.h"
#include "sim/kubelet/images.h"
#include "sim/schedule/ports.h"

struct machine;

struct kubelet {
	struct agent agent;
	struct images *images;
	struct map podlets;		/* "namespace/name" -> struct podlet */
	struct map machines;		/* node name -> struct machine */
};

enum container_state { CONTAINER_WAITING, CONTAINER_RUNNING, CONTAINER_EXITED };

struct probe {
	bool set;
	int64_t delay_ms, period_ms;
	int64_t successes;
	const char *refusal;		/* how a failed one is told, without the probe's name */
};

struct container {
	struct podlet *podlet;
	char *name, *image;
	const struct behaviour *does;
	bool init, sidecar;		/* a sidecar is an init container that goes on running */
	bool always_pull;
	struct probe startup, readiness;
	enum container_state state;
	const char *reason;		/* of waiting or of having exited */
	char *message;			/* of waiting, or NULL */
	char *id;			/* NULL before the first start */
	bool ready, started;
	int restarts;
	int64_t started_at, finished_at;	/* seconds */
	int64_t exit_code;
	int64_t begun_ms;		/* when it began to run, virtual ms */
	int64_t pull_ms;		/* how long the pull under way takes */
	json *last;			/* lastState, or NULL */
	int64_t pause_ms, pull_pause_ms;	/* the next back-off */
	struct world_event *timer, *prober;
	void (*next)(struct container *c);	/* what the timer is for */
	bool held, probe_held;		/* it was due while the node was down */
};

enum podlet_condition { SANDBOX, INITIALIZED, READY, CONTAINERS_READY, PODLET_CONDITIONS };

struct condition_memory {
	bool known, status;
	int64_t since;			/* seconds */
};

struct podlet {
	struct kubelet *kubelet;
	struct machine *machine;
	const struct object *pod;	/* a reference to its newest state */
	char *key;
	char *ip;			/* NULL before the sandbox is there */
	const char *restart_policy;	/* static text */
	struct container *containers;	/* init containers first */
	size_t ncontainers, ninit;
	int64_t seen_ms;		/* when the kubelet first saw the pod */
	struct condition_memory conditions[PODLET_CONDITIONS];
	port_vec ports;			/* its host ports */
	bool rejected;			/* not taken in: nothing of it runs */
	struct world_event *rejecter;
	struct world_event *stopper;
	int64_t stop_at;		/* virtual ms */
	bool stopping, stopped;
};

/* --- podlet.c --- */
struct podlet *podlet_new(struct kubelet *k, struct machine *m, const struct object *pod);
void podlet_free(struct podlet *p);
bool podlet_down(const struct podlet *p);			/* its node is */
void podlet_event(struct podlet *p, const struct container *c, bool warning, const char *reason, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
void podlet_dirty(struct podlet *p);				/* report it when this moment is over */
void podlet_resume(struct podlet *p);				/* does what was held while the node was down */
int64_t podlet_now_s(const struct podlet *p);

/* --- admission.c --- */
bool podlet_is_welcome(const struct podlet *p);
void podlet_reject(struct podlet *p);				/* again after its node was down */

/* --- takeover.c --- */
/* A pod that has run before its kubelet came (it was copied from another cluster) goes on as its status says. False:
 * it has not run yet. */
bool podlet_take_over(struct podlet *p);

/* --- life.c --- */
void podlet_begin(struct podlet *p);				/* starts the first init container, or all others */
void container_cancel(struct container *c);			/* no more timers */
void container_resume(struct container *c);			/* does what was held */
void container_go_on(struct container *c);			/* from the state that it was found in */
void container_end(struct container *c, int64_t code);		/* its state and lastState; nothing follows from it */

/* --- probe.c --- */
void probe_read(struct probe *ret, const json *probe);
void container_probe(struct container *c);			/* begins probing a container that has just started */
void container_probe_resume(struct container *c);		/* tells what was found while the node was down */

/* --- stop.c --- */
void podlet_stop(struct podlet *p); /* the pod has a deletionTimestamp, or a shorter grace period */

/* --- report.c --- */
void podlet_report(struct podlet *p);
json *podlet_exited_state(const struct container *c);		/* {"terminated": {...}} */

#endif
