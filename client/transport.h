/*
 * struct transport: below the client's requests, above the bytes. Two forms: client/rest.c (curl) and a loopback that
 * hands the same request to sim/api in the same process (made by cmd/ and by tests, which alone may see both sides).
 */
#ifndef CLIENT_TRANSPORT_H
#define CLIENT_TRANSPORT_H

#include "kube/request.h"
#include "base/err.h"

struct exchange;			/* one request under way; owned by the transport */

struct transport_head {
	int code;			/* 0: no answer came */
	int64_t date_ms;		/* the Date header, wall ms; 0: none */
	int retry_after_s;		/* -1: none */
	const char *const *warnings;	/* NULL-ended; may be NULL */
};

struct transport_sink {
	void (*head)(void *arg, const struct transport_head *head);		/* once, before any byte */
	void (*data)(void *arg, const char *bytes, size_t len); /* decoded body, in pieces of any size */
	void (*done)(void *arg, const struct err *err);         /* once, last; err NULL: the body is complete */
};

struct transport {
	/* Sends; the request is borrowed for the call only. stream: a watch or log follow, no overall deadline.
	 * Never NULL, and no callback comes before it has returned: what cannot be sent is told by done. */
	struct exchange *(*send)(struct transport *t, const struct request *r, bool stream,
	                         const struct transport_sink *sink, void *arg);
	void (*cancel)(struct transport *t, struct exchange *x); /* no callback after this; also from a callback */
	/* As cancel, and the connection below is held to be dead: nothing is sent on it again. NULL: cancel is used. */
	void (*drop)(struct transport *t, struct exchange *x);
	void (*free)(struct transport *t);
};

#endif
