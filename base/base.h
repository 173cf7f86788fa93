/*
 * What every file may take for granted: the C library's usual headers, ownership helpers, allocation that never fails.
 *
 * Running out of memory ends the program (after the terminal is restored, see base/log.h: die_hook), so xmalloc and its
 * kin never return NULL. Owning locals are declared `_cleanup_(str_release) struct str s = STR_INIT;`, error paths are
 * plain `return`, and ownership leaves a scope by `take(p)`.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define _cleanup_(release) __attribute__((cleanup(release)))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CONTAINER_OF(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Gives the pointer away and leaves NULL behind, so that a _cleanup_ does not free what was handed on. */
#define take(p) ({ __typeof__(p) taken_ = (p); (p) = NULL; taken_; })

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t size);
void *xmemdup(const void *p, size_t size);
char *xstrdup(const char *s);			/* NULL gives NULL */
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* For `_cleanup_(freep) char *p`: frees what p points to. */
static inline void freep(void *p)
{
	free(*(void **)p);
}

static inline bool streq(const char *a, const char *b)
{
	return a == b || (*a == *b && strcmp(a, b) == 0);
}

/* Equality where either side may be NULL; NULL equals only NULL. */
static inline bool streq0(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static inline bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

#endif
