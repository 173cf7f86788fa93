/* FNV-1a, once forwards and once over the running value: enough to see a difference. */
#include "sim/hash.h"

#include <stdio.h>

uint64_t hash_add(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * 0x100000001b3;
	return hash;
}

void hash_text(const char *text, size_t len, char ret[33])
{
	uint64_t a = hash_add(HASH_START, text, len);
	uint64_t b = hash_add(hash_add(a, &len, sizeof(len)), text, len);

	snprintf(ret, 33, "%016" PRIX64 "%016" PRIX64, a, b);
}
