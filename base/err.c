/* The text of an error is cut at the end of its buffer, and never in the middle of a UTF-8 sequence. */
#include "base/err.h"

#include <stdio.h>

static void trim_partial_utf8(char *text, size_t size)
{
	size_t len = strlen(text), start = len;

	if (len + 1 < size)
		return;
	while (start && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start && (unsigned char)text[start - 1] >= 0xc0)
		text[start - 1] = 0;
}

int err_set(struct err *err, int code, const char *fmt, ...)
{
	va_list args;

	assert(code < 0);
	if (!err)
		return code;
	err->code = code;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	trim_partial_utf8(err->text, sizeof(err->text));
	return code;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	char before[sizeof(err->text)];
	size_t len;
	va_list args;

	if (!err)
		return -EINVAL;
	memcpy(before, err->text, sizeof(before));
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, ": %s", before);
	trim_partial_utf8(err->text, sizeof(err->text));
	return err->code;
}
