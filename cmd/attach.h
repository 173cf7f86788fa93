/*
 * A subcommand's line to a cluster: a loop, the kubeconfig's context and a client on it. No terminal is taken; what is
 * wrong is one sentence in an err. Inside the console it goes over the console's loop and connector.
 */
#ifndef CMD_ATTACH_H
#define CMD_ATTACH_H

#include "client/client.h"
#include "tui/app.h"

struct attach {
	struct loop *loop;
	struct log *log;
	struct rng rng;
	struct config config;
	struct client *client;
	struct connector *connector;	/* the console's, borrowed as loop and log are; NULL: they are ours */
};

/* read_only: whatever goes wrong above, nothing is written. */
int attach_open(struct attach *a, const struct config_flags *flags, bool read_only, struct err *err);
/* The same over a console's loop and connector, with a log of its own: all borrowed. context NULL: the current one. */
int attach_join(struct attach *a, const struct app_options *console, struct log *log, const char *context,
                struct err *err);
void attach_release(struct attach *a);
/* One more client on the same cluster, with its own informers; the caller frees it before the attach. */
struct client *attach_client(struct attach *a, bool read_only, struct err *err);

/* Turns the loop until all these kinds are in this client's cache; the list ends with NULL. -EACCES if one may not be
 * listed, -ETIMEDOUT after 30 s, with the server's words. */
int attach_wait(struct attach *a, struct client *c, const struct kind *const *kinds, struct err *err);
/* One look without waiting: 1 all are there, 0 not yet, else what speaks against it. */
int attach_look(const struct attach *a, struct client *c, const struct kind *const *kinds, struct err *err);

#endif
