#include "kube/quantity.h"

/*
 * A quantity is mantissa * 10^exponent. The mantissa has 128 bits: enough for every quantity that a cluster means in
 * earnest; one with more digits is refused with a text that says so, where Kubernetes would go on with big integers.
 * Source: apimachinery's pkg/api/resource, whose canonical spelling keeps the text as given where it looks canonical.
 */
#define NANO (-9)
#define DECIMAL_DIGITS 36		/* significant ones; 10^37 is below 2^127 */
#define BINARY_DIGITS 20		/* 10^20 * 2^60 is below 2^127 */
#define WRONG_FORMAT "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

typedef unsigned __int128 u128;

enum format { DECIMAL_SI, DECIMAL_EXPONENT, BINARY_SI };

struct quantity {
	bool negative;
	u128 mantissa;
	int exponent;
	enum format format;
	bool canonical;			/* the text is kept as it was given */
};

/* The parts of a text: digits before and after the point, and the suffix. */
struct parts {
	bool negative, digits;
	const char *whole, *decimals, *suffix;
	size_t nwhole, ndecimals, nsuffix;
};

static const struct suffix {
	const char *text;
	int base, exponent;
} suffixes[] = {
	{ "n", 10, -9 }, { "u", 10, -6 }, { "m", 10, -3 }, { "", 10, 0 }, { "k", 10, 3 }, { "M", 10, 6 },
	{ "G", 10, 9 }, { "T", 10, 12 }, { "P", 10, 15 }, { "E", 10, 18 }, { "Ki", 2, 10 }, { "Mi", 2, 20 },
	{ "Gi", 2, 30 }, { "Ti", 2, 40 }, { "Pi", 2, 50 }, { "Ei", 2, 60 },
};

static size_t count_digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Leading zeros are no part of the whole digits; none at all stand for 0, as in ".5" (and in "-"). */
static int split(const char *text, struct parts *ret, struct err *err)
{
	struct parts p = { .negative = *text == '-' };
	const char *s = text + (*text == '-' || *text == '+');

	s += strspn(s, "0");
	p.whole = s;
	p.nwhole = count_digits(s);
	s += p.nwhole;
	p.decimals = s;
	if (*s == '.') {
		p.decimals = ++s;
		p.ndecimals = count_digits(s);
		s += p.ndecimals;
	}
	p.digits = p.nwhole + p.ndecimals || (p.whole > text && p.whole[-1] == '0');
	p.suffix = s;
	s += strspn(s, "eEinumkKMGTP");
	s += *s == '-' || *s == '+';
	s += count_digits(s);
	p.nsuffix = (size_t)(s - p.suffix);
	if (*s || !*text)
		return err_set(err, -EINVAL, WRONG_FORMAT);
	*ret = p;
	return 0;
}

static bool exponent_suffix(const struct parts *p, int *ret)
{
	char *end;
	long long n;

	if (p->nsuffix < 2 || (*p->suffix != 'e' && *p->suffix != 'E'))
		return false;
	errno = 0;
	n = strtoll(p->suffix + 1, &end, 10);
	if (end != p->suffix + p->nsuffix || end == p->suffix + 1 || errno)
		return false;
	*ret = n > 1000000 ? 1000000 : n < -1000000 ? -1000000 : (int)n;
	return true;
}

/* The base is 2 or 10; 0 for a suffix that there is not. */
static int read_suffix(const struct parts *p, int *ret_exponent, enum format *ret_format)
{
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		if (strlen(suffixes[i].text) != p->nsuffix || strncmp(suffixes[i].text, p->suffix, p->nsuffix) != 0)
			continue;
		*ret_exponent = suffixes[i].exponent;
		*ret_format = suffixes[i].base == 2 ? BINARY_SI : DECIMAL_SI;
		return suffixes[i].base;
	}
	*ret_format = DECIMAL_EXPONENT;
	return exponent_suffix(p, ret_exponent) ? 10 : 0;
}

static char digit_at(const struct parts *p, size_t i)
{
	return i < p->nwhole ? p->whole[i] : p->decimals[i - p->nwhole];
}

static bool read_mantissa(const struct parts *p, size_t most, u128 *ret)
{
	size_t significant = 0;

	*ret = 0;
	for (size_t i = 0; i < p->nwhole + p->ndecimals; i++) {
		significant += significant || digit_at(p, i) != '0';
		if (significant > most)
			return false;
		*ret = *ret * 10 + (unsigned)(digit_at(p, i) - '0');
	}
	return true;
}

/* Upstream's quick path, for at most 18 digits and nothing below a billionth. It alone keeps spellings, and takes a
 * suffix without any digit for 0. */
