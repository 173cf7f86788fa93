/* From two trees back to a merge patch, and how it is told; each patch, applied, gives the tree it was made for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kube/patch.h"

static json *tree(const char *text)
{
	struct err err = ERR_INIT;
	json *j = json_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", err.text, text);
	return j;
}

static const struct {
	const char *from, *to, *patch;
} pairs[] = {
	{ "{}", "{}", "{}" },
	{ "{\"a\":1}", "{\"a\":1}", "{}" },
	{ "{\"a\":1}", "{\"a\":2}", "{\"a\":2}" },
	{ "{\"a\":1}", "{}", "{\"a\":null}" },
	{ "{}", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}" },
	{ "{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":1,\"c\":3}}", "{\"a\":{\"c\":3}}" },
	{ "{\"a\":{\"b\":1}}", "{\"a\":{}}", "{\"a\":{\"b\":null}}" },
	/* Lists are told whole, also where one member differs. */
	{ "{\"a\":[1,2]}", "{\"a\":[1,3]}", "{\"a\":[1,3]}" },
	/* Another type is another value. */
	{ "{\"a\":{\"b\":1}}", "{\"a\":\"b\"}", "{\"a\":\"b\"}" },
	{ "{\"a\":\"b\"}", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}" },
	{ "{\"a\":\"1\"}", "{\"a\":1}", "{\"a\":1}" },
	/* A null says "absent", so it is read as that: there is nothing to be done. */
	{ "{\"a\":null}", "{}", "{}" },
	{ "{}", "{\"a\":null}", "{}" },
	{ "{\"a\":{\"b\":null,\"c\":1}}", "{\"a\":{\"c\":1}}", "{}" },
	{ "{\"a\":1}", "{\"a\":null}", "{\"a\":null}" },
	/* Numbers that a double does not hold. */
	{ "{\"a\":9223372036854775806}", "{\"a\":9223372036854775807}", "{\"a\":9223372036854775807}" },
	/* Keys differ by case, and may hold anything. */
	{ "{\"a\":1,\"A\":1}", "{\"a\":1,\"A\":2}", "{\"A\":2}" },
	{ "{\"x/y.z\":1}", "{\"x/y.z\":2}", "{\"x/y.z\":2}" },
};

static void test_pairs(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		_cleanup_(json_freep) json *from = tree(pairs[i].from), *to = tree(pairs[i].to);
		_cleanup_(json_freep) json *patch = patch_merge_of(from, to), *want = tree(pairs[i].patch);
		_cleanup_(freep) char *text = json_text(patch);

		if (!json_equal(patch, want))
			fail_msg("%s to %s: %s, not %s", pairs[i].from, pairs[i].to, text, pairs[i].patch);
	}
}

/* Applied to the one it leads to the other; what is null in it is absent then. */
static void test_there_and_back(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		_cleanup_(status_release) struct status why = STATUS_INIT;
		_cleanup_(json_freep) json *from = tree(pairs[i].from), *to = tree(pairs[i].to);
		_cleanup_(json_freep) json *patch = patch_merge_of(from, to), *left = NULL;

		assert_int_equal(patch_merge(&from, patch, &why), 0);
		left = patch_merge_of(from, to);
		assert_int_equal(json_len(left), 0);
	}
}

static void check_told(const char *from, const char *to, const char *wanted)
{
	_cleanup_(json_freep) json *f = tree(from), *t = tree(to), *told = patch_told(f, t);
	_cleanup_(freep) char *text = json_text(told);

	assert_string_equal(text, wanted);
}

static void test_told(void **state UNUSED)
{
	check_told("{\"a\":1}", "{\"a\":1}", "[]");
	check_told("{\"spec\":{\"replicas\":3}}", "{\"spec\":{\"replicas\":5}}", "[\"spec.replicas: 3 → 5\"]");
	check_told("{\"l\":[{\"i\":\"x\"}]}", "{\"l\":[{\"i\":\"y\"}]}", "[\"l[0].i: x → y\"]");
	check_told("{\"l\":[1]}", "{\"l\":[1,2]}", "[\"l[1]: none → 2\"]");
	check_told("{\"l\":[1,2]}", "{\"l\":[1]}", "[\"l[1]: 2 → none\"]");
	check_told("{}", "{\"a\":{\"b\":true}}", "[\"a: none → {\\\"b\\\":true}\"]");
	/* A key that would read as a path stands in brackets; an empty text is seen. */
	check_told("{\"m\":{\"x/y.z\":\"1\"}}", "{\"m\":{\"x/y.z\":\"\"}}", "[\"m[x/y.z]: 1 → \\\"\\\"\"]");
	check_told("{\"a\":null}", "{}", "[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
