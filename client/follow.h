/*
 * struct follow: a text that a server goes on sending, as it is written: the log of a container. What is asked is a
 * plain request; the answer is read for as long as it lasts, however long nothing comes.
 */
#ifndef CLIENT_FOLLOW_H
#define CLIENT_FOLLOW_H

#include "client/client.h"
#include "kube/status.h"

struct follow;

struct follow_outcome {
	int code;			/* 200 and 204: it came to its end; 0: no answer, or it broke; else refused */
	const char *message;		/* why it was refused or broke; "" else. Sanitise before showing */
};

struct follow_sink {
	void (*opened)(void *arg);	/* the server accepted; may be NULL */
	void (*text)(void *arg, const char *bytes, size_t len);		/* pieces of any size */
	void (*ended)(void *arg, const struct follow_outcome *outcome);	/* once, last; the follow is freed after it */
};

/* Sends; the request is borrowed for the call only. No callback comes before it has returned. To be freed before the
 * client is. */
struct follow *client_follow(struct client *c, const struct request *r, const struct follow_sink *sink, void *arg);
void follow_free(struct follow *f);		/* no callback after this; NULL is fine; also from a callback */

#endif
