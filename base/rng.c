/* xoshiro256** (Blackman and Vigna), seeded by splitmix64: 32 bytes of state, the same sequence on every machine. */
#include "base/rng.h"
#include "base/log.h"

#include <stdio.h>
#include <sys/random.h>

static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

void rng_init(struct rng *r, uint64_t seed)
{
	for (size_t i = 0; i < COUNT(r->s); i++)
		r->s[i] = splitmix(&seed);
}

uint64_t rng_u64(struct rng *r)
{
	uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
	uint64_t limit, x;

	assert(n > 0);
	limit = UINT64_MAX - UINT64_MAX % n;	/* values from here on would favour small answers */
	do
		x = rng_u64(r);
	while (x >= limit);
	return (uint32_t)(x % n);
}

double rng_unit(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1p-53;
}

void rng_uuid(struct rng *r, char ret[37])
{
	uint64_t a = rng_u64(r), b = rng_u64(r);

	a = (a & ~(uint64_t)0xf000) | 0x4000;			/* version 4 */
	b = (b & ~((uint64_t)3 << 62)) | (uint64_t)1 << 63;	/* variant of RFC 9562 */
	for (int i = 0, digit = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			ret[i] = '-';
			continue;
		}
		ret[i] = "0123456789abcdef"[(digit < 16 ? a : b) >> (60 - digit % 16 * 4) & 15];
		digit++;
	}
	ret[36] = 0;
}

void rng_suffix(struct rng *r, char *ret, size_t n)
{
	static const char alphabet[] = "bcdfghjklmnpqrstvwxz2456789";

	for (size_t i = 0; i < n; i++)
		ret[i] = alphabet[rng_below(r, sizeof(alphabet) - 1)];
	ret[n] = 0;
}

void entropy_fill(void *ret, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = getrandom((char *)ret + done, len - done, 0);

		if (n < 0 && errno != EINTR)
			die("the system gives no random bytes: %s", strerror(errno));
		if (n > 0)
			done += (size_t)n;
	}
}
