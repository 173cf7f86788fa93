/* Short digests of text: for ETags and for comparing histories. Not for secrets. */
#ifndef SIM_HASH_H
#define SIM_HASH_H

#include "base/base.h"

#define HASH_START 0xcbf29ce484222325

uint64_t hash_add(uint64_t hash, const void *bytes, size_t len);
/* 32 hexadecimal digits and a NUL. */
void hash_text(const char *text, size_t len, char ret[33]);

#endif
