#include "reconciler/max_unavailable.h"

/* Go's strconv.Atoi with its errors. */
static int go_atoi(const char *text, size_t len, int64_t *ret, struct err *err)
{
	_cleanup_(freep) char *number = xstrndup(text, len);
	size_t digits = number[0] == '+' || number[0] == '-';
	char *end;

	if (!number[digits] || strspn(number + digits, "0123456789") != len - digits)
		return err_set(err, -EINVAL, "strconv.Atoi: parsing \"%s\": invalid syntax", number);
	errno = 0;
	*ret = strtoll(number, &end, 10);
	if (errno == ERANGE)
		return err_set(err, -EINVAL, "strconv.Atoi: parsing \"%s\": value out of range", number);
	return 0;
}

static int percent(const char *text, int64_t *ret, struct err *err)
{
	size_t len = strlen(text);
	struct err why = ERR_INIT;

	if (len == 0 || text[len - 1] != '%')
		return err_set(err, -EINVAL, "invalid value for IntOrString: invalid type: string is not a percentage");
	if (go_atoi(text, len - 1, ret, &why) < 0)
		return err_set(err, -EINVAL, "invalid value for IntOrString: invalid value \"%s\": %s", text, why.text);
	return 0;
}

int int_or_percent(const json *value, int64_t total, bool round_up, int64_t *ret, struct err *err)
{
	int64_t n, scaled;
	int rc;

	if (json_int(value, &n)) {
		*ret = n;
		return 0;
	}
	rc = percent(json_str_or(value, ""), &n, err);
	if (rc < 0)
		return rc;
	scaled = n * total;
	*ret = scaled / 100;
	/* Division cuts towards zero: that is the ceiling below zero and the floor above it. */
	if (scaled % 100 && round_up == (scaled > 0))
		*ret += round_up ? 1 : -1;
	return 0;
}

int max_unavailable_of(const json *value, int32_t replicas, int64_t *ret, struct err *err)
{
	int64_t n = 1;
	int rc = json_is_null(value) ? 0 : int_or_percent(value, replicas, false, &n, err);

	if (rc < 0)
		return rc;
	*ret = MAX(n, 1);
	return 0;
}
