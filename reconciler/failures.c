#include "reconciler/failures.h"

#include <stdio.h>

void failures_add(struct failures *f, const char *fmt, ...)
{
	struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	vec_push(&f->texts, str_take(&text));
}

void failures_move(struct failures *to, struct failures *from)
{
	vec_each(&from->texts, text)
		vec_push(&to->texts, *text);
	from->texts.len = 0;
	failures_release(from);
}

bool failures_any(const struct failures *f)
{
	return f->texts.len > 0;
}

static bool said_before(const struct failures *f, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (streq(f->texts.items[i], f->texts.items[index]))
			return true;
	}
	return false;
}

void failures_text(const struct failures *f, struct str *out)
{
	_cleanup_(str_release) struct str all = STR_INIT;
	size_t said = 0;

	for (size_t i = 0; i < f->texts.len; i++) {
		if (said_before(f, i))
			continue;
		str_addf(&all, "%s%s", said++ ? ", " : "", f->texts.items[i]);
	}
	str_addf(out, said > 1 ? "[%s]" : "%s", all.buf);
}

void failures_clear(struct failures *f)
{
	vec_each(&f->texts, text)
		free(*text);
	f->texts.len = 0;
}

void failures_release(struct failures *f)
{
	failures_clear(f);
	vec_release(&f->texts);
}
