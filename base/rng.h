/*
 * Chance is an argument. struct rng is a seeded generator (same seed, same sequence, on every machine); entropy_fill
 * asks the operating system and is for tokens, keys and serials only: nothing from it may reach a journal or a
 * recording.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include "base/base.h"

struct rng {
	uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed);
uint64_t rng_u64(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n);		/* uniform in [0, n); n > 0 */
double rng_unit(struct rng *r);				/* uniform in [0, 1) */
void rng_uuid(struct rng *r, char ret[37]);		/* UUID v4, lower case */
/* n characters of Kubernetes' safe alphabet "bcdfghjklmnpqrstvwxz2456789" and a NUL. */
void rng_suffix(struct rng *r, char *ret, size_t n);

void entropy_fill(void *ret, size_t len);

#endif
