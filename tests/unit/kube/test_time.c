/* Times, Go durations, ages as kubectl prints them. */
#include "tests/unit/kube/data.h"
#include "kube/time.h"

static void parses(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-01-15T12:00:00Z", 1768478400000 },
		{ "2026-01-15T12:00:00.123456Z", 1768478400123 },
		{ "2026-01-15T14:30:00+02:30", 1768478400000 },
		{ "2026-01-15T07:00:00-05:00", 1768478400000 },
		{ "2024-02-29T00:00:00Z", 1709164800000 },
		{ "1969-12-31T23:59:59.5Z", -500 },
		{ "0001-01-01T00:00:00Z", -62135596800000 },
		{ "9999-12-31T23:59:59Z", 253402300799000 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t ms = 42;

		assert_true(time_parse(cases[i].text, &ms));
		assert_int_equal(ms, cases[i].ms);
	}
	assert_int_equal(time_seconds("1969-12-31T23:59:59.5Z"), -1);
	assert_int_equal(time_seconds(NULL), 0);
}

static void refuses(void **state UNUSED)
{
	static const char *const cases[] = {
		"",
		"2026",
		"2026-01-15",
		"2026-01-15 12:00:00Z",
		"2026-01-15T12:00:00",
		"2026-13-15T12:00:00Z",
		"2026-02-29T12:00:00Z",
		"2026-01-00T12:00:00Z",
		"2026-01-15T24:00:00Z",
		"2026-01-15T12:60:00Z",
		"2026-01-15T12:00:60Z",
		"2026-01-15T12:00:00.Z",
		"2026-01-15T12:00:00z",
		"2026-01-15T12:00:00+0200",
		"2026-01-15T12:00:00Z ",
		"2026-01-15T12:00:00+02:60",
		"26-01-15T12:00:00Z",
		"2026-1-15T12:00:00Z",
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t ms = 42;

		if (time_parse(cases[i], &ms) || ms != 42)
			fail_msg("took %s", cases[i]);
	}
}

static void prints_back(void **state UNUSED)
{
	static const int64_t cases[] = { 0, -1, 1768478400, 951782400, 951868800, 253402300799, -62135596800 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT, micro = STR_INIT;
		int64_t ms;

		time_add(&s, cases[i]);
		assert_true(time_parse(s.buf, &ms));
		assert_int_equal(ms, cases[i] * 1000);
		time_add_micro(&micro, cases[i] * 1000 + 7);
		assert_true(time_parse(micro.buf, &ms));
		assert_int_equal(ms, cases[i] * 1000 + 7);
		assert_int_equal(micro.len, 27);
	}
}

static void of_go(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "0", 0 }, { "300ms", 300 }, { "1h2m3.5s", 3723500 }, { "-1.5h", -5400000 }, { "+2m", 120000 },
		{ ".5s", 500 },
		{ "1.s", 1000 }, { "1500us", 1 }, { "10m0s", 600000 },
	};
	static const char *const bad[] = { "", "1", "s", "1x", ".s", "1h2", "1 h", "-", "99999999999999999999h" };
	int64_t ms = 42;

	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(duration_parse(good[i].text, &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(duration_parse(bad[i], &ms));
	assert_false(duration_parse(NULL, &ms));
}

static void ages(void **state UNUSED)
{
	enum { M = 60, H = 3600, D = 86400 };
	static const struct {
		int64_t s;
		const char *text;
	} cases[] = {
		{ -2, "<invalid>" }, { -1, "0s" }, { 0, "0s" }, { 119, "119s" }, { 120, "2m" }, { 121, "2m1s" },
		{ 10 * M - 1, "9m59s" }, { 10 * M, "10m" }, { 10 * M + 59, "10m" }, { 3 * H - 1, "179m" },
		{ 3 * H, "3h" },
		{ 3 * H + 59, "3h" }, { 3 * H + 60, "3h1m" }, { 8 * H - 1, "7h59m" }, { 8 * H, "8h" },
		{ 48 * H - 1, "47h" },
		{ 48 * H, "2d" }, { 49 * H, "2d1h" }, { 8 * D - 1, "7d23h" }, { 8 * D, "8d" }, { 730 * D - 1, "729d" },
		{ 730LL * D, "2y" }, { 731LL * D, "2y1d" }, { 2920LL * D - 1, "7y364d" }, { 2920LL * D, "8y" },
		{ 4000LL * D, "10y" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT;

		duration_add(&s, cases[i].s);
		assert_string_equal(s.buf, cases[i].text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses), cmocka_unit_test(refuses), cmocka_unit_test(prints_back),
		cmocka_unit_test(of_go),  cmocka_unit_test(ages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
