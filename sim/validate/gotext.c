/*
 * Go's scanner of JSON once more, only for what it says: run over a text that our parser has refused already, it finds
 * the character at which encoding/json would have stopped, and words it so.
 */
#include "sim/validate/gotext.h"
#include "base/limits.h"
#include "base/yaml.h"

#include <stdio.h>

struct scanner {
	const char *text;
	size_t len, at;
	struct err *err;
};

typedef int (*scan_fn)(struct scanner *s, int depth);

static int scan_value(struct scanner *s, int depth);

static int peek(const struct scanner *s)
{
	return s->at < s->len ? (unsigned char)s->text[s->at] : -1;
}

static int skip_blanks(struct scanner *s)
{
	while (s->at < s->len && s->text[s->at] && strchr(" \t\r\n", s->text[s->at]))
		s->at++;
	return peek(s);
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* The character as Go quotes it. */
static void add_char(struct str *out, int c)
{
	static const char *const escapes[] = {
		['\t'] = "\\t", ['\n'] = "\\n", ['\r'] = "\\r", ['\''] = "\\'", ['\\'] = "\\\\"
	};

	if (c < (int)COUNT(escapes) && escapes[c])
		str_add(out, escapes[c]);
	else if (c < ' ' || c == 0x7f)
		str_addf(out, "\\x%02x", c);
	else if (c < 0x80)
		str_addc(out, (char)c);
	else if (c < 0xa1 || c == 0xad)
		str_addf(out, "\\u%04x", c);
	else
		str_addf(out, "%c%c", 0xc0 | c >> 6, 0x80 | (c & 0x3f));
}

static int stop(struct scanner *s, const char *context)
{
	_cleanup_(str_release) struct str shown = STR_INIT;

	if (s->at >= s->len)
		return err_set(s->err, -EINVAL, "unexpected end of JSON input");
	add_char(&shown, peek(s));
	return err_set(s->err, -EINVAL, "invalid character '%s' %s", shown.buf, context);
}

static int scan_escape(struct scanner *s)
{
	if (s->at < s->len && strchr("bfnrt\\/\"", peek(s))) {
		s->at++;
		return 0;
	}
	if (peek(s) != 'u')
		return stop(s, "in string escape code");
	s->at++;
	for (int i = 0; i < 4; i++, s->at++)
		if (s->at >= s->len || !strchr("0123456789abcdefABCDEF", peek(s)) || !peek(s))
			return stop(s, "in \\u hexadecimal character escape");
	return 0;
}

static int scan_string(struct scanner *s)
{
	int r = 0;

	for (s->at++; peek(s) != '"' && r == 0;) {
		if (peek(s) < ' ')
			return stop(s, "in string literal");
		if (s->text[s->at++] == '\\')
			r = scan_escape(s);
	}
	s->at += r == 0;
	return r;
}

static int scan_digits(struct scanner *s, const char *context)
{
	if (!is_digit(peek(s)))
		return stop(s, context);
	while (is_digit(peek(s)))
		s->at++;
	return 0;
}

static int scan_number(struct scanner *s)
{
	int r = 0;

	s->at += peek(s) == '-';
	if (peek(s) == '0')
		s->at++;
	else
		r = scan_digits(s, "in numeric literal");
	if (r == 0 && peek(s) == '.') {
		s->at++;
		r = scan_digits(s, "after decimal point in numeric literal");
	}
	if (r == 0 && (peek(s) == 'e' || peek(s) == 'E')) {
		s->at++;
		s->at += peek(s) == '+' || peek(s) == '-';
		r = scan_digits(s, "in exponent of numeric literal");
	}
	return r;
}

static int scan_word(struct scanner *s, const char *word)
{
	for (const char *c = word; *c; c++, s->at++) {
		char context[64];

		if (peek(s) == *c)
			continue;
		snprintf(context, sizeof(context), "in literal %s (expecting '%c')", word, *c);
		return stop(s, context);
	}
	return 0;
}

static int scan_member(struct scanner *s, int depth)
{
	int r;

	if (skip_blanks(s) != '"')
		return stop(s, "looking for beginning of object key string");
	r = scan_string(s);
	if (r == 0 && skip_blanks(s) != ':')
		return stop(s, "after object key");
	s->at++;
	return r < 0 ? r : scan_value(s, depth);
}

/* The inside of an object or a list. */
static int scan_items(struct scanner *s, int depth, char close, scan_fn item)
{
	s->at++;
	if (skip_blanks(s) == close) {
		s->at++;
		return 0;
	}
	for (;; s->at++) {
		int r = item(s, depth);

		if (r < 0)
			return r;
		if (skip_blanks(s) == close) {
			s->at++;
			return 0;
		}
		if (peek(s) != ',')
			return stop(s, close == '}' ? "after object key:value pair" : "after array element");
	}
}

static int scan_value(struct scanner *s, int depth)
{
	int c = skip_blanks(s);

	if (depth > LIMIT_JSON_DEPTH)
		return 0;
	switch (c) {
	case '{': return scan_items(s, depth + 1, '}', scan_member);
	case '[': return scan_items(s, depth + 1, ']', scan_value);
	case '"': return scan_string(s);
	case 't': return scan_word(s, "true");
	case 'f': return scan_word(s, "false");
	case 'n': return scan_word(s, "null");
	default: return c == '-' || is_digit(c) ? scan_number(s) : stop(s, "looking for beginning of value");
	}
}

void gotext_json_error(const char *text, size_t len, struct err *err)
{
	struct scanner s = { text, len, 0, err };

	if (scan_value(&s, 0) == 0 && skip_blanks(&s) >= 0)
		stop(&s, "after top-level value");
}

void gotext_yaml_error(const char *text, size_t len, struct err *err)
{
	_cleanup_(freep) char *why = yaml_problem(text, len);

	if (why)
		err_set(err, -EINVAL, "%s", why);
}

void gotext_add_body(struct str *out, const char *body, size_t len)
{
	size_t shown = MIN(len, (size_t)30);

	if (len == 0)
		str_add(out, "<empty>");
	else if (*body == '{')
		str_addn(out, body, shown);
	else
		for (size_t i = 0; i < shown; i++)
			str_addf(out, "%02x", (unsigned char)body[i]);
	str_add(out, shown < len ? " ..." : "");
}

void gotext_quote(struct str *out, const char *s, size_t len)
{
	str_addc(out, '"');
	for (size_t at = 0; at < len;) {
		_cleanup_(str_release) struct str part = STR_INIT;
		size_t n = 0;

		while (at + n < len && !strchr("<>&", s[at + n]))
			n++;
		str_add_quoted(&part, s + at, n);
		str_addn(out, part.buf + 1, part.len - 2);
		if (at + n < len)
			str_addc(out, s[at + n]);
		at += n + 1;
	}
	str_addc(out, '"');
}
