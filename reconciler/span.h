/*
 * Finding one top-level member in compact JSON text without parsing it. Objects are kept as the bytes a server sent; a
 * status write changes one member of a set, and revisions are compared by the exact bytes of their data, so both work
 * on the text.
 */
#ifndef RECONCILER_SPAN_H
#define RECONCILER_SPAN_H

#include "base/str.h"

struct span {
	const char *at;		/* NULL: absent */
	size_t len;
};

/* The value of the first top-level member called key. The text must be valid JSON as base/json prints it. */
struct span span_member(const char *text, const char *key);
/* Appends the text with the member's value replaced, or added at the end if it is absent. */
void span_replace(const char *text, const char *key, const char *value, struct str *out);

#endif
