/*
 * struct str: growing text. `buf` is never NULL and always ends in NUL (len does not count it), so it can be used as a
 * C string at any time; it may also hold NUL bytes. STR_INIT needs no release while nothing was added.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

struct str {
	char *buf;
	size_t len;
	size_t cap;		/* 0 while buf is the shared empty string */
};

extern const char str_empty[1];
#define STR_INIT { (char *)str_empty, 0, 0 }	/* never written to while cap is 0 */

void str_init(struct str *s);
void str_release(struct str *s);			/* frees and re-initialises */
void str_reset(struct str *s);				/* len = 0, memory kept */
void str_reserve(struct str *s, size_t more);		/* room for `more` bytes beyond len */
void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const void *bytes, size_t len);
/* Here, as nearly every byte of JSON's punctuation comes through it. */
static inline void str_addc(struct str *s, char c)
{
	if (s->len + 1 >= s->cap)
		str_reserve(s, 1);
	s->buf[s->len++] = c;
	s->buf[s->len] = 0;
}
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_vaddf(struct str *s, const char *fmt, va_list args);
void str_cut(struct str *s, size_t len);		/* shortens to len */
char *str_take(struct str *s);				/* the text, owned by the caller; s is empty after */

#endif
