/* Words, numbers and times in plain scalars, and the order of keys. */
#include "base/yaml_scalar.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>

static const struct word {
	enum yaml_meaning meaning;
	bool value;
	const char *spellings[5];
} words[] = {
	{ YAML_NULL, false, { "", "~", "null", "Null", "NULL" } },
	{ YAML_BOOL, true, { "y", "Y", "yes", "Yes", "YES" } },
	{ YAML_BOOL, true, { "true", "True", "TRUE", "on", "On" } },
	{ YAML_BOOL, true, { "ON" } },
	{ YAML_BOOL, false, { "n", "N", "no", "No", "NO" } },
	{ YAML_BOOL, false, { "false", "False", "FALSE", "off", "Off" } },
	{ YAML_BOOL, false, { "OFF" } },
	{ YAML_NOT_FINITE, false, { ".nan", ".NaN", ".NAN" } },
	{ YAML_NOT_FINITE, false, { ".inf", ".Inf", ".INF" } },
	{ YAML_NOT_FINITE, false, { "+.inf", "+.Inf", "+.INF" } },
	{ YAML_NOT_FINITE, false, { "-.inf", "-.Inf", "-.INF" } },
};

static const struct word *find_word(const char *text)
{
	for (size_t i = 0; i < COUNT(words); i++)
		for (size_t k = 0; k < COUNT(words[i].spellings) && words[i].spellings[k]; k++)
			if (streq(text, words[i].spellings[k]))
				return &words[i];
	return NULL;
}

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* --- numbers --- */

static unsigned base_of(const char **s)
{
	static const struct { char letter; unsigned base; } prefixes[] = { { 'x', 16 }, { 'o', 8 }, { 'b', 2 } };

	if ((*s)[0] != '0' || !(*s)[1])
		return 10;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		if (((*s)[1] | 32) == prefixes[i].letter) {
			*s += 2;
			return prefixes[i].base;
		}
	}
	*s += 1;
	return 8;
}

/* An integer as Go's strconv reads one with base 0, up to the largest uint64. */
static bool read_int(const char *s, json **ret)
{
	bool negative = *s == '-', sign = negative || *s == '+';
	uint64_t n = 0;
	unsigned base;

	s += sign;
	base = base_of(&s);
	if (!*s)
		return false;
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		unsigned digit = isdigit(c) ? c - (unsigned)'0' : isalpha(c) ? (c | 32u) - 'a' + 10 : 99;

		if (digit >= base || __builtin_mul_overflow(n, base, &n) || __builtin_add_overflow(n, digit, &n))
			return false;
	}
	if (n > (uint64_t)INT64_MAX + negative && sign)
		return false;
	if (!ret)
		return true;
	if (n <= INT64_MAX) {
		*ret = json_number(negative ? -(int64_t)n : (int64_t)n);
	} else {
		_cleanup_(freep) char *token = xasprintf("%s%" PRIu64, negative ? "-" : "", n);

		*ret = json_raw_number(token);
	}
	return true;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? whose value is finite. */
static bool read_float(const char *text, json **ret)
{
	const char *s = text + (*text == '-' || *text == '+');
	size_t whole = digits(s), fraction = 0;
	double d;

	s += whole;
	if (*s == '.') {
		fraction = digits(s + 1);
		s += 1 + fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*s == 'e' || *s == 'E') {
		s += 1 + (s[1] == '-' || s[1] == '+');
		if (!digits(s))
			return false;
		s += digits(s);
	}
	d = *s ? INFINITY : strtod(text, NULL);
	if (!isfinite(d))
		return false;
	if (ret)
		*ret = json_real(d);
	return true;
}

static char *without_underscores(const char *text)
{
	char *copy = xstrdup(text), *to = copy;

	for (; *text; text++)
		if (*text != '_')
			*to++ = *text;
	*to = 0;
	return copy;
}

/* --- times --- */

/* A number of at most `most` digits between low and high; moves *s past it. */
static bool take_number(const char **s, size_t most, int low, int high)
{
	size_t len = digits(*s);
	int n = 0;

	if (!len || len > most)
		return false;
	for (; len; len--)
		n = n * 10 + *(*s)++ - '0';
	return n >= low && n <= high;
}

static bool take_char(const char **s, char c)
{
	return **s == c ? (*s)++, true : false;
}

