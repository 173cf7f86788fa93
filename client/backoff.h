/*
 * How long to wait before asking a server again: client-go's reflector constants (0.8 s, doubled up to 30 s, each wait
 * stretched by up to as much again at random, back to the start after two minutes without a failure).
 */
#ifndef CLIENT_BACKOFF_H
#define CLIENT_BACKOFF_H

#include "base/rng.h"

struct backoff {
	int64_t delay_ms;	/* of the last wait, before jitter; 0: none yet */
	int64_t last_ms;	/* when it was asked for */
};

/* The next wait in ms, at least at_least_ms (a server's Retry-After). now_ms is monotonic. */
int64_t backoff_next(struct backoff *b, struct rng *rng, int64_t now_ms, int64_t at_least_ms);

#endif
