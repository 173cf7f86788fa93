/* Code points of text that ends in NUL: reading, writing, and how wide they are on a terminal. */
#ifndef TUI_CODEPOINT_H
#define TUI_CODEPOINT_H

#include "base/utf8.h"
#include "kube/sanitize.h"

/* Reads the code point at text (not at its end); the bytes it took. A broken sequence reads as U+FFFD, one byte. */
static inline size_t codepoint_read(const char *text, uint32_t *ret)
{
	size_t len = utf8_decode(text, strnlen(text, 4), ret);

	if (!len)
		*ret = 0xfffd;
	return MAX(len, 1u);
}

/* Writes c as UTF-8, NUL-ended; its length. */
static inline size_t codepoint_write(uint32_t c, char ret[5])
{
	size_t len = utf8_encode(c, ret);

	ret[len] = '\0';
	return len;
}

/* 0 (it combines with the one before), 1 or 2. */
static inline int codepoint_columns(uint32_t c)
{
	char text[5];

	return c < 0x300 ? 1 : text_width(text, codepoint_write(c, text));
}

#endif
