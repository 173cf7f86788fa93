/*
 * struct port: how anything above asks a cluster for something, asynchronously. client/ implements it over HTTP, sim/
 * on its store (whose answers may come before the submit returns). The workqueue, the handlers, the reconciler's
 * executor and the simulated controllers know only this and kube/cache.h.
 */
#ifndef KUBE_PORT_H
#define KUBE_PORT_H

#include "kube/request.h"
#include "kube/status.h"

struct answer {
	int code;			/* HTTP code; 0: no answer came (see status.message) */
	const struct object *object;	/* that a get or write answered, with bytes; borrowed; or NULL */
	const char *body;		/* borrowed; as received, or NULL when the port did not print it */
	size_t len;
	struct status status;		/* filled when code is 0 or >= 400 */
	const char *const *warnings;	/* Warning texts, NULL-ended; may be NULL */
};

typedef void (*answer_fn)(void *arg, const struct answer *a);

struct port {
	/* Takes the request's contents (it is left empty). `done` is called exactly once, unless the port is freed
	 * first. */
	void (*submit)(struct port *p, struct request *r, answer_fn done, void *arg);
};

static inline void port_submit(struct port *p, struct request *r, answer_fn done, void *arg)
{
	p->submit(p, r, done, arg);
}

static inline bool answer_ok(const struct answer *a)
{
	return a->code >= 200 && a->code < 300;
}

#endif
