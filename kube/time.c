#include "kube/time.h"
#include <stdio.h>

#define DAY 86400

/* Days since 1970-01-01 of a date of the Gregorian calendar, by counting years from March. */
static int64_t days_from_date(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void date_from_days(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted = (5 * day_of_year + 2) / 153;

	*day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

/* Reads exactly n digits and moves on; -1 if they are not there. */
static int digits(const char **p, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool skip(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool date(const char **p, int64_t *ret_days)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = digits(p, 4), month, day, most;

	if (year < 0 || !skip(p, '-') || (month = digits(p, 2)) < 1 || month > 12 || !skip(p, '-'))
		return false;
	day = digits(p, 2);
	most = lengths[month - 1];
	if (month == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0))
		most++;
	if (day < 1 || day > most)
		return false;
	*ret_days = days_from_date(year, month, day);
	return true;
}

static bool clock_time(const char **p, int64_t *ret_s)
{
	int hour = digits(p, 2), minute, second;

	if (hour < 0 || hour > 23 || !skip(p, ':') || (minute = digits(p, 2)) < 0 || minute > 59 || !skip(p, ':'))
		return false;
	second = digits(p, 2);
	*ret_s = hour * 3600 + minute * 60 + second;
	return second >= 0 && second <= 59;
}

/* The milliseconds of ".123456": cut, not rounded. */
static bool fraction(const char **p, int64_t *ret_ms)
{
	int64_t unit = 100;

	*ret_ms = 0;
	if (**p != '.' && **p != ',')
		return true;
	(*p)++;
	if (**p < '0' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; (*p)++, unit /= 10)
		*ret_ms += unit * (**p - '0');
	return true;
}

static bool offset(const char **p, int64_t *ret_s)
{
	int sign = **p == '-' ? -1 : 1;
	int hour, minute;

	*ret_s = 0;
	if (skip(p, 'Z'))
		return true;
	if (!skip(p, '+') && !skip(p, '-'))
		return false;
	hour = digits(p, 2);
	if (hour < 0 || hour > 24 || !skip(p, ':'))
		return false;
	minute = digits(p, 2);
	*ret_s = sign * (hour * 3600 + minute * 60);
	return minute >= 0 && minute < 60;
}

bool time_parse(const char *text, int64_t *ret_ms)
{
	int64_t days, s, ms, east;

	if (!text || !date(&text, &days) || !skip(&text, 'T') || !clock_time(&text, &s) || !fraction(&text, &ms) ||
	    !offset(&text, &east) || *text)
		return false;
	*ret_ms = (days * DAY + s - east) * 1000 + ms;
	return true;
}

static int64_t floor_div(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

int64_t time_seconds(const char *text)
{
	int64_t ms;

	return time_parse(text, &ms) ? floor_div(ms, 1000) : 0;
}

/* printf's %0*d of a number that is not negative; every write prints some times. */
static void add_digits(struct str *out, int n, int width)
{
	int scale = 1;

	for (int i = 1; i < width || n / scale > 9; i++)
		scale *= 10;
	for (; scale; scale /= 10)
		str_addc(out, (char)('0' + n / scale % 10));
}

static void add_until_second(struct str *out, int64_t s)
{
	int64_t days = floor_div(s, DAY), of_day = s - days * DAY;
	int year, month, day;

	date_from_days(days, &year, &month, &day);
	add_digits(out, year, 4);
	str_addc(out, '-');
	add_digits(out, month, 2);
	str_addc(out, '-');
	add_digits(out, day, 2);
	str_addc(out, 'T');
	add_digits(out, (int)(of_day / 3600), 2);
	str_addc(out, ':');
	add_digits(out, (int)(of_day / 60 % 60), 2);
	str_addc(out, ':');
	add_digits(out, (int)(of_day % 60), 2);
}

void time_add(struct str *out, int64_t s)
{
	add_until_second(out, s);
	str_addc(out, 'Z');
}

void time_add_micro(struct str *out, int64_t ms)
{
	int64_t s = floor_div(ms, 1000);

	add_until_second(out, s);
	str_addf(out, ".%03d000Z", (int)(ms - s * 1000));
}

/* The milliseconds of one unit of a duration, moving past its name; 0 if it is none. */
static double duration_unit(const char **p)
{
	static const struct {
		const char *name;
		double ms;
	} units[] = {
		{ "ns", 1e-6 }, { "us", 1e-3 }, { "\302\265s", 1e-3 }, { "\316\274s", 1e-3 }, { "ms", 1 },
		{ "s", 1e3 }, { "m", 60e3 }, { "h", 3600e3 },
	};

	for (size_t i = 0; i < COUNT(units); i++) {
		if (!starts_with(*p, units[i].name))
			continue;
		*p += strlen(units[i].name);
		return units[i].ms;
	}
	return 0;
}

/* A run of digits with at most one point: the value, or -1. */
static double duration_number(const char **p)
{
	double value = 0, unit = 1;
	bool any = false, point = false;

	for (;; (*p)++) {
		if (**p == '.' && !point) {
			point = true;
		} else if (**p >= '0' && **p <= '9') {
			any = true;
			unit /= point ? 10 : 1;
			value = point ? value + unit * (**p - '0') : value * 10 + (**p - '0');
		} else {
			return any ? value : -1;
		}
	}
}

bool duration_parse(const char *text, int64_t *ret_ms)
{
	const double most = 9223372036854.0;	/* Go counts nanoseconds in 64 bits */
	double total = 0, value, unit;
	bool negative = text && *text == '-';

	if (!text)
		return false;
	if (*text == '-' || *text == '+')
		text++;
	if (streq(text, "0")) {
		*ret_ms = 0;
		return true;
	}
	do {
		value = duration_number(&text);
		unit = duration_unit(&text);
		if (value < 0 || unit == 0)
			return false;
		total += value * unit;
	} while (*text);
	if (total > most)
		return false;
	*ret_ms = (int64_t)(negative ? -total : total);
	return true;
}

/* "5d12h", or "5d" when there is no rest. */
static void add_two(struct str *out, int64_t n, char unit, int64_t rest, char rest_unit)
{
	str_addf(out, "%" PRId64 "%c", n, unit);
	if (rest)
		str_addf(out, "%" PRId64 "%c", rest, rest_unit);
}

void duration_add(struct str *out, int64_t s)
{
	int64_t minutes = s / 60, hours = s / 3600, days = s / DAY;

	if (s < -1)
		str_add(out, "<invalid>");
	else if (s < 0)
		str_add(out, "0s");
	else if (s < 120)
		add_two(out, s, 's', 0, 0);
	else if (minutes < 10)
		add_two(out, minutes, 'm', s % 60, 's');
	else if (minutes < 180)
		add_two(out, minutes, 'm', 0, 0);
	else if (hours < 8)
		add_two(out, hours, 'h', minutes % 60, 'm');
	else if (hours < 48)
		add_two(out, hours, 'h', 0, 0);
	else if (hours < 192)
		add_two(out, days, 'd', hours % 24, 'h');
	else if (hours < 24 * 365 * 2)
		add_two(out, days, 'd', 0, 0);
	else if (hours < 24 * 365 * 8)
		add_two(out, days / 365, 'y', days % 365, 'd');
	else
		add_two(out, days / 365, 'y', 0, 0);
}
