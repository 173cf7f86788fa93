/* Names, labels and selectors of sim/validate/check.h. The rules of labels are those of sim/validate/names.h; the
 * path is made into text here. */
#include "sim/validate/check.h"
#include "sim/validate/names.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static size_t complaints(const struct node *n)
{
	return n->causes ? causes_count(n->causes) : 0;
}

static bool check_name(const struct node *n, bool label)
{
	const char *text = node_str(n);
	size_t before = complaints(n), len = strlen(text);

	if (len <= (label ? 63 : 253) && (label ? name_is_label(text, len) : name_is_subdomain(text, len)))
		return true;
	_cleanup_(str_release) struct str path = STR_INIT;

	node_path(n, &path);
	name_check(n->causes, path.buf, n->value, label);
	return complaints(n) == before;
}

bool check_label_name(const struct node *n)
{
	return check_name(n, true);
}

bool check_subdomain(const struct node *n)
{
	return check_name(n, false);
}

typedef void (*key_fn)(struct causes *causes, const char *path, const char *key);

static bool check_qualified(const struct node *n, const char *text, key_fn check)
{
	_cleanup_(str_release) struct str path = STR_INIT;
	size_t before = complaints(n);

	node_path(n, &path);
	check(n->causes, path.buf, text);
	return complaints(n) == before;
}

bool check_qualified_name(const struct node *n)
{
	return check_qualified(n, node_str(n), qualified_name_check);
}

bool check_qualified_key(const struct node *n)
{
	return check_qualified(n, n->name, qualified_name_check);
}

bool check_label_key(const struct node *n)
{
	return check_qualified(n, node_str(n), label_check_key);
}

bool check_port_name(const struct node *n)
{
	const char *text = node_str(n);
	size_t before = complaints(n), len = strlen(text);

	if (len > 15)
		refuse_invalid(n, "must be no more than 15 characters");
	if (len == 0 || strspn(text, LOWER DIGITS "-") != len)
		refuse_invalid(n, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
	if (!strpbrk(text, LOWER))
		refuse_invalid(n, "must contain at least one letter (a-z)");
	if (strstr(text, "--"))
		refuse_invalid(n, "must not contain consecutive hyphens");
	if (len > 0 && (*text == '-' || text[len - 1] == '-'))
		refuse_invalid(n, "must not begin or end with a hyphen");
	return complaints(n) == before;
}

bool check_config_key(const struct node *n, const char *key)
{
	size_t before = complaints(n);

	if (strlen(key) > 253)
		refuse_invalid_as(n, json_string(key), "must be no more than 253 characters");
	if (!*key || strspn(key, LOWER DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") != strlen(key))
		refuse_invalid_as(n, json_string(key),
				  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
				  "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
				  "'[-._a-zA-Z0-9]+')");
	else if (streq(key, ".") || streq(key, ".."))
		refuse_invalid_as(n, json_string(key), "must not be '%s'", key);
	else if (starts_with(key, ".."))
		refuse_invalid_as(n, json_string(key), "must not start with '..'");
	return complaints(n) == before;
}

bool check_env_name(const struct node *n)
{
	for (const char *at = node_str(n); *at; at++) {
		if (*at < ' ' || *at > '~' || *at == '=') {
			refuse_invalid(n, "a valid environment variable name must consist only of printable ASCII "
					  "characters other "
					  "than '='");
			return false;
		}
	}
	return true;
}

/* --- maps of texts --- */

void check_labels(const struct node *n)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	if (node_empty(n))
		return;
	node_path(n, &path);
	labels_check(n->causes, path.buf, n->value);
}

void check_annotations(const struct node *n)
{
	_cleanup_(str_release) struct str path = STR_INIT;

	if (node_empty(n))
		return;
	node_path(n, &path);
	for (const json *a = json_first(n->value); a; a = json_next(a))
		qualified_name_check(n->causes, path.buf, json_key(a));
}

static void check_requirement(const struct node *n)
{
	static const char *const with_values[] = { "In", "NotIn", NULL }, *const without[] = { "Exists", "DoesNotExist",
											       NULL };
	const struct node *operator = AT(n, "operator"), *values = AT(n, "values");
	const char *word = node_str(operator);

	if (streq(word, with_values[0]) || streq(word, with_values[1])) {
		if (json_len(values->value) == 0)
			refuse_required(values, "must be specified when `operator` is 'In' or 'NotIn'");
	} else if (streq(word, without[0]) || streq(word, without[1])) {
		if (json_len(values->value) > 0)
			refuse_forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
	} else {
		refuse_invalid_as(operator, json_string(word), "not a valid selector operator");
	}
	check_label_key(AT(n, "key"));
}

void check_label_selector(const struct node *n)
{
	check_labels(AT(n, "matchLabels"));
	each_item(AT(n, "matchExpressions"), check_requirement);
}

bool selector_is_empty(const json *label_selector)
{
	return json_len(json_get(label_selector, "matchLabels")) == 0 &&
	       json_len(json_get(label_selector, "matchExpressions")) == 0;
}
