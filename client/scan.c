/* See scan.h. */
#include "client/scan.h"

/* Skips the inside of a string up to and with its closing quote. */
static size_t skip_string(struct scan *s, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s->escaped)
			s->escaped = false;
		else if (bytes[i] == '\\')
			s->escaped = true;
		else if (bytes[i] == '"') {
			s->in_string = false;
			return i + 1;
		}
	}
	return len;
}

size_t scan_object(struct scan *s, const char *bytes, size_t len, bool *ret_complete)
{
	size_t i = 0;

	*ret_complete = false;
	while (i < len) {
		if (s->in_string) {
			i += skip_string(s, bytes + i, len - i);
			continue;
		}
		char c = bytes[i++];

		if (c == '"') {
			s->in_string = true;
		} else if (c == '{' || c == '[') {
			s->depth++;
		} else if ((c == '}' || c == ']') && --s->depth <= 0) {
			*s = (struct scan){ 0 };
			*ret_complete = true;
			return i;
		}
	}
	return len;
}
