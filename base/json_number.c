/* Numbers as Go's encoding/json prints them: the shortest digits that read back as the same double. */
#include "base/json_node.h"

#include <math.h>
#include <stdio.h>

static void add_int(struct str *out, int64_t n)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--at = '-';
	str_addn(out, at, (size_t)(digits + sizeof(digits) - at));
}

/* The fewest significant digits of a positive, finite double that read back the same; returns the exponent of the
 * first one. */
static int shortest_digits(double d, char ret[20])
{
	char text[40];

	for (int precision = 0; precision < 17; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, d);
		if (strtod(text, NULL) == d)
			break;
	}
	for (const char *c = text; *c != 'e'; c++)
		if (*c != '.')
			*ret++ = *c;
	*ret = 0;
	return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

static void add_positional(struct str *out, const char *digits, int exponent)
{
	int len = (int)strlen(digits);

	if (exponent < 0) {
		str_add(out, "0.");
		for (int i = -1; i > exponent; i--)
			str_addc(out, '0');
		str_add(out, digits);
		return;
	}
	for (int i = 0; i < len || i <= exponent; i++) {
		if (i == exponent + 1)
			str_addc(out, '.');
		str_addc(out, i < len ? digits[i] : '0');
	}
}

/* How a double is written: positionally for exponents in [low, high), else d.ddde+xx with so many digits of
 * exponent. */
struct layout {
	int low, high;
	int negative_digits;	/* positive exponents have two in both */
};

static void add_laid_out(struct str *out, double d, const struct layout *layout)
{
	char digits[20];
	int exponent = shortest_digits(fabs(d), digits);

	if (signbit(d))
		str_addc(out, '-');
	if (exponent >= layout->low && exponent < layout->high) {
		add_positional(out, digits, exponent);
		return;
	}
	str_addc(out, digits[0]);
	if (digits[1])
		str_addf(out, ".%s", digits + 1);
	str_addf(out, "e%c%0*d", exponent < 0 ? '-' : '+', exponent < 0 ? layout->negative_digits : 2, abs(exponent));
}

void json_add_double(struct str *out, double d)
{
	static const struct layout layout = { -6, 21, 1 };

	if (fabs(d) <= (double)JSON_EXACT_INT && d == trunc(d))
		add_int(out, (int64_t)d);
	else
		add_laid_out(out, d, &layout);
}

void json_add_double_g(struct str *out, double d)
{
	static const struct layout layout = { -4, 6, 2 };

	if (d == 0)
		str_add(out, signbit(d) ? "-0" : "0");
	else
		add_laid_out(out, d, &layout);
}
