#include "kube/label.h"
#include <stdio.h>

#define MOST 63			/* bytes of a value, and of a key's name */
#define MOST_PREFIX 253
#define NAME_RULE                                                                                                      \
	"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "       \
	"character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "                        \
	"'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define VALUE_RULE                                                                                                     \
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "      \
	"start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "   \
	"validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
#define PREFIX_RULE                                                                                                    \
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "     \
	"start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "              \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

#define ALPHANUMERIC "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define LOWER "0123456789abcdefghijklmnopqrstuvwxyz"

static bool complain(struct str *why, const char *part, const char *text)
{
	if (why) {
		str_add(why, why->len ? "; " : "");
		str_add(why, part);
		str_add(why, text);
	}
	return false;
}

static bool complain_long(struct str *why, const char *part, int most)
{
	char text[64];

	snprintf(text, sizeof(text), "must be no more than %d bytes", most);
	return complain(why, part, text);
}

/* Letters, digits, and in the middle - _ and . too. */
static bool well_formed(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool edge = i == 0 || i == len - 1;

		if (!strchr(ALPHANUMERIC, s[i]) && (edge || !strchr("-_.", s[i])))
			return false;
	}
	return len > 0;
}

static bool is_subdomain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool first = i == 0 || s[i - 1] == '.', last = i == len - 1 || s[i + 1] == '.';

		if (s[i] == '.' ? first || last : !strchr(LOWER, s[i]) && (s[i] != '-' || first || last))
			return false;
	}
	return len > 0;
}

static bool prefix_valid(const char *prefix, size_t len, struct str *why)
{
	bool valid = true;

	if (!len)
		return complain(why, "prefix part ", "must be non-empty");
	if (len > MOST_PREFIX)
		valid = complain_long(why, "prefix part ", MOST_PREFIX);
	if (!is_subdomain(prefix, len))
		valid = complain(why, "prefix part ", PREFIX_RULE);
	return valid;
}

bool label_key_valid(const char *key, struct str *why)
{
	const char *slash = strchr(key, '/');
	const char *name = slash ? slash + 1 : key;
	bool valid = true;

	if (strchr(name, '/'))
		return complain(why, "a valid label key ",
				NAME_RULE " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
	if (slash)
		valid = prefix_valid(key, (size_t)(slash - key), why);
	if (!*name)
		valid = complain(why, "name part ", "must be non-empty");
	else if (strlen(name) > MOST)
		valid = complain_long(why, "name part ", MOST);
	if (!well_formed(name, strlen(name)))
		valid = complain(why, "name part ", NAME_RULE);
	return valid;
}

bool label_value_valid(const char *value, struct str *why)
{
	bool valid = true;

	if (strlen(value) > MOST)
		valid = complain_long(why, "", MOST);
	if (*value && !well_formed(value, strlen(value)))
		valid = complain(why, "", VALUE_RULE);
	return valid;
}
