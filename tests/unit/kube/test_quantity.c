/* Quantities: spellings as a 1.36 server stored them, and the numbers they stand for. */
#include "tests/unit/kube/data.h"
#include "kube/quantity.h"

static void canonical(void **state UNUSED)
{
	/* The first part was recorded; the rest follows from upstream's rule of when a spelling is kept. */
	static const struct {
		const char *given, *stored;
	} cases[] = {
		{ "4", "4" }, { "1Gi", "1Gi" }, { "1000m", "1" }, { "1024Mi", "1Gi" }, { "100m", "100m" },
		{ "0.5Gi", "512Mi" },
		{ "1e9", "1e9" }, { "1500m", "1500m" }, { "64Mi", "64Mi" }, { "0.10", "100m" }, { "1000000k", "1G" },
		{ "1.5Gi", "1536Mi" }, { "0.25", "250m" }, { "0.5", "500m" }, { "1e3", "1e3" }, { "1E", "1E" },
		{ "12345678901234567890", "12345678901234567890" }, { "100k", "100k" }, { "0", "0" }, { "-1", "-1" },
		{ "1u", "1u" }, { "0.1", "100m" }, { "1000000", "1M" }, { "999999999999", "999999999999" },
		{ "1048576", "1048576" }, { "1025Ki", "1025Ki" }, { "3.0", "3" }, { "0.001", "1m" },
		{ "0.0001", "100u" },
		{ "1n", "1n" }, { "+5", "+5" }, { "05", "05" }, { ".5", "500m" }, { "5.", "5." },
		{ "1000Mi", "1000Mi" },
		{ "1m", "1m" }, { "2k", "2k" },
		{ "0Gi", "0" }, { "0Pi", "0" }, { "Gi", "0" }, { "-0", "0" }, { "0m", "0" },
		{ "1023", "1023" }, { "0.1n", "1n" }, { "12e2", "1200" },
		{ "1e-10", "1e-9" }, { "5Ei", "5Ei" }, { "8Ei", "9223372036854775807" },
		{ "100Ei", "9223372036854775807" },
		{ "0.5Ki", "512" }, { "1.5Ki", "1536" }, { "0.0001Ki", "102400u" }, { "2048", "2048" },
		{ "1.500", "1.500" },
		{ "1.000", "1" }, { " 1Gi ", "1Gi" }, { "123456Gi", "123456Gi" }, { "-1024Mi", "-1Gi" },
		{ "10e100", "100e99" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT;

		assert_int_equal(quantity_canonical(cases[i].given, &s, NULL), 0);
		if (!streq(s.buf, cases[i].stored))
			fail_msg("%s became %s, not %s", cases[i].given, s.buf, cases[i].stored);
	}
}

static void refused(void **state UNUSED)
{
	static const struct {
		const char *given, *why;
	} cases[] = {
		{ "", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
		{ "abc",
		  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
		{ "1.5.3",
		  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
		{ "1GB",
		  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
		{ "1 Gi",
		  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
		{ "Pi", "unable to parse numeric part of quantity" },
		{ "1mi", "unable to parse quantity's suffix" },
		{ "1e", "unable to parse quantity's suffix" },
		{ "1m5", "unable to parse quantity's suffix" },
		{ "1111111111111111111111111111111111111111",
		  "quantity \"1111111111111111111111111111111111111111\" has too many "
		  "digits" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(quantity_canonical(cases[i].given, &s, &err), -EINVAL);
		assert_string_equal(err.text, cases[i].why);
		assert_int_equal(s.len, 0);
		assert_false(quantity_valid(cases[i].given));
	}
	assert_false(quantity_valid(NULL));
	assert_int_equal(quantity_value("abc"), 0);
}

static void rounded(void **state UNUSED)
{
	static const struct {
		const char *given, *stored;
	} cases[] = { { "1u", "1m" },       { "0.0001", "1m" }, { "1n", "1m" },
		      { "1500m", "1500m" }, { "05", "05" },     { "1.0001", "1001m" } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str s = STR_INIT;

		assert_int_equal(quantity_round_milli(cases[i].given, &s, NULL), 0);
		assert_string_equal(s.buf, cases[i].stored);
	}
}

static void numbers(void **state UNUSED)
{
	static const struct {
		const char *text;
		int64_t value, milli;
	} cases[] = {
		{ "1Gi", 1 << 30, 1073741824000 }, { "500m", 1, 500 }, { "1", 1, 1000 }, { "100m", 1, 100 },
		{ "1n", 1, 1 },
		{ "-1500m", -2, -1500 }, { "1e3", 1000, 1000000 }, { "8Ei", INT64_MAX, INT64_MAX },
		{ "12345678901234567890", INT64_MAX, INT64_MAX }, { "1P", 1000000000000000, 1000000000000000000 },
		{ "100P", 100000000000000000, INT64_MAX }, { "-100E", -INT64_MAX, -INT64_MAX }, { "", 0, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(quantity_value(cases[i].text), cases[i].value);
		assert_int_equal(quantity_milli(cases[i].text), cases[i].milli);
	}
}

static void order(void **state UNUSED)
{
	/* Each is smaller than the next. */
	static const char *const rising[] = { "-1e30", "-1Gi", "-1",     "0",   "1n",   "999m",
		                              "1",     "1G",   "1023Mi", "1Gi", "1e30", "1e31" };

	for (size_t i = 0; i < COUNT(rising); i++)
		for (size_t k = 0; k < COUNT(rising); k++)
			assert_int_equal(quantity_cmp(rising[i], rising[k]), (i > k) - (i < k));
	assert_int_equal(quantity_cmp("1Gi", "1024Mi"), 0);
	assert_int_equal(quantity_cmp("0.5", "500m"), 0);
	assert_int_equal(quantity_cmp(NULL, "0"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical), cmocka_unit_test(refused), cmocka_unit_test(rounded),
		cmocka_unit_test(numbers),   cmocka_unit_test(order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
