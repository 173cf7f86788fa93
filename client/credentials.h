/*
 * Who we are to the server, as the kubeconfig says it: a static token, a token file that is read again before it is a
 * minute old, a client certificate, a password, or a plugin that is asked (client/plugin.h) and whose answer is kept
 * until it expires. A plugin runs beside the loop, never twice at a time.
 */
#ifndef CLIENT_CREDENTIALS_H
#define CLIENT_CREDENTIALS_H

#include "base/log.h"
#include "base/loop.h"
#include "client/config.h"

struct identity {
	const char *token;			/* borrowed, as everything here; NULL: none */
	const char *username, *password;
	const char *cert, *key;			/* PEM */
	uint64_t serial;			/* changes whenever any of it does */
	uint64_t cert_serial;			/* changes with cert and key: connections made with others must go */
};

struct credentials_options {
	struct loop *loop;
	struct log *log;
	const struct config *config;		/* borrowed for as long as the credentials live */
	int64_t (*wall_ms)(void);		/* for expiry; clock_wall_ms but in tests */
	loop_fn ready;				/* called when -EAGAIN has turned into an answer */
	void *arg;
};

struct credentials;

struct credentials *credentials_new(const struct credentials_options *options);
void credentials_free(struct credentials *c);
/* 0 with the identity; -EAGAIN while the plugin runs (`ready` comes later); else why there is none, for a person. */
int credentials_get(struct credentials *c, struct identity *ret, struct err *err);
/* The server answered 401 to a request made with this serial. True if another try can have a different identity. */
bool credentials_refused(struct credentials *c, uint64_t serial);

#endif
