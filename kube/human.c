#include "kube/human.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

void human_age(int64_t s, struct str *out)
{
	static const struct {
		int64_t below, unit;	/* seconds */
		const char *name;
	} steps[] = {
		{ 2 * MINUTE, 1, "s" },
		{ 2 * HOUR, MINUTE, "m" },
		{ 2 * DAY, HOUR, "h" },
		{ 730LL * DAY, DAY, "d" },
		{ INT64_MAX, 365LL * DAY, "y" },
	};
	size_t i = 0;

	s = MAX(s, 0);
	while (s >= steps[i].below && i < COUNT(steps) - 1)
		i++;
	str_addf(out, "%" PRId64 " %s", s / steps[i].unit, steps[i].name);
}

void human_span(int64_t s, struct str *out)
{
	static const struct {
		int64_t unit;
		const char *name;
	} units[] = { { DAY, "d" }, { HOUR, "h" }, { MINUTE, "m" }, { 1, "s" } };
	size_t i = 0;

	s = MAX(s, 0);
	while (i < COUNT(units) - 1 && s < units[i].unit)
		i++;
	str_addf(out, "%" PRId64 " %s", s / units[i].unit, units[i].name);
	if (i == COUNT(units) - 1)
		return;
	s = s % units[i].unit / units[i + 1].unit;
	if (s)
		str_addf(out, " %" PRId64 " %s", s, units[i + 1].name);
}

void human_bytes(int64_t bytes, struct str *out)
{
	static const char *const units[] = { "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" };
	int64_t unit = 1, tenths;
	size_t i = 0;

	bytes = MAX(bytes, 0);
	while (i < COUNT(units) - 1 && bytes / unit >= 1024) {
		unit *= 1024;
		i++;
	}
	tenths = (int64_t)((__int128)bytes * 10 / unit % 10);
	str_addf(out, "%" PRId64, bytes / unit);
	if (tenths)
		str_addf(out, ".%d", (int)tenths);
	str_add(out, units[i]);
}

void human_cpu(int64_t milli, struct str *out)
{
	milli = MAX(milli, 0);
	str_addf(out, "%" PRId64 ".%03d", milli / 1000, (int)(milli % 1000));
	while (out->buf[out->len - 1] == '0')
		str_cut(out, out->len - 1);
	if (out->buf[out->len - 1] == '.')
		str_cut(out, out->len - 1);
}

void human_count(int64_t n, const char *one, const char *many, struct str *out)
{
	str_addf(out, "%" PRId64 " %s", n, n == 1 ? one : many);
}
