/* Amounts as the console says them. */
#include "tests/unit/kube/data.h"
#include "kube/human.h"

struct amount {
	int64_t n;
	const char *text;
};

static void check(void (*say)(int64_t, struct str *), const struct amount *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_(str_release) struct str s = STR_INIT;

		say(cases[i].n, &s);
		assert_string_equal(s.buf, cases[i].text);
	}
}

static void ages(void **state UNUSED)
{
	static const struct amount cases[] = {
		{ -5, "0 s" },        { 12, "12 s" },           { 119, "119 s" },          { 120, "2 m" },
		{ 7199, "119 m" },    { 7200, "2 h" },          { 172799, "47 h" },        { 172800, "2 d" },
		{ 9 * 86400, "9 d" }, { 730LL * 86400, "2 y" }, { 99999999999, "3170 y" },
	};

	check(human_age, cases, COUNT(cases));
}

static void spans(void **state UNUSED)
{
	static const struct amount cases[] = {
		{ -1, "0 s" },	  { 0, "0 s" },	       { 59, "59 s" },		{ 60, "1 m" },
		{ 250, "4 m 10 s" },
		{ 3600, "1 h" },  { 3900, "1 h 5 m" },	{ 2 * 86400 + 3 * 3600 + 59, "2 d 3 h" },
	};

	check(human_span, cases, COUNT(cases));
}

static void sizes(void **state UNUSED)
{
	static const struct amount bytes[] = {
		{ 0, "0" }, { 900, "900" }, { 1024, "1Ki" }, { 10LL << 30, "10Gi" }, { 3LL << 29, "1.5Gi" },
		{ 512 << 20, "512Mi" },
		{ (1LL << 30) + 1, "1Gi" }, { 1000000000, "953.6Mi" }, { INT64_MAX, "7.9Ei" },
	};
	static const struct amount cpus[] = { { 8000, "8" }, { 6100, "6.1" },   { 250, "0.25" },
		                              { 0, "0" },    { 100000, "100" }, { 1, "0.001" } };

	check(human_bytes, bytes, COUNT(bytes));
	check(human_cpu, cpus, COUNT(cpus));
}

static void counts(void **state UNUSED)
{
	_cleanup_(str_release) struct str s = STR_INIT;

	human_count(1, "pod", "pods", &s);
	str_addc(&s, ' ');
	human_count(0, "claim", "claims", &s);
	assert_string_equal(s.buf, "1 pod 0 claims");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ages),
		cmocka_unit_test(spans),
		cmocka_unit_test(sizes),
		cmocka_unit_test(counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
