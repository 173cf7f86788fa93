/*
 * Where a JSON object ends in a stream, without building anything: braces counted outside of strings. What lies between
 * is not checked here; base/json.h does that once the text is whole.
 */
#ifndef CLIENT_SCAN_H
#define CLIENT_SCAN_H

#include "base/base.h"

struct scan {
	int depth;
	bool in_string;
	bool escaped;		/* the byte before was a backslash */
};

/* Follows the text of one object, whose first byte is '{', over any cut of the stream. Returns how many bytes belong
 * to it; *ret_complete says that the last of them closed it, and the scan is ready for the next object. */
size_t scan_object(struct scan *s, const char *bytes, size_t len, bool *ret_complete);

/* The bytes that JSON allows between two values. */
static inline bool scan_is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

#endif