static bool is_quick(const struct parts *p, const struct quantity *q, int suffix_exponent)
{
	int whole = (int)MAX(p->nwhole, (size_t)1);

	if (q->format == BINARY_SI)
		return p->ndecimals == 0 && whole <= 14 - suffix_exponent * 3 / 10;
	return whole + (int)p->ndecimals <= 18 && q->exponent >= NANO;
}

/* Where the exponent is one that a suffix stands for and no larger suffix would do. */
static bool looks_canonical(const struct parts *p, const struct quantity *q, int suffix_exponent)
{
	size_t n = p->nwhole + p->ndecimals, zeros = 0;

	if (q->format == BINARY_SI)
		return ((q->mantissa >> suffix_exponent) & 7) != 0;
	while (zeros < n && digit_at(p, n - 1 - zeros) == '0')
		zeros++;
	return q->exponent % 3 == 0 && zeros < 3 && p->nwhole > 0;
}

static void divide_up(struct quantity *q, int times)
{
	bool rest = false;

	for (; times > 0 && q->mantissa; times--) {
		rest |= q->mantissa % 10 != 0;
		q->mantissa /= 10;
		q->exponent++;
	}
	q->exponent += times;
	q->mantissa += rest;
}

/* Rounds away from zero to a multiple of 10^exponent. */
static void round_up(struct quantity *q, int exponent)
{
	if (q->exponent < exponent)
		divide_up(q, exponent - q->exponent);
}

/* The value times 10^-scale as an integer, rounded away from zero, at most INT64_MAX. */
static uint64_t scaled(const struct quantity *q, int scale)
{
	struct quantity copy = *q;

	round_up(&copy, scale);
	for (; copy.mantissa && copy.exponent > scale; copy.exponent--) {
		if (copy.mantissa > INT64_MAX / 10)
			return INT64_MAX;
		copy.mantissa *= 10;
	}
	return copy.mantissa > INT64_MAX ? INT64_MAX : (uint64_t)copy.mantissa;
}

static int parse(const char *text, struct quantity *ret, struct err *err)
{
	struct quantity q = { 0 };
	struct parts p = { 0 };
	int exponent = 0, base, r = split(text, &p, err);
	bool quick;

	if (r)
		return r;
	base = read_suffix(&p, &exponent, &q.format);
	if (!base)
		return err_set(err, -EINVAL, "unable to parse quantity's suffix");
	if (!read_mantissa(&p, base == 2 ? BINARY_DIGITS : DECIMAL_DIGITS, &q.mantissa))
		return err_set(err, -EINVAL, "quantity \"%.60s\" has too many digits", text);
	q.negative = p.negative && q.mantissa;
	q.exponent = (base == 10 ? exponent : 0) - (int)p.ndecimals;
	if (base == 2)
		q.mantissa <<= exponent;
	quick = is_quick(&p, &q, exponent);
	if (!quick && !p.digits)
		return err_set(err, -EINVAL, "unable to parse numeric part of quantity");
	q.canonical = quick && looks_canonical(&p, &q, exponent);
	round_up(&q, NANO);
	if (base == 2 && q.mantissa && scaled(&q, 0) == INT64_MAX) {
		q.mantissa = INT64_MAX;
		q.exponent = 0;
	}
	*ret = q;
	return 0;
}

/* Binary suffixes are for whole numbers from 1024 on; below, and with a fraction, upstream changes to decimal ones. */
static bool prints_binary(const struct quantity *q)
{
	struct quantity whole = *q;

	if (q->format != BINARY_SI || scaled(q, 0) < 1024)
		return false;
	for (; whole.exponent < 0; whole.exponent++, whole.mantissa /= 10)
		if (whole.mantissa % 10)
			return false;
	return true;
}

static void add_suffix(struct str *out, int base, int exponent, enum format format)
{
	if (format == DECIMAL_EXPONENT) {
		if (exponent)
			str_addf(out, "e%d", exponent);
		return;
	}
	for (size_t i = 0; i < COUNT(suffixes); i++)
		if (suffixes[i].base == base && suffixes[i].exponent == exponent)
			str_add(out, suffixes[i].text);
}

static void add_integer(struct str *out, u128 n)
{
	char digits[48], *p = digits + sizeof(digits);

	*--p = '\0';
	do {
		*--p = (char)('0' + (int)(n % 10));
		n /= 10;
	} while (n);
	str_add(out, p);
}

static void print_binary(const struct quantity *q, struct str *out)
{
	uint64_t value = scaled(q, 0);
	int exponent = 0;

	for (; value >= 1024 && value % 1024 == 0; value /= 1024)
		exponent += 10;
	add_integer(out, value);
	add_suffix(out, 2, exponent, BINARY_SI);
}

