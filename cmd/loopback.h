/*
 * The transport into the bundled cluster in the same process: a request becomes the same bytes that would come over the
 * wire (method, URL, body), and sim/api answers them. Only cmd/ and tests may see both sides.
 *
 * The answer is worked out when the request is sent and delivered at the end of the loop's turn, as a socket would.
 */
#ifndef CMD_LOOPBACK_H
#define CMD_LOOPBACK_H

#include "base/loop.h"
#include "client/transport.h"
#include "sim/world.h"

/* world and loop must outlive it. Freed through transport->free. */
struct transport *loopback_new(struct loop *loop, struct world *world);
/* Cuts the line, with a sentence why (copied), as a dead server would; NULL joins it again. Open streams end at once.
 */
void loopback_cut(struct transport *t, const char *why);
/* Answers 403 from now on to requests whose path is exactly this one, as a server does to who may not: "/api/v1/pods".
 */
void loopback_refuse(struct transport *t, const char *path);
/* True when nothing waits to be delivered. */
bool loopback_idle(const struct transport *t);

#endif
