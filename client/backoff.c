/* See backoff.h. */
#include "client/backoff.h"

enum { BASE_MS = 800, CAP_MS = 30000, RESET_MS = 120000 };

int64_t backoff_next(struct backoff *b, struct rng *rng, int64_t now_ms, int64_t at_least_ms)
{
	if (b->delay_ms == 0 || now_ms - b->last_ms > RESET_MS)
		b->delay_ms = BASE_MS;
	else
		b->delay_ms = MIN(b->delay_ms * 2, CAP_MS);
	b->last_ms = now_ms;
	int64_t wait = b->delay_ms + (int64_t)((double)b->delay_ms * rng_unit(rng));

	return MAX(wait, at_least_ms);
}
