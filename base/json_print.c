/* Printing as Go's encoding/json does, straight into a growing text. */
#include "base/json_node.h"
#include "base/scan.h"
#include "base/utf8.h"

struct printer {
	struct str *out;
	bool sorted;
	bool pretty;	/* four spaces a level, as `kubectl -o json` */
};

static const char hex[] = "0123456789abcdef";

/* Not the bytes that cannot stand for themselves: controls, the quote, the backslash, what HTML would read, and all of
 * UTF-8. */
static bool is_plain(unsigned char c)
{
	static const bool plain[256] = {
		[' ' ... '!'] = true, ['#' ... '%'] = true, ['\'' ... ';'] = true, ['='] = true, ['?' ... '['] = true,
		[']' ... 0x7f] = true,
	};

	return plain[c];
}

static void add_escaped_byte(struct str *out, unsigned char c)
{
	static const char special[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *found = c ? strchr(special, c) : NULL;

	str_addc(out, '\\');
	if (found) {
		str_addc(out, letter[found - special]);
		return;
	}
	str_add(out, "u00");
	str_addc(out, hex[c >> 4]);
	str_addc(out, hex[c & 15]);
}

/* One character that is not plain; returns how many bytes of s it took. */
static size_t add_special(struct str *out, const char *s, size_t len)
{
	uint32_t c;
	size_t n = utf8_decode(s, len, &c);

	if (len >= 2 && memcmp(s, JSON_ZERO, 2) == 0)
		return str_add(out, "\\u0000"), 2;
	if (!n)
		return str_add(out, "\\ufffd"), 1;
	if (n == 1)
		add_escaped_byte(out, (unsigned char)*s);
	else if (c == 0x2028 || c == 0x2029)
		str_add(out, c == 0x2028 ? "\\u2028" : "\\u2029");	/* line ends in JavaScript */
	else
		str_addn(out, s, n);
	return n;
}

/* What is left of a text from its first byte that is not plain. */
static void add_rest(struct str *out, const char *s, size_t len)
{
	size_t from = 0, at = 0;

	while (at < len) {
		if (is_plain((unsigned char)s[at])) {
			at++;
			continue;
		}
		str_addn(out, s + from, at - from);
		at += add_special(out, s + at, len - at);
		from = at;
	}
	str_addn(out, s + from, at - from);
}

/* How many bytes from s on are plain; perhaps fewer at the end. */
static size_t plain_len(const char *s, size_t len)
{
	size_t at = 0, n = SCAN_BYTES;

	while (n == SCAN_BYTES && len - at >= SCAN_BYTES)
		at += n = scan_clear(scan_escaped(scan_load(s + at)));
	while (at < len && is_plain((unsigned char)s[at]))
		at++;
	return at;
}

void str_add_quoted(struct str *out, const char *s, size_t len)
{
	size_t plain = plain_len(s, len);
	char *to;

	str_reserve(out, len + 2);
	to = out->buf + out->len;
	*to++ = '"';
	memcpy(to, s, plain);
	out->len += plain + 1;
	if (plain < len)
		add_rest(out, s + plain, len - plain);
	str_addc(out, '"');
}

static void print_value(const struct printer *p, const json *j, int level);

static void new_line(const struct printer *p, int level)
{
	if (!p->pretty)
		return;
	str_addc(p->out, '\n');
	for (int i = 0; i < level; i++)
		str_add(p->out, "    ");
}

static void print_child(const struct printer *p, const json *child, int level, bool first)
{
	if (!first)
		str_addc(p->out, ',');
	new_line(p, level);
	if (child->string) {
		str_add_quoted(p->out, child->string, strlen(child->string));
		str_add(p->out, p->pretty ? ": " : ":");
	}
	print_value(p, child, level);
}

static bool in_order(const json *object)
{
	for (const json *m = json_children(object); m && m->next; m = m->next)
		if (strcmp(m->string, m->next->string) > 0)
			return false;
	return true;
}

static void print_children(const struct printer *p, const json *j, int level)
{
	bool object = json_kind(j) == cJSON_Object;

	str_addc(p->out, object ? '{' : '[');
	if (p->sorted && object && !in_order(j)) {
		size_t len;
		_cleanup_(freep) json **members = json_sorted_members(j, &len);

		for (size_t i = 0; i < len; i++)
			print_child(p, members[i], level + 1, i == 0);
	} else {
		for (const json *child = json_children(j); child; child = child->next)
			print_child(p, child, level + 1, child == j->child);
	}
	if (j->child)
		new_line(p, level);
	str_addc(p->out, object ? '}' : ']');
}

static void print_value(const struct printer *p, const json *j, int level)
{
	switch (json_kind(j)) {
	case cJSON_True: str_add(p->out, "true"); break;
	case cJSON_False: str_add(p->out, "false"); break;
	case cJSON_Number: json_add_double(p->out, j->valuedouble); break;
	case cJSON_Raw: str_add(p->out, j->valuestring); break;
	case cJSON_String: str_add_quoted(p->out, j->valuestring, strlen(j->valuestring)); break;
	case cJSON_Array:
	case cJSON_Object:
		if (json_folded(j) && !p->sorted && !p->pretty)
			str_add(p->out, json_folded(j));
		else
			print_children(p, j, level);
		break;
	default: str_add(p->out, "null");
	}
}

void json_print(const json *j, int flags, struct str *out)
{
	struct printer p = { out, flags & JSON_SORTED, flags & JSON_PRETTY };

	if (j)
		print_value(&p, j, 0);
	else
		str_add(out, "null");
}

char *json_text(const json *j)
{
	struct str out = STR_INIT;

	json_print(j, JSON_PLAIN, &out);
	return str_take(&out);
}
