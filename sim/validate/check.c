#include "sim/validate/check.h"
#include "kube/quantity.h"

#include <ctype.h>
#include <limits.h>

/* --- presence, numbers, choices --- */

bool check_required(const struct node *n)
{
	if (!node_empty(n))
		return true;
	refuse_required(n, NULL);
	return false;
}

static bool negative(const json *v)
{
	return json_str(v) ? quantity_cmp(json_str(v), "0") < 0 : json_int_or(v, 0) < 0;
}

bool check_non_negative(const struct node *n)
{
	if (!negative(n->value))
		return true;
	refuse_invalid(n, "must be greater than or equal to 0");
	return false;
}

bool check_range(const struct node *n, int64_t least, int64_t most)
{
	int64_t v = node_int(n, least);

	if (v >= least && v <= most)
		return true;
	refuse_invalid(n, "must be between %" PRId64 " and %" PRId64 ", inclusive", least, most);
	return false;
}

bool check_port(const struct node *n)
{
	return check_range(n, 1, 65535);
}

bool check_port_or_name(const struct node *n)
{
	if (json_type(n->value) == JSON_STRING)
		return check_port_name(n);
	if (n->value)
		return check_port(n);
	refuse_invalid_as(n, json_number(0), "must be between 1 and 65535, inclusive");
	return false;
}

static bool is_one_of(const char *text, const char *const *supported)
{
	for (; *supported; supported++)
		if (streq(text, *supported))
			return true;
	return false;
}

bool check_one_of(const struct node *n, const char *const *supported)
{
	if (!n->value || is_one_of(node_str(n), supported))
		return true;
	refuse_unsupported(n, supported);
	return false;
}

bool check_required_one_of(const struct node *n, const char *const *supported)
{
	return check_required(n) && check_one_of(n, supported);
}

bool check_immutable(const struct node *n, const json *old)
{
	if (json_equal(n->value, old) || (json_is_empty(n->value) && json_is_empty(old)))
		return true;
	refuse_invalid(n, "field is immutable");
	return false;
}

static bool is_percent(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && streq(text + digits, "%");
}

bool check_int_or_percent(const struct node *n)
{
	if (!json_str(n->value))
		return check_non_negative(n);
	if (is_percent(json_str(n->value)))
		return true;
	refuse_invalid(
		n,
		"a valid percent string must be a numeric string followed by an ending '%%' (e.g. '1%%',  or '93%%', "
		"regex used for validation is '[0-9]+%%')");
	return false;
}

void check_not_over_100_percent(const struct node *n)
{
	if (is_percent(node_str(n)) && strtol(node_str(n), NULL, 10) > 100)
		refuse_invalid(n, "must not be greater than 100%%");
}

/* --- paths of file systems and networks --- */

bool check_no_backsteps(const struct node *n)
{
	const char *at = node_str(n), *slash;

	for (; at; at = slash ? slash + 1 : NULL) {
		slash = strchr(at, '/');
		if (starts_with(at, "..") && (at[2] == '/' || !at[2])) {
			refuse_invalid(n, "must not contain '..'");
			return false;
		}
	}
	return true;
}

bool check_relative_path(const struct node *n)
{
	bool fine = *node_str(n) != '/';

	if (!fine)
		refuse_invalid(n, "must be a relative path");
	return check_no_backsteps(n) && fine;
}

static bool is_ip4(const char *text)
{
	for (int part = 0; part < 4; part++) {
		size_t digits = strspn(text, "0123456789");

		if (digits < 1 || digits > 3 || (digits > 1 && *text == '0') || strtol(text, NULL, 10) > 255)
			return false;
		text += digits;
		if (part < 3 && *text++ != '.')
			return false;
	}
	return !*text;
}

/* Groups of up to four hexadecimal digits; "::" once stands for as many as are missing. */
static bool is_ip6(const char *text)
{
	int groups = 0;
	bool gap = false;

	if (starts_with(text, "::")) {
		gap = true;
		text += 2;
	}
	while (*text) {
		size_t digits = strspn(text, "0123456789abcdefABCDEF");

		if (digits < 1 || digits > 4)
			return false;
		groups++;
		text += digits;
		if (starts_with(text, "::")) {
			if (gap)
				return false;
			gap = true;
			text += 2;
		} else if (*text && (*text++ != ':' || !*text)) {
			return false;
		}
	}
	return gap ? groups < 8 : groups == 8;
}

bool is_ip(const char *text, bool *ret_v6)
{
	if (ret_v6)
		*ret_v6 = strchr(text, ':') != NULL;
	return strchr(text, ':') ? is_ip6(text) : is_ip4(text);
}

bool check_ip(const struct node *n)
{
	if (is_ip(node_str(n), NULL))
		return true;
	refuse_invalid(n, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
	return false;
}

/* --- lists --- */

bool seen_before(const struct node *list, long index, const char *key)
{
	const json *item = json_item(list->value, (size_t)index);
	const char *text = json_str_or(key ? json_get(item, key) : item, "");
	const json *v = json_first(list->value);

	for (long i = 0; i < index; i++, v = json_next(v))
		if (streq(json_str_or(key ? json_get(v, key) : v, ""), text))
			return true;
	return false;
}
