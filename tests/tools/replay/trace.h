/*
 * Histories of a real control plane, played in process: the bundled cluster without its kubelet and with its StatefulSet
 * controller behind a port that notes each write, a kubelet that takes its orders from the history, and kubectl's lines as
 * the requests that kubectl sends.
 */
#ifndef TESTS_REPLAY_TRACE_H
#define TESTS_REPLAY_TRACE_H

#include "base/map.h"
#include "sim/agent.h"
#include "tests/tools/replay/far.h"
#include "tests/tools/replay/replay.h"

struct trace {
	struct port port;		/* the StatefulSet controller's; hands on to inner */
	struct port *inner;
	struct world *world;
	void *controller;		/* one of these two */
	struct far *far;
	const char *namespace;		/* NULL: the kubelet's orders name no pods */
	const json *history;		/* borrowed */
	json *writes;			/* since the last comparison, as the recording words them */
	json *events;			/* likewise: text -> how many times written */
	json *expected_writes, *expected_events;
	int64_t moved_ms;		/* when an object that counts last changed */
	VEC(struct cache_handler *) handlers;
	struct agent kubelet;
	int64_t kubelet_free_ms;	/* when it can begin its next act */
	struct map addresses;		/* a pod's uid -> its number, from 1 */
	struct map held_start, held_stop, down;		/* names, as marks */
	struct map nodes;		/* the recording's name of a node -> ours, owned */
	struct map refused;		/* refusals that were expected so far, as marks */
	size_t sets;			/* applied for the first time */
	bool unordered;			/* a Parallel set, or two sets, which two workers reconcile at once */
};

/* Plays a history; http: with the controller outside the cluster. */
bool trace_play(const json *c, bool http, struct str *why);
void trace_title(const json *c, struct str *out);

/* The scripted kubelet (trace_kubelet.c). */
void trace_kubelet_start(struct trace *t);
void trace_kubelet_stop(struct trace *t);
/* The order "fail web-1" of this step; false: no such order. */
bool trace_kubelet_order(struct trace *t, const json *step, const char *order);

/* One kubectl line or eviction (trace_kubectl.c). False: the line is not understood; else *ret_refused. */
bool trace_kubectl(struct trace *t, const json *step, bool *ret_refused);
/* Sends a request as kubectl; the code of the answer. tree is taken; type NULL: JSON. */
int trace_ask(struct trace *t, struct request *r);
void trace_run(struct trace *t, int64_t ms);

/* Our name of a node that the recording's step names: the one where the pods are that it had there (trace_node.c). */
const char *trace_node(struct trace *t, const json *step, const char *name);

/* What the recording calls settled, of our namespace; the caller's (trace_settled.c). */
json *trace_settled(struct trace *t);

/* --- trace_deployment.c --- */
json *trace_undo_template(struct trace *t, const struct object *deployment);	/* the caller's; NULL: no revision before */
bool trace_deployment_complete(const struct object *o);
json *trace_replicas_facts(const struct object *o, const json *tree);
void trace_bind_pods(json *settled);

#endif
