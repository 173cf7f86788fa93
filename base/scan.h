/*
 * Text looked at eight bytes at a time. Nearly every byte of every object comes by here twice, on its way in and on its
 * way out, and hardly one of them is anything but itself.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include "base/base.h"

#include <endian.h>

#define SCAN_BYTES 8
#define SCAN_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* A high bit in each byte of x that is 0; bytes after the first such one may have it for nothing. */
static inline uint64_t scan_zeros(uint64_t x)
{
	return (x - SCAN_EACH(0x01)) & ~x & SCAN_EACH(0x80);
}

/* A high bit in each byte that a JSON string does not hold as it is, or in which it ends: quotes, backslashes, control
 * bytes, and all that is not ASCII. Exact up to the first. */
static inline uint64_t scan_odd(uint64_t x)
{
	return scan_zeros(x ^ SCAN_EACH('"')) | scan_zeros(x ^ SCAN_EACH('\\')) |
	       ((x | (x - SCAN_EACH(0x20))) & SCAN_EACH(0x80));
}

/* The same, and what Go escapes for the sake of HTML: <, > and &. Each pair differs in one bit. */
static inline uint64_t scan_escaped(uint64_t x)
{
	return scan_odd(x) | scan_zeros((x | SCAN_EACH('<' ^ '>')) ^ SCAN_EACH('<' | '>')) |
	       scan_zeros(x ^ SCAN_EACH('&'));
}

static inline uint64_t scan_load(const char *s)
{
	uint64_t x;

	memcpy(&x, s, sizeof(x));
	return le64toh(x);
}

/* How many bytes come before the first that is marked; SCAN_BYTES for none. */
static inline size_t scan_clear(uint64_t marks)
{
	return marks ? (size_t)__builtin_ctzll(marks) / 8 : SCAN_BYTES;
}

#endif
