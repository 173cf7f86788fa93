/* Cells: clipping, wide and combining text, what may never reach a terminal, ASCII. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/svg.h"

static void check_row(bool ascii, int width, const char *text, const char *wanted)
{
	_cleanup_(str_release) struct str dump = STR_INIT;
	struct surface s;
	struct pen p;

	surface_init(&s, 1, width, ascii);
	p = pen_at(&s, 0, 0, width);
	pen_text(&p, ROLE_text, text);
	surface_dump(&s, &dump);
	assert_string_equal(dump.buf, wanted);
	surface_release(&s);
}

static void test_clipping(void **state UNUSED)
{
	check_row(false, 5, "abcde", "abcde\n");
	check_row(false, 5, "abcdef", "abcd…\n");
	check_row(true, 5, "abcdef", "abcd~\n");
	check_row(false, 1, "ab", "…\n");
}

static void test_wide_text(void **state UNUSED)
{
	check_row(false, 4, "世界", "世界\n");
	check_row(false, 3, "世界", "世…\n");
	check_row(false, 2, "世界", "…\n");
	check_row(false, 3, "e\xcc\x81x", "e\xcc\x81x\n");
}

static void test_glyphs_in_ascii(void **state UNUSED)
{
	check_row(true, 20, "● ◐ ○ ◌ ✕ · ▽", "* ~ o - x . v\n");
	check_row(true, 20, "┌─┐│┃└┘ ▸ →", "+-+|#++ > >\n");
	check_row(true, 20, "é世", "??\n");
}

/* Whatever a cluster says, no control byte gets into a cell. */
static void test_hostile_text(void **state UNUSED)
{
	static const char *const hostile[] = { "\033[2Jx",
		                               "a\rb",
		                               "\033]52;c;eA==\a",
		                               "\x9b"
		                               "31m",
		                               "\xc2\x9b"
		                               "31m",
		                               "a\bb\x7f",
		                               "\xe2\x80\xae"
		                               "evil",
		                               "\xff\xfe",
		                               "\xc0\xaf",
		                               "x\ny" };

	for (size_t i = 0; i < COUNT(hostile); i++) {
		struct surface s;
		struct pen p;

		surface_init(&s, 2, 40, false);
		p = pen_at(&s, 0, 0, 40);
		pen_text(&p, ROLE_text, hostile[i]);
		for (int x = 0; x < 40; x++) {
			const char *text = surface_cell(&s, 0, x)->text;

			for (const unsigned char *c = (const unsigned char *)text; *c; c++)
				assert_true(*c >= ' ' && *c != 0x7f);
			assert_false(starts_with(text, "\xc2\x9b") || starts_with(text, "\xe2\x80\xae"));
		}
		surface_release(&s);
	}
}

static void test_overwriting_half_a_wide_cell(void **state UNUSED)
{
	_cleanup_(str_release) struct str dump = STR_INIT;
	struct surface s;
	struct pen p;

	surface_init(&s, 1, 4, false);
	p = pen_at(&s, 0, 0, 4);
	pen_text(&p, ROLE_text, "世界");
	p = pen_at(&s, 0, 1, 2);
	pen_text(&p, ROLE_text, "ab");
	surface_dump(&s, &dump);
	assert_string_equal(dump.buf, " ab\n");
	surface_release(&s);
}

static void test_nothing_outside(void **state UNUSED)
{
	struct surface s;
	struct pen p;

	surface_init(&s, 3, 6, false);
	p = pen_at(&s, 7, 0, 6);
	pen_text(&p, ROLE_text, "below");
	p = pen_at(&s, 0, 4, 50);
	pen_text(&p, ROLE_text, "beyond");
	surface_box(&s, (struct rect){ -1, -1, 9, 20 }, ROLE_border, GROUND_page);
	surface_fill(&s, (struct rect){ 1, 4, 9, 9 }, GROUND_raised);
	assert_int_equal(surface_cell(&s, 2, 5)->ground, GROUND_raised);
	assert_null(surface_cell(&s, 3, 0));
	surface_release(&s);
}

static void check_wrap(const char *text, int columns, const char *line, const char *rest)
{
	size_t next, len = text_wrap(text, columns, &next);
	_cleanup_(freep) char *got = xstrndup(text, len);

	assert_string_equal(got, line);
	assert_string_equal(text + next, rest);
}

static void test_wrapping(void **state UNUSED)
{
	check_wrap("one two three", 8, "one two", "three");
	check_wrap("one two three", 80, "one two three", "");
	check_wrap("onetwothree four", 5, "onetw", "othree four");
	check_wrap("one\ntwo", 20, "one", "two");
}

static void test_svg(void **state UNUSED)
{
	_cleanup_(str_release) struct str a = STR_INIT;
	_cleanup_(str_release) struct str b = STR_INIT;
	struct theme theme;
	struct surface s;
	struct pen p;

	assert_int_equal(theme_load("dark", &theme, NULL), 0);
	surface_init(&s, 3, 20, false);
	surface_box(&s, surface_rect(&s), ROLE_border, GROUND_page);
	p = pen_at(&s, 1, 2, 16);
	pen_text(&p, ROLE_ok, "ready ● <&>");
	surface_svg(&s, &theme, "a picture", &a);
	surface_svg(&s, &theme, "a picture", &b);
	assert_string_equal(a.buf, b.buf);
	assert_non_null(strstr(a.buf, "&lt;&amp;&gt;"));
	surface_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clipping),
		cmocka_unit_test(test_wide_text),
		cmocka_unit_test(test_glyphs_in_ascii),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_overwriting_half_a_wide_cell),
		cmocka_unit_test(test_nothing_outside),
		cmocka_unit_test(test_wrapping),
		cmocka_unit_test(test_svg),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
