/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"

/* The length in bytes (1 to 4) of the character that begins s, of which len bytes may be read, and the character
 * itself; 0 if s is empty or does not begin with one. */
size_t utf8_decode(const char *s, size_t len, uint32_t *ret);
/* Writes c as UTF-8 (not ended by NUL); returns its length. What is no character becomes U+FFFD. */
size_t utf8_encode(uint32_t c, char ret[4]);

#endif
