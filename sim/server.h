/*
 * struct server: the API over HTTPS on loopback. The only file that knows libmicrohttpd, driven by our loop through its
 * epoll descriptor. A watch is a suspended connection that is resumed when there is something to read, when its time is
 * over, and when its client has gone.
 */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include "base/loop.h"
#include "base/log.h"
#include "sim/certificates.h"
#include "sim/journal.h"
#include "sim/pace.h"

struct server;

struct server_options {
	struct loop *loop;
	struct world *world;
	struct pace *pace;
	struct journal *journal;	/* NULL: none */
	struct log *log;		/* NULL: none */
	const struct certificates *certificates;	/* borrowed while the server lives */
	const char *token;		/* of the administrator; copied */
	int listener;			/* taken */
};

struct server *server_new(const struct server_options *options, struct err *err);
void server_free(struct server *s);
uint64_t server_requests(const struct server *s);	/* handled so far */

#endif
