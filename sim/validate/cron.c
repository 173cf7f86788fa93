#include "sim/validate/cron.h"

#include <strings.h>

#include "base/str.h"
#include "kube/time.h"

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
				      "jul", "aug", "sep", "oct", "nov", "dec", NULL };
static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };
static const char *const descriptors[] = { "@yearly", "@annually", "@monthly", "@weekly",
					   "@daily",  "@midnight", "@hourly" };

/* What a field may hold; names stand for least, least + 1, ... */
static const struct bounds {
	long least, most;
	const char *const *names;
} fields[] = { { 0, 59, NULL }, { 0, 23, NULL }, { 1, 31, NULL }, { 1, 12, months }, { 0, 6, days } };

static int parse_number(const char *text, long *ret, struct err *err)
{
	char *end;

	*ret = strtol(text, &end, 10);
	if (!*text || *end || strchr(" \t", *text))
		return err_set(err, -EINVAL, "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid "
			       "syntax", text, text);
	if (*ret < 0)
		return err_set(err, -EINVAL, "negative number (%ld) not allowed: %s", *ret, text);
	return 0;
}

static int parse_value(const char *text, const struct bounds *b, long *ret, struct err *err)
{
	for (long i = 0; b->names && b->names[i]; i++)
		if (strcasecmp(b->names[i], text) == 0) {
			*ret = b->least + i;
			return 0;
		}
	return parse_number(text, ret, err);
}

struct range {
	long from, to, step;
};

static int check_bounds(const struct range *r, const struct bounds *b, const char *expr, struct err *err)
{
	if (r->from < b->least)
		return err_set(err, -EINVAL, "beginning of range (%ld) below minimum (%ld): %s", r->from, b->least,
			       expr);
	if (r->to > b->most)
		return err_set(err, -EINVAL, "end of range (%ld) above maximum (%ld): %s", r->to, b->most, expr);
	if (r->from > r->to)
		return err_set(err, -EINVAL, "beginning of range (%ld) beyond end of range (%ld): %s", r->from, r->to,
			       expr);
	if (r->step == 0)
		return err_set(err, -EINVAL, "step of range should be a positive number: %s", expr);
	return 0;
}

/* "a", "a-b" or "*": the part before a slash, cut at its hyphen. */
static int parse_span(char *text, const struct bounds *b, const char *expr, struct range *ret, struct err *err)
{
	char *high = strchr(text, '-');
	int r;

	if (high)
		*high++ = '\0';
	if (streq(text, "*") || streq(text, "?")) {
		*ret = (struct range){ b->least, b->most, 1 };
		return 0;
	}
	r = parse_value(text, b, &ret->from, err);
	if (r < 0)
		return r;
	ret->to = ret->from;
	if (high && strchr(high, '-'))
		return err_set(err, -EINVAL, "too many hyphens: %s", expr);
	return high ? parse_value(high, b, &ret->to, err) : 0;
}

static int check_range(const char *expr, const struct bounds *b, struct err *err)
{
	_cleanup_(freep) char *text = xstrdup(expr);
	struct range range = { .step = 1 };
	char *step = strchr(text, '/');
	bool single;
	int r;

	if (step)
		*step++ = '\0';
	single = !strchr(text, '-');
	r = parse_span(text, b, expr, &range, err);
	if (r < 0)
		return r;
	if (step && strchr(step, '/'))
		return err_set(err, -EINVAL, "too many slashes: %s", expr);
	r = step ? parse_number(step, &range.step, err) : 0;
	if (r < 0)
		return r;
	if (step && single)
		range.to = b->most;
	return check_bounds(&range, b, expr, err);
}

static int check_field(char *text, const struct bounds *b, struct err *err)
{
	char *at = NULL;

	for (char *expr = strtok_r(text, ",", &at); expr; expr = strtok_r(NULL, ",", &at)) {
		int r = check_range(expr, b, err);

		if (r < 0)
			return r;
	}
	return 0;
}

static int check_descriptor(const char *text, struct err *err)
{
	int64_t ms;

	for (size_t i = 0; i < COUNT(descriptors); i++)
		if (streq(text, descriptors[i]))
			return 0;
	if (!starts_with(text, "@every "))
		return err_set(err, -EINVAL, "unrecognized descriptor: %s", text);
	if (duration_parse(text + strlen("@every "), &ms))
		return 0;
	return err_set(err, -EINVAL, "failed to parse duration %s: time: invalid duration \"%s\"", text,
		       text + strlen("@every "));
}

/* "TZ=Asia/Tokyo 0 5 * * *": the zone is somebody else's to refuse. */
static const char *skip_zone(const char *text)
{
	if (!starts_with(text, "TZ=") && !starts_with(text, "CRON_TZ="))
		return text;
	text += strcspn(text, " ");
	return text + strspn(text, " ");
}

int cron_check(const char *schedule, struct err *err)
{
	_cleanup_(freep) char *text = xstrdup(skip_zone(schedule));
	_cleanup_(str_release) struct str shown = STR_INIT;
	char *at = NULL, *parts[COUNT(fields)] = { NULL };
	size_t n = 0;

	if (!*schedule)
		return err_set(err, -EINVAL, "empty spec string");
	if (*text == '@')
		return check_descriptor(text, err);
	for (char *f = strtok_r(text, " \t\n", &at); f; f = strtok_r(NULL, " \t\n", &at)) {
		if (n < COUNT(parts))
			parts[n] = f;
		str_addf(&shown, "%s%s", n++ > 0 ? " " : "", f);
	}
	if (n != COUNT(fields))
		return err_set(err, -EINVAL, "expected exactly %zu fields, found %zu: [%s]", COUNT(fields), n,
			       shown.buf);
	for (size_t i = 0; i < COUNT(fields); i++) {
		int r = check_field(parts[i], &fields[i], err);

		if (r < 0)
			return r;
	}
	return 0;
}
