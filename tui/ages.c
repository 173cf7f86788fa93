#include "tui/ages.h"

struct unit {
	int64_t seconds;
	int64_t until;			/* used for ages below this */
	const char *name;
};

static const struct unit units[] = {
	{ 1, 120, "s" }, { 60, 120 * 60, "m" }, { 3600, 48 * 3600, "h" }, { 86400, INT64_MAX, "d" },
};

static size_t unit_of(int64_t seconds)
{
	size_t i = 0;

	while (seconds >= units[i].until)
		i++;
	return i;
}

void age_add(struct str *out, int64_t seconds)
{
	int64_t s = MAX(seconds, 0);
	const struct unit *u = &units[unit_of(s)];

	str_addf(out, "%" PRId64 " %s", s / u->seconds, u->name);
}

void age_add_long(struct str *out, int64_t seconds)
{
	int64_t s = MAX(seconds, 0);
	size_t i = s < 60 ? 0 : s < 3600 ? 1 : s < 86400 ? 2 : 3;
	int64_t rest = i ? s % units[i].seconds / units[i - 1].seconds : 0;

	str_addf(out, "%" PRId64 " %s", s / units[i].seconds, units[i].name);
	if (rest && s / units[i].seconds < 10)
		str_addf(out, " %" PRId64 " %s", rest, units[i - 1].name);
}

void count_add(struct str *out, int64_t n, const char *word)
{
	str_addf(out, "%" PRId64 " %s%s", n, word, n == 1 ? "" : "s");
}
