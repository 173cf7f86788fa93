/* Status errors: read and printed back as recorded, and the texts we make ourselves. */
#include "tests/unit/kube/data.h"
#include "kube/status.h"

static void check_round_trip(void *arg UNUSED, const json *line, const char *text)
{
	_cleanup_(status_release) struct status s = STATUS_INIT;
	_cleanup_(str_release) struct str out = STR_INIT;
	_cleanup_(freep) char *expected = NULL;

	status_parse(&s, 0, text, strlen(text));
	status_print(&s, &out);
	expected = json_text(line);	/* the order of members counts */
	if (!streq(out.buf, expected))
		fail_msg("%s\nfor %s", out.buf, expected);
}

static void recorded(void **state UNUSED)
{
	each_line("status", 684, check_round_trip, NULL);
}

/* The message of a 422 is made of its causes. */
static void check_invalid(void *arg, const json *line, const char *text)
{
	_cleanup_(status_release) struct status s = STATUS_INIT;
	_cleanup_(freep) char *message = NULL;
	const struct kind *kind = NULL;
	int *checked = arg;

	status_parse(&s, 0, text, strlen(text));
	for (size_t i = 0; i < kind_count(); i++)
		if (streq0(s.kind, kind_at(i)->name) && streq(s.group ? s.group : "", kind_at(i)->group))
			kind = kind_at(i);
	/* Not those that a strict decoder makes, whose kind and causes are of another sort. */
	if (s.code != 422 || !kind || !s.causes.len || strstr(s.message, "patch: Invalid value"))
		return;
	message = xstrdup(s.message);
	status_invalid(&s, kind, s.name ? s.name : "");
	if (!streq(s.message, message))
		fail_msg("%s\nis not %s", s.message, message);
	(*checked)++;
	(void)line;
}

static void made_from_causes(void **state UNUSED)
{
	int checked = 0;

	each_line("status", 684, check_invalid, &checked);
	assert_true(checked > 300);
}

static void worded(void **state UNUSED)
{
	_cleanup_(status_release) struct status s = STATUS_INIT;
	_cleanup_(str_release) struct str out = STR_INIT;

	assert_int_equal(status_not_found(&s, KIND(statefulset), "web"), -404);
	assert_string_equal(s.message, "statefulsets.apps \"web\" not found");
	assert_string_equal(s.kind, "statefulsets");
	assert_int_equal(status_already_exists(&s, KIND(pod), "web-0"), -409);
	assert_string_equal(s.message, "pods \"web-0\" already exists");
	assert_int_equal(status_conflict(&s, KIND(pod), "web-0", "the object has been modified"), -409);
	assert_string_equal(s.message, "Operation cannot be fulfilled on pods \"web-0\": the object has been modified");
	status_set(&s, 422, "Invalid", "%s", "");
	status_cause(&s, "FieldValueInvalid", "spec.replicas", "Invalid value: %d: must be greater than or equal to 0",
	             -1);
	assert_int_equal(status_invalid(&s, KIND(statefulset), "web"), -422);
	status_print(&s, &out);
	assert_string_equal(
	    out.buf,
	    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
	    "\"StatefulSet.apps \\\"web\\\" is invalid: spec.replicas: Invalid value: -1: must be greater than "
	    "or equal to 0\",\"reason\":\"Invalid\",\"details\":{\"name\":\"web\",\"group\":\"apps\",\"kind\":"
	    "\"StatefulSet\",\"causes\":[{\"reason\":\"FieldValueInvalid\",\"message\":\"Invalid value: -1: "
	    "must be greater than or equal to 0\",\"field\":\"spec.replicas\"}]},\"code\":422}");
}

static void no_status(void **state UNUSED)
{
	static const struct {
		int code;
		const char *body, *reason, *message;
	} cases[] = {
		{ 400, "x", "BadRequest", "the server rejected our request for an unknown reason" },
		{ 401, "", "Unauthorized", "the server has asked for the client to provide credentials" },
		{ 403, " no \n", "Forbidden", "no" },
		{ 404, "404 page not found\n", "NotFound", "the server could not find the requested resource" },
		{ 409, "", "Conflict", "the server reported a conflict" },
		{ 429, "slow", "TooManyRequests",
		  "the server has received too many requests and has asked us to try again later" },
		{ 500, "a \"b\"\n", "InternalError",
		  "an error on the server (\"a \\\"b\\\"\") has prevented the request from succeeding" },
		{ 502, "<html>\n<b>", "InternalError",
		  "an error on the server (\"<html>\\n<b>\") has prevented the request from succeeding" },
		{ 503, "{}", "ServiceUnavailable", "the server is currently unable to handle the request" },
		{ 418, "tea", NULL,
		  "the server responded with the status code 418 but did not return more information" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(status_release) struct status s = STATUS_INIT;

		status_parse(&s, cases[i].code, cases[i].body, strlen(cases[i].body));
		assert_int_equal(s.code, cases[i].code);
		assert_true(streq0(s.reason, cases[i].reason));
		assert_string_equal(s.message, cases[i].message);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded),
		cmocka_unit_test(made_from_causes),
		cmocka_unit_test(worded),
		cmocka_unit_test(no_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
