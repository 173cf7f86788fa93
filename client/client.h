/*
 * struct client: one identity on one cluster. Requests go through rest (one libcurl multi handle on our loop) or
 * through a loopback transport into the simulator in the same process; informers fill a store that is a struct cache.
 * Everything is asynchronous on the loop; a lost server is retried for ever and never ends the program.
 */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "base/log.h"
#include "base/loop.h"
#include "base/rng.h"
#include "client/config.h"
#include "client/transport.h"
#include "kube/cache.h"
#include "kube/port.h"
#include "kube/timers.h"

struct client;

struct client_options {
	struct loop *loop;
	struct log *log;
	struct rng *rng;			/* jitter */
	const struct config *config;		/* copied; NULL with a transport given */
	struct transport *transport;		/* NULL: rest is made from config */
	bool read_only;				/* the gate sits in the client under every caller */
	const char *user_agent;			/* "ordinal/VERSION" */
};

struct client *client_new(const struct client_options *options, struct err *err);
void client_free(struct client *c);		/* not from inside one of its callbacks: defer it */

struct port *client_port(struct client *c);
struct cache *client_cache(struct client *c);
/* The cluster's time, wall ms: from the Date of its answers, carried on by our monotonic clock. */
int64_t client_now(const struct client *c);
/* Waiting on the client's loop, by that time; what waits must be cancelled before the loop goes. */
struct timers *client_timers(struct client *c);

/* Wants the kind kept up to date (list in pages, then watch). namespace NULL: all; a 403 on a cluster-wide list
 * falls back to fallback_namespace (may be NULL) and says so in the watch state. Wanting twice is counted. keep:
 * OBJECT_FACTS is enough for most; the raw JSON of one object is fetched when a person opens it. */
void client_want(struct client *c, const struct kind *k, const char *namespace, const char *fallback_namespace,
                 enum object_keep keep);
void client_unwant(struct client *c, const struct kind *k);

enum watch_phase { WATCH_NONE, WATCH_LISTING, WATCH_LIVE, WATCH_LOST, WATCH_FORBIDDEN };
struct watch_state {
	enum watch_phase phase;
	int64_t proof_ms;		/* monotonic ms of the last proof of life: event, bookmark or list; 0: never */
	const char *namespace;		/* what it covers now; NULL: all */
	bool narrowed;			/* fell back to one namespace: RBAC hid the rest */
	bool signed_out;		/* the server does not accept our credentials (401) */
	const char *message;		/* why it is not live; "" else. Sanitise before showing */
};
struct watch_state client_watch_state(const struct client *c, const struct kind *k);
/* Worst of all wanted kinds, for the header: how long since the last proof of life of the quietest watch. */
struct watch_state client_state(const struct client *c);

/* Called (through loop_defer, at most once a turn) when anything a screen may show has changed. Each call adds a
 * listener. */
void client_on_change(struct client *c, loop_fn fn, void *arg);
/* True when no request is in flight but established watches: for `idle` in tests, scripts and recordings. */
bool client_idle(const struct client *c);
/* What waits because the server could not be reached tries again now: when a person asks, or a laptop wakes. */
void client_retry(struct client *c);

/* --- for what streams beside the informers (client/follow.h) --- */
struct transport *client_transport(struct client *c);		/* behind the gate */
/* So many more (or fewer) requests wait for the beginning of their answer: client_idle counts them. */
void client_waits(struct client *c, int more);

#endif
