/* Small things that decisions stand on: members of JSON text, aggregated errors, IntOrString. */
#include "objects.h"

#include "reconciler/failures.h"
#include "reconciler/max_unavailable.h"
#include "reconciler/span.h"

static void expect_member(const char *text, const char *key, const char *expected)
{
	struct span s = span_member(text, key);
	_cleanup_(freep) char *got = s.at ? xstrndup(s.at, s.len) : NULL;

	if (expected)
		assert_string_equal(got ? got : "absent", expected);
	else
		assert_null(got);
}

static void members(void **state UNUSED)
{
	const char *text = "{\"a\":{\"b\":[1,\"}\"]},\"b\":\"x\\\"}\",\"c\":-1.5,\"d\":null,\"e\":{}}";

	expect_member(text, "a", "{\"b\":[1,\"}\"]}");
	expect_member(text, "b", "\"x\\\"}\"");
	expect_member(text, "c", "-1.5");
	expect_member(text, "d", "null");
	expect_member(text, "e", "{}");
	expect_member(text, "f", NULL);
	expect_member(text, "", NULL);
	expect_member("{}", "a", NULL);
	expect_member("[{\"a\":1}]", "x", NULL);
}

static void expect_replaced(const char *text, const char *expected)
{
	_cleanup_(str_release) struct str got = STR_INIT;

	span_replace(text, "s", "{\"n\":1}", &got);
	assert_string_equal(got.buf, expected);
}

static void replacing(void **state UNUSED)
{
	expect_replaced("{\"s\":[],\"t\":{\"s\":2}}", "{\"s\":{\"n\":1},\"t\":{\"s\":2}}");
	expect_replaced("{\"t\":{\"s\":2},\"s\":0}", "{\"t\":{\"s\":2},\"s\":{\"n\":1}}");
	expect_replaced("{\"t\":1}", "{\"t\":1,\"s\":{\"n\":1}}");
	expect_replaced("{}", "{\"s\":{\"n\":1}}");
}

static void aggregates(void **state UNUSED)
{
	struct failures f = FAILURES_INIT, more = FAILURES_INIT;
	_cleanup_(str_release) struct str text = STR_INIT;

	assert_false(failures_any(&f));
	failures_add(&f, "a%d", 1);
	failures_add(&f, "a1");
	failures_text(&f, &text);
	assert_string_equal(text.buf, "a1");
	failures_add(&more, "b");
	failures_move(&f, &more);
	assert_false(failures_any(&more));
	str_reset(&text);
	failures_text(&f, &text);
	assert_string_equal(text.buf, "[a1, b]");
	failures_release(&f);
}

static int64_t scaled(const char *value, bool up)
{
	_cleanup_(json_freep) json *j = json_parse(value, strlen(value), NULL);
	int64_t n = -99;

	assert_int_equal(int_or_percent(j, 7, up, &n, NULL), 0);
	return n;
}

static void percentages_round(void **state UNUSED)
{
	assert_int_equal(scaled("3", true), 3);
	assert_int_equal(scaled("\"30%\"", true), 3);
	assert_int_equal(scaled("\"30%\"", false), 2);
	assert_int_equal(scaled("\"100%\"", true), 7);
	assert_int_equal(scaled("\"-30%\"", true), -2);
	assert_int_equal(scaled("\"-30%\"", false), -3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members),
		cmocka_unit_test(replacing),
		cmocka_unit_test(aggregates),
		cmocka_unit_test(percentages_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
