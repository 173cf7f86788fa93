/*
 * A subcommand's line to a cluster: a loop, the kubeconfig's context and a client on it. No terminal is taken; what is
 * wrong is one sentence in an err.
 */
#ifndef CMD_ATTACH_H
#define CMD_ATTACH_H

#include "client/client.h"

struct attach {
	struct loop *loop;
	struct log *log;
	struct rng rng;
	struct config config;
	struct client *client;
};

/* read_only: whatever goes wrong above, nothing is written. */
int attach_open(struct attach *a, const struct config_flags *flags, bool read_only, struct err *err);
void attach_release(struct attach *a);
/* One more client on the same cluster, with its own informers; the caller frees it before the attach. */
struct client *attach_client(struct attach *a, bool read_only, struct err *err);

/* Turns the loop until all these kinds are in this client's cache; the list ends with NULL. -EACCES if one may not be
 * listed, -ETIMEDOUT after 30 s, with the server's words. */
int attach_wait(struct attach *a, struct client *c, const struct kind *const *kinds, struct err *err);

#endif