static void print_decimal(struct quantity q, struct str *out)
{
	while (q.mantissa % 10 == 0) {
		q.mantissa /= 10;
		q.exponent++;
	}
	while (q.exponent % 3) {
		q.mantissa *= 10;
		q.exponent--;
	}
	add_integer(out, q.mantissa);
	add_suffix(out, 10, q.exponent, q.format == BINARY_SI ? DECIMAL_SI : q.format);
}

static void print(const struct quantity *q, struct str *out)
{
	if (!q->mantissa) {
		str_addc(out, '0');
		return;
	}
	if (q->negative)
		str_addc(out, '-');
	if (prints_binary(q))
		print_binary(q, out);
	else
		print_decimal(*q, out);
}

bool quantity_valid(const char *text)
{
	struct quantity q;

	return text && parse(text, &q, NULL) == 0;
}

/* White space around a quantity is no part of it, as upstream's JSON decoder has it. */
static char *trimmed(const char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n\v\f");
	len = strlen(text);
	while (len && strchr(" \t\r\n\v\f", text[len - 1]))
		len--;
	return xstrndup(text, len);
}

/* Spelled again, rounded up to 10^least. */
static int respell(const char *text, int least, struct str *out, struct err *err)
{
	_cleanup_(freep) char *own = trimmed(text);
	struct quantity q;
	int r = parse(own, &q, err);

	if (r)
		return r;
	if (q.exponent < least) {
		round_up(&q, least);
		q.canonical = false;
	}
	if (q.canonical)
		str_add(out, own);
	else
		print(&q, out);
	return 0;
}

int quantity_canonical(const char *text, struct str *out, struct err *err)
{
	return respell(text, NANO, out, err);
}

int quantity_round_milli(const char *text, struct str *out, struct err *err)
{
	return respell(text, -3, out, err);
}

static int64_t value_at(const char *text, int scale)
{
	_cleanup_(freep) char *own = trimmed(text ? text : "");
	struct quantity q;
	int64_t n;

	if (parse(own, &q, NULL))
		return 0;
	n = (int64_t)scaled(&q, scale);
	return q.negative ? -n : n;
}

int64_t quantity_value(const char *text)
{
	return value_at(text, 0);
}

int64_t quantity_milli(const char *text)
{
	return value_at(text, -3);
}

static int compare_sizes(struct quantity a, struct quantity b)
{
	if (!a.mantissa || !b.mantissa)
		return (a.mantissa > 0) - (b.mantissa > 0);
	while (a.exponent > b.exponent) {
		if (a.mantissa > (u128)-1 / 10)
			return 1;
		a.mantissa *= 10;
		a.exponent--;
	}
	while (b.exponent > a.exponent) {
		if (b.mantissa > (u128)-1 / 10)
			return -1;
		b.mantissa *= 10;
		b.exponent--;
	}
	return (a.mantissa > b.mantissa) - (a.mantissa < b.mantissa);
}

int quantity_cmp(const char *a, const char *b)
{
	struct quantity x = { 0 }, y = { 0 };

	if (!a || parse(a, &x, NULL))
		x = (struct quantity){ 0 };
	if (!b || parse(b, &y, NULL))
		y = (struct quantity){ 0 };
	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	return x.negative ? compare_sizes(y, x) : compare_sizes(x, y);
}

/* Both to the smaller exponent, as far as their digits allow. */
static void align(struct quantity *a, struct quantity *b)
{
	struct quantity *high = a->exponent > b->exponent ? a : b, *low = high == a ? b : a;

	for (; high->exponent > low->exponent && high->mantissa < ((u128)1 << 120); high->exponent--)
		high->mantissa *= 10;
}

void quantity_add(const char *a, const char *b, bool subtract, struct str *out)
{
	struct quantity x = { .format = DECIMAL_SI }, y = x;

	if (!a || parse(a, &x, NULL) < 0)
		x = (struct quantity){ .format = DECIMAL_SI };
	if (!b || parse(b, &y, NULL) < 0)
		y = (struct quantity){ .format = DECIMAL_SI };
	y.negative ^= subtract;
	if (x.mantissa == 0)
		x = (struct quantity){ .exponent = y.exponent, .format = y.format };
	align(&x, &y);
	x.canonical = false;
	if (x.negative == y.negative || x.mantissa == 0 || y.mantissa == 0) {
		x.negative = y.mantissa == 0 ? x.negative : y.negative;
		x.mantissa += y.mantissa;
	} else {
		x.negative = x.mantissa > y.mantissa ? x.negative : y.negative;
		x.mantissa = x.mantissa > y.mantissa ? x.mantissa - y.mantissa : y.mantissa - x.mantissa;
	}
	print(&x, out);
}
