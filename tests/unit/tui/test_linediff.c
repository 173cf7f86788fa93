/* What is common stays, what is not is taken out or put in, and far from changes nothing is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "tui/linediff.h"

static void expect_diff(const char *old, const char *new, size_t context, const char *wanted)
{
	_cleanup_(freep) char *before = xstrdup(old);
	_cleanup_(freep) char *after = xstrdup(new);
	_cleanup_(str_release) struct str got = STR_INIT;
	diff_vec lines = VEC_INIT;

	linediff(before, after, context, &lines);
	vec_each(&lines, l)
		str_addf(&got, "%c%s\n", l->sign, l->text);
	assert_string_equal(got.len ? got.buf : "", wanted);
	vec_release(&lines);
}

static void equal_texts_differ_in_nothing(void **state UNUSED)
{
	expect_diff("a\nb\n", "a\nb\n", 3, "");
	expect_diff("", "", 3, "");
}

static void a_changed_line_is_taken_out_and_put_in(void **state UNUSED)
{
	expect_diff("a\nb\nc\n", "a\nx\nc\n", 3, " a\n-b\n+x\n c\n");
	expect_diff("", "a\n", 3, "+a\n");
	expect_diff("a\n", "", 3, "-a\n");
}

static void only_what_is_near_a_change_is_shown(void **state UNUSED)
{
	expect_diff("1\n2\n3\n4\n5\n6\n7\n", "x\n2\n3\n4\n5\n6\ny\n", 1, "-1\n+x\n 2\n~\n 6\n-7\n+y\n");
}

static void moved_lines_keep_the_longest_part(void **state UNUSED)
{
	expect_diff("a\nb\nc\nd\n", "b\nc\nd\na\n", 0, "-a\n~\n+a\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_texts_differ_in_nothing),
		cmocka_unit_test(a_changed_line_is_taken_out_and_put_in),
		cmocka_unit_test(only_what_is_near_a_change_is_shown),
		cmocka_unit_test(moved_lines_keep_the_longest_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