static bool take_zone(const char **s)
{
	if (take_char(s, 'Z'))
		return true;
	return (take_char(s, '+') || take_char(s, '-')) && take_number(s, 2, 0, 24) && take_char(s, ':') &&
	       take_number(s, 2, 0, 60);
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* 2006-1-2, "2006-1-2 15:4:5.9" and 2006-1-2T15:4:5.9Z07:00. */
static bool is_time(const char *s)
{
	int year, month;
	char separator;

	if (digits(s) != 4 || s[4] != '-')
		return false;
	year = (int)strtol(s, NULL, 10);
	s += 5;
	month = (int)strtol(s, NULL, 10);
	if (!take_number(&s, 2, 1, 12) || !take_char(&s, '-') || !take_number(&s, 2, 1, days_in(year, month)))
		return false;
	if (!*s)
		return true;
	separator = *s++;
	if (!strchr("Tt ", separator))
		return false;
	if (!take_number(&s, 2, 0, 23) || !take_char(&s, ':') || !take_number(&s, 2, 0, 59) || !take_char(&s, ':') ||
	    !take_number(&s, 2, 0, 59))
		return false;
	if ((*s == '.' || *s == ',') && digits(s + 1))
		s += 1 + digits(s + 1);
	return (separator == ' ' || take_zone(&s)) && !*s;
}

/* --- both ways --- */

static enum yaml_meaning read_numeric(const char *plain, json **ret)
{
	_cleanup_(freep) char *bare = NULL;

	if (*plain == '.')
		return read_float(plain, ret) ? YAML_FLOAT : YAML_TEXT;
	if (is_time(plain))
		return YAML_TIME;
	bare = without_underscores(plain);
	if (read_int(bare, ret))
		return YAML_INT;
	return read_float(bare, ret) ? YAML_FLOAT : YAML_TEXT;
}

enum yaml_meaning yaml_meaning(const char *plain, json **ret)
{
	const struct word *word = find_word(plain);

	if (ret)
		*ret = NULL;
	if (word) {
		if (ret && word->meaning == YAML_NULL)
			*ret = json_null();
		if (ret && word->meaning == YAML_BOOL)
			*ret = json_bool(word->value);
		return word->meaning;
	}
	if (*plain && strchr("+-.0123456789", *plain))
		return read_numeric(plain, ret);
	return YAML_TEXT;
}

/* 1:20 and 190:20:30.15 are numbers of base 60 to YAML 1.1: [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)? */
static bool is_base60(const char *s)
{
	bool any = false;

	s += *s == '-' || *s == '+';
	if (!isdigit((unsigned char)*s))
		return false;
	s += strspn(s, "0123456789_");
	while (*s == ':') {
		size_t len = digits(++s);

		if (!len || len > 2 || (len == 2 && *s > '5'))
			return false;
		s += len;
		any = true;
	}
	if (*s == '.')
		s += 1 + strspn(s + 1, "0123456789_");
	return any && !*s;
}

bool yaml_is_plain_text(const char *text)
{
	return yaml_meaning(text, NULL) == YAML_TEXT && !is_base60(text);
}

/* --- keys --- */

/* Nearly Go's unicode.IsLetter: beyond ASCII, the blocks of signs, punctuation and pictures are not letters. */
static bool is_letter(const char *s)
{
	uint32_t c = 0;

	utf8_decode(s, strlen(s), &c);
	if (c < 0x80)
		return isalpha((int)c);
	return c >= 0xc0 && c != 0xd7 && c != 0xf7 && (c < 0x2000 || c >= 0x2c00) && (c < 0x3000 || c >= 0x3005) &&
	       c < 0x1f000;
}

/* The number at s; starting at 1 instead of 0 keeps the zeros of 100 apart from those of 1000. */
static uint64_t run_value(const char *s, uint64_t start)
{
	for (; isdigit((unsigned char)*s); s++)
		start = start * 10 + (uint64_t)(*s - '0');
	return start;
}

static bool within_number(const char *text, const char *at)
{
	while (at > text && isdigit((unsigned char)at[-1]))
		if (*--at != '0')
			return true;
	return false;
}

int yaml_compare_keys(const char *a, const char *b)
{
	const char *start = a;
	uint64_t x, y, first;

	for (; *a && *a == *b; a++, b++)
		;
	for (; ((unsigned char)*a & 0xc0) == 0x80 && a > start; a--, b--)
		;	/* back to where the characters that differ begin */
	if (!*a || !*b)
		return (*a != 0) - (*b != 0);
	if (is_letter(a) != is_letter(b))
		return is_letter(a) ? 1 : -1;
	if (!is_letter(a)) {
		first = (*a == '0' || *b == '0') && within_number(start, a);
		x = run_value(a, first);
		y = run_value(b, first);
		if (x != y)
			return x < y ? -1 : 1;
		if (digits(a) != digits(b))
			return digits(a) < digits(b) ? -1 : 1;
	}
	return strcmp(a, b);
}
