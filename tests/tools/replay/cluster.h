/*
 * The cluster that the transcripts were recorded on: four nodes of 32 CPUs, one class of volumes, all controllers, and the scripted
 * kubelet; served over TLS by this process. Its clock goes as the wall's while it is asked something, and stands between: how
 * long a kubectl takes to begin is no part of what happens.
 */
#ifndef TESTS_REPLAY_CLUSTER_H
#define TESTS_REPLAY_CLUSTER_H

#include "sim/server.h"
#include "tests/tools/replay/trace.h"

struct cluster {
	struct loop *loop;
	struct trace kubelet;		/* of which only the kubelet is used */
	struct certificates certificates;
	struct pace *pace;
	struct server *server;
	char *url, *kubeconfig;		/* "https://127.0.0.1:40001", a path */
	int64_t moved_ms;		/* virtual time of the last change of what is waited for */
	VEC(struct cache_handler *) handlers;
};

/* Certificates and kubeconfig are written into dir. Dies where it cannot be made. */
struct cluster *cluster_new(const char *dir);
void cluster_free(struct cluster *c);
/* Until pods, workloads, claims and budgets have not changed for 2.5 s of virtual time; then clients are served what came of it. */
void cluster_settle(struct cluster *c);
/* Turns the loop until somebody asks something, or *ended; then the clock goes, until it is paused. */
void cluster_await_request(struct cluster *c, const bool *ended);
void cluster_pause(struct cluster *c);

#endif
