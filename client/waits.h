/* struct waits: the loop's timers as what is above a cluster waits by (kube/timers.h). */
#ifndef CLIENT_WAITS_H
#define CLIENT_WAITS_H

#include "base/loop.h"
#include "kube/timers.h"

struct waits {
	struct timers timers;
	struct loop *loop;
};

/* now_ms: the cluster's time, of whoever embeds it. */
void waits_init(struct waits *w, struct loop *loop, int64_t (*now_ms)(struct timers *t));

#endif
