/* The lines of a log on the screen: cut into lines wherever the pieces end, bounded, resumed without repeating, filtered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/limits.h"
#include "tui/scrollback.h"

#define T1 "2026-01-15T12:00:00.000000000Z"
#define T2 "2026-01-15T12:00:01.500000000Z"

static void feed(struct scrollback *s, const char *text)
{
	scrollback_feed(s, text, strlen(text));
}

static void pieces_make_lines(void **state UNUSED)
{
	struct scrollback s = SCROLLBACK_INIT;

	feed(&s, "on");
	feed(&s, "e\ntwo\n\nthr");
	assert_int_equal(s.len, 3);
	assert_string_equal(scrollback_at(&s, 0)->text, "one");
	assert_string_equal(scrollback_at(&s, 2)->text, "");
	scrollback_end(&s);
	assert_string_equal(scrollback_at(&s, 3)->text, "thr");
	assert_null(scrollback_at(&s, 4));
	scrollback_release(&s);
}

static void bounded(void **state UNUSED)
{
	struct scrollback s = SCROLLBACK_INIT;
	_cleanup_(freep) char *wide = xcalloc(1, LIMIT_SCROLL_TEXT * 2 + 1);

	for (int i = 0; i < LIMIT_SCROLL_LINES + 5; i++)
		feed(&s, "a line\n");
	assert_int_equal(s.len, LIMIT_SCROLL_LINES);
	assert_int_equal(s.first, 5);
	assert_null(scrollback_at(&s, 4));
	assert_int_equal(scrollback_next(&s), LIMIT_SCROLL_LINES + 5);
	memset(wide, 'x', LIMIT_SCROLL_TEXT * 2);
	for (int i = 0; i < 2000; i++) {
		feed(&s, wide);
		feed(&s, "\n");
	}
	assert_true(s.bytes <= LIMIT_SCROLL_BYTES);
	assert_int_equal(strlen(scrollback_at(&s, scrollback_next(&s) - 1)->text), LIMIT_SCROLL_TEXT);
	scrollback_release(&s);
}

static void resumed(void **state UNUSED)
{
	struct scrollback s = SCROLLBACK_INIT;

	feed(&s, T1 " first\n");
	scrollback_note(&s, "a note");
	scrollback_resume(&s);
	feed(&s, T1 " first\n" T2 " second\n" T1 " late\n");
	assert_int_equal(s.len, 4);
	assert_string_equal(scrollback_at(&s, 2)->text, T2 " second");
	scrollback_release(&s);
}

static void times_and_filters(void **state UNUSED)
{
	const struct scroll_line line = { (char *)(uintptr_t)(T1 " GET /Healthz"), false },
				 bare = { (char *)(uintptr_t)"2026 was good", false };

	assert_int_equal(scroll_text_at(&line), strlen(T1) + 1);
	assert_int_equal(scroll_text_at(&bare), 0);
	assert_true(scroll_matches(&line, "healthz"));
	assert_false(scroll_matches(&line, "!healthz"));
	assert_false(scroll_matches(&line, "2026"));
	assert_true(scroll_matches(&line, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_make_lines), cmocka_unit_test(bounded), cmocka_unit_test(resumed),
		cmocka_unit_test(times_and_filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
