#include "reconciler/span.h"

/* The byte after a string that begins at the quote p. */
static const char *skip_string(const char *p)
{
	for (p += 1 + strcspn(p + 1, "\"\\"); *p == '\\' && p[1];)
		p += 2 + strcspn(p + 2, "\"\\");
	return *p ? p + 1 : p;
}

/* The byte after the value that begins at p. */
static const char *skip_value(const char *p)
{
	int depth = 0;

	while (*p) {
		if (*p == '"') {
			p = skip_string(p);
			if (depth == 0)
				return p;
			continue;
		}
		if (depth == 0 && (*p == ',' || *p == '}' || *p == ']'))
			return p;
		if (*p == '{' || *p == '[')
			depth++;
		else if ((*p == '}' || *p == ']') && --depth == 0)
			return p + 1;
		p++;
	}
	return p;
}

struct span span_member(const char *text, const char *key)
{
	const char *p = text;
	size_t len = strlen(key);

	while (*p && *p != '{')
		p++;
	while (*p == '{' || *p == ',') {
		const char *name = ++p, *value;

		if (*name != '"')
			break;
		p = skip_string(p);
		value = p + 1;	/* past the colon */
		p = skip_value(value);
		if (strncmp(name + 1, key, len) == 0 && name[len + 1] == '"')
			return (struct span){ value, (size_t)(p - value) };
	}
	return (struct span){ NULL, 0 };
}

void span_replace(const char *text, const char *key, const char *value, struct str *out)
{
	struct span old = span_member(text, key);
	size_t len = strlen(text);

	if (old.at) {
		str_addn(out, text, (size_t)(old.at - text));
		str_add(out, value);
		str_add(out, old.at + old.len);
		return;
	}
	assert(len >= 2 && text[len - 1] == '}');
	str_addn(out, text, len - 1);
	str_addf(out, "%s\"%s\":%s}", text[len - 2] == '{' ? "" : ",", key, value);
}
