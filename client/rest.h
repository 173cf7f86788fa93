/*
 * The only file that knows curl: a struct transport over HTTP/1.1 and HTTP/2 with TLS, on our loop. Watches and a
 * person's requests never share a connection, so that a stalled stream cannot hold up an action.
 */
#ifndef CLIENT_REST_H
#define CLIENT_REST_H

#include "base/log.h"
#include "base/loop.h"
#include "client/config.h"
#include "client/transport.h"

/* config is copied as far as it is needed. NULL with err: something in it cannot work (a proxy of an unknown kind). */
struct transport *rest_new(struct loop *loop, struct log *log, const struct config *config, const char *user_agent,
                           struct err *err);

#endif
