/* Growing text. Capacity doubles, so that n bytes added one by one cost O(n). */
#include "base/str.h"
#include "base/log.h"

#include <stdio.h>

const char str_empty[1] = "";

void str_init(struct str *s)
{
	*s = (struct str)STR_INIT;
}

void str_release(struct str *s)
{
	if (s->cap)
		free(s->buf);
	str_init(s);
}

void str_reset(struct str *s)
{
	str_cut(s, 0);
}

void str_reserve(struct str *s, size_t more)
{
	size_t need, cap;

	if (__builtin_add_overflow(s->len, more, &need) || need > SIZE_MAX / 4)
		die("a text of %zu bytes is to grow by %zu", s->len, more);
	if (need < s->cap)
		return;
	cap = MAX(MAX(s->cap * 2, need + 1), (size_t)32);
	if (s->cap) {
		s->buf = xrealloc(s->buf, cap);
	} else {
		s->buf = xmalloc(cap);
		s->buf[0] = 0;
	}
	s->cap = cap;
}

void str_add(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text));
}

void str_addn(struct str *s, const void *bytes, size_t len)
{
	if (!len)
		return;
	str_reserve(s, len);
	memcpy(s->buf + s->len, bytes, len);
	s->len += len;
	s->buf[s->len] = 0;
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	str_vaddf(s, fmt, args);
	va_end(args);
}

void str_vaddf(struct str *s, const char *fmt, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	str_reserve(s, 64);
	n = vsnprintf(s->buf + s->len, s->cap - s->len, fmt, args);
	if (n < 0)
		die("a text that cannot be formatted: %s", fmt);
	if ((size_t)n >= s->cap - s->len) {
		str_reserve(s, (size_t)n);
		vsnprintf(s->buf + s->len, s->cap - s->len, fmt, again);
	}
	s->len += (size_t)n;
	va_end(again);
}

void str_cut(struct str *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->buf[len] = 0;
}

char *str_take(struct str *s)
{
	char *text = s->cap ? s->buf : xstrdup("");

	str_init(s);
	return text;
}
