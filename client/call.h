/*
 * struct port over a transport: one request, one answer. What a server asks to be tried again is tried again here, and
 * only where that cannot do a thing twice: a 429 was not carried out, whoever asked, but an eviction's 429 is a
 * budget's answer and belongs to the caller; a 5xx with Retry-After and a lost connection only for reads (client-go
 * resends writes too).
 */
#ifndef CLIENT_CALL_H
#define CLIENT_CALL_H

#include "base/loop.h"
#include "client/transport.h"
#include "kube/port.h"

struct calls;

struct calls *calls_new(struct loop *loop, struct transport *transport);
void calls_free(struct calls *c);		/* no answer comes after this */
struct port *calls_port(struct calls *c);
size_t calls_under_way(const struct calls *c);

#endif
