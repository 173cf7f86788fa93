#include "kube/docs.h"

#include <string.h>

#include "base/base.h"

static const struct {
	const char *name, *text; /* "apps.v1" and the file */
} files[] = {
#include "docs.inc"
};

/* The key at a line against the wanted name, as strcmp. */
static int compare(const char *line, const char *message, const char *field)
{
	size_t len = strcspn(line, "\t"), first = strlen(message), second = field ? strlen(field) + 1 : 0;
	int order = strncmp(line, message, MIN(len, first));

	if (order || len < first)
		return order ? order : -1;
	if (!field)
		return len > first;
	if (len == first || line[first] != '.')
		return len == first ? -1 : line[first] - '.';
	order = strncmp(line + first + 1, field, MIN(len - first - 1, second - 1));
	return order ? order : (len - first > second) - (len - first < second);
}

/* A search by halves among lines, of which only the bytes are known. */
static const char *search(const char *text, size_t size, const char *message, const char *field)
{
	size_t low = 0, high = size;

	while (low < high) {
		size_t at = low + (high - low) / 2, end;
		int order;

		while (at > low && text[at - 1] != '\n')
			at--;
		end = at + strcspn(text + at, "\n") + 1;
		order = text[at] == '#' ? -1 : compare(text + at, message, field);
		if (order == 0)
			return text + at;
		if (order < 0)
			low = end;
		else
			high = at;
	}
	return NULL;
}

/* "apps.v1" has what begins with "apps.", "autoscaling.v2" its own, "meta.v1" also what has no group. */
static bool may_hold(const char *file, const char *message)
{
	size_t len = strcspn(file, ".");

	if (streq(file, "meta.v1") && (!strchr(message, '.') || *message == '.' || starts_with(message, "query.")))
		return true;
	return strncmp(file, message, len) == 0 && message[len] == '.' &&
	       (starts_with(message + len, ".v2.") == streq(file + len, ".v2"));
}

bool docs_find(const char *message, const char *field, struct docs *ret)
{
	*ret = (struct docs){ .facts = "", .text = "" };
	for (size_t i = 0; i < COUNT(files); i++) {
		const char *line = may_hold(files[i].name, message)
		                       ? search(files[i].text, strlen(files[i].text), message, field)
		                       : NULL;

		if (!line)
			continue;
		ret->facts = line + strcspn(line, "\t") + 1;
		ret->facts_len = strcspn(ret->facts, "\t");
		ret->text = ret->facts + ret->facts_len + 1;
		ret->text_len = strcspn(ret->text, "\n");
		return true;
	}
	return false;
}

bool docs_fact(const struct docs *d, const char *name)
{
	size_t len = strlen(name);
	int depth = 0;

	for (size_t i = 0; i + len + 2 < d->facts_len; i++) {
		char c = d->facts[i];

		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		if (depth == 0 && c == '"' && d->facts[i + len + 1] == '"' && d->facts[i + len + 2] == ':' &&
		    strncmp(d->facts + i + 1, name, len) == 0)
			return true;
	}
	return false;
}
