/* See names.h. The long sentences are upstream's (apimachinery validation), as recorded in truth/wire. */
#include "sim/validate/names.h"

#define LABEL_TEXT                                                                                                  \
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and " \
	"end with an "                                                                                              \
	"alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "                      \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define SUBDOMAIN_TEXT                                                                                             \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must " \
	"start and end "                                                                                           \
	"with an alphanumeric character (e.g. 'example.com', regex used for validation is "                        \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define QUALIFIED_TEXT                                                                                        \
	"name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " \
	"alphanumeric "                                                                                       \
	"character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "               \
	"'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define SHAPE_TEXT                                                                                                \
	" must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " \
	"character "                                                                                              \
	"(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "                             \
	"'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. "        \
	"'example.com/MyName')"
#define VALUE_TEXT                                                                                                   \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "    \
	"start and end "                                                                                             \
	"with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " \
	"'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

static bool lower_alnum(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
}

static bool alnum(char ch)
{
	return lower_alnum(ch) || (ch >= 'A' && ch <= 'Z');
}

bool name_is_label(const char *text, size_t len)
{
	if (len == 0 || !lower_alnum(text[0]) || !lower_alnum(text[len - 1]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!lower_alnum(text[i]) && text[i] != '-')
			return false;
	return true;
}

bool name_is_subdomain(const char *text, size_t len)
{
	while (len > 0) {
		const char *dot = memchr(text, '.', len);
		size_t part = dot ? (size_t)(dot - text) : len;

		if (!name_is_label(text, part))
			return false;
		if (!dot)
			return true;
		text += part + 1;
		len -= part + 1;
	}
	return false;
}

static void name_check_text(struct causes *causes, const char *path, const json *name, const char *text, bool label)
{
	size_t len = strlen(text);

	if (label && !name_is_label(text, len))
		cause_invalid(causes, path, name, "%s",
		              name_is_subdomain(text, len) ? "must not contain dots" : LABEL_TEXT);
	if (!label && !name_is_subdomain(text, len))
		cause_invalid(causes, path, name, SUBDOMAIN_TEXT);
	if (len > (label ? 63 : 253))
		cause_invalid(causes, path, name, "must be no more than %d characters", label ? 63 : 253);
}

void name_check(struct causes *causes, const char *path, const json *name, bool label)
{
	name_check_text(causes, path, name, json_str_or(name, ""), label);
}

void name_check_prefix(struct causes *causes, const char *path, const json *prefix, bool label)
{
	_cleanup_(freep) char *text = xstrdup(json_str_or(prefix, ""));
	size_t len = strlen(text);

	if (len > 0 && text[len - 1] == '-')
		text[len - 1] = 'a';
	name_check_text(causes, path, prefix, text, label);
}

/* --- labels --- */

static bool qualified_part(const char *text, size_t len)
{
	if (len == 0 || !alnum(text[0]) || !alnum(text[len - 1]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!alnum(text[i]) && text[i] != '-' && text[i] != '_' && text[i] != '.')
			return false;
	return true;
}

/* Why a qualified name is none: texts into the array why. */
static size_t qualified_complaints(const char *key, bool label, const char *why[4])
{
	const char *slash = strchr(key, '/');
	const char *name = slash ? slash + 1 : key;
	size_t n = 0;

	if (slash && strchr(name, '/')) {
		why[n++] = label ? "a valid label key" SHAPE_TEXT : "a qualified name" SHAPE_TEXT;
		return n;
	}
	if (slash == key)
		why[n++] = "prefix part must be non-empty";
	else if (slash && !name_is_subdomain(key, (size_t)(slash - key)))
		why[n++] = "prefix part " SUBDOMAIN_TEXT;
	if (!*name)
		why[n++] = "name part must be non-empty";
	else if (strlen(name) > 63)
		why[n++] = "name part must be no more than 63 bytes";
	if (!qualified_part(name, strlen(name)))
		why[n++] = QUALIFIED_TEXT;
	return n;
}

static void check_key(struct causes *causes, const char *path, const char *key, bool label)
{
	const char *why[4];
	size_t n = qualified_complaints(key, label, why);
	_cleanup_(json_freep) json *value = n > 0 ? json_string(key) : NULL;

	for (size_t i = 0; i < n; i++)
		cause_invalid(causes, path, value, "%s", why[i]);
}

void label_check_key(struct causes *causes, const char *path, const char *key)
{
	check_key(causes, path, key, true);
}

void qualified_name_check(struct causes *causes, const char *path, const char *key)
{
	check_key(causes, path, key, false);
}

void labels_check(struct causes *causes, const char *path, const json *labels)
{
	for (const json *l = json_first(labels); l; l = json_next(l)) {
		const char *value = json_str_or(l, "");

		label_check_key(causes, path, json_key(l));
		if (strlen(value) > 63)
			cause_invalid(causes, path, l, "must be no more than 63 bytes");
		if (*value && !qualified_part(value, strlen(value)))
			cause_invalid(causes, path, l, VALUE_TEXT);
	}
}
