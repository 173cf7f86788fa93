/* Allocation that never fails: running out of memory ends the program through die, which restores the terminal. */
#include "base/base.h"
#include "base/log.h"

#include <stdio.h>

static void *must(void *p, size_t size)
{
	if (!p && size)
		die("out of memory: %zu bytes are not to be had", size);
	return p;
}

void *xmalloc(size_t size)
{
	return must(malloc(size), size);
}

void *xcalloc(size_t count, size_t size)
{
	size_t want;

	if (__builtin_mul_overflow(count, size, &want))
		return must(NULL, SIZE_MAX);
	return must(calloc(count, size), want);
}

void *xrealloc(void *p, size_t size)
{
	return must(realloc(p, size ? size : 1), size ? size : 1);
}

void *xmemdup(const void *p, size_t size)
{
	void *copy = xmalloc(size);

	if (size)
		memcpy(copy, p, size);
	return copy;
}

char *xstrdup(const char *s)
{
	return s ? xmemdup(s, strlen(s) + 1) : NULL;
}

char *xstrndup(const char *s, size_t len)
{
	size_t n = strnlen(s, len);
	char *copy = xmalloc(n + 1);

	memcpy(copy, s, n);
	copy[n] = 0;
	return copy;
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		die("out of memory, or a text that cannot be formatted: %s", fmt);
	va_end(args);
	return text;
}
