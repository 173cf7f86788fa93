/* Which keys and values labels may have, and the reasons a server gives. */
#include "tests/unit/kube/data.h"
#include "kube/label.h"

#define NAME                                                                                                           \
	"name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "          \
	"alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "           \
	"'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define PREFIX                                                                                                         \
	"prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "  \
	"and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "     \
	"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define LONG "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void keys(void **state UNUSED)
{
	static const struct {
		const char *key, *why;
	} cases[] = {
		{ "app", "" },
		{ "A.b_c-9", "" },
		{ "example.com/k", "" },
		{ "a-b.c/K", "" },
		{ "", "name part must be non-empty; " NAME },
		{ "a/", "name part must be non-empty; " NAME },
		{ "/a", "prefix part must be non-empty" },
		{ "-a", NAME },
		{ "a.", NAME },
		{ "a b", NAME },
		{ "a..b/c", PREFIX },
		{ "Foo/x", PREFIX },
		{ "a.-b/x", PREFIX },
		{ "a_b/x-", PREFIX "; " NAME },
		{ LONG, "name part must be no more than 63 bytes" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str why = STR_INIT;

		assert_int_equal(label_key_valid(cases[i].key, &why), !*cases[i].why);
		assert_string_equal(why.buf, cases[i].why);
		assert_int_equal(label_key_valid(cases[i].key, NULL), !*cases[i].why);
	}
}

static void values(void **state UNUSED)
{
	static const char *const good[] = { "", "x", "a_b.C-1", "1" };
	static const char *const bad[] = { "-", "a ", "\303\244", "a/b", LONG };

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(label_value_valid(good[i], NULL));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(label_value_valid(bad[i], NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
