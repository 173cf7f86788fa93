/* Films: rows are drawn once, what never changes is not animated, and the last picture is there without animation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/film.h"

struct fixture {
	struct theme theme;
	struct surface s;
	struct film film;
	struct str svg;
};

static void open_fixture(struct fixture *f)
{
	*f = (struct fixture){ .svg = STR_INIT };
	assert_int_equal(theme_load("dark", &f->theme, NULL), 0);
	surface_init(&f->s, 3, 10, false);
	film_init(&f->film);
}

static void close_fixture(struct fixture *f)
{
	surface_release(&f->s);
	film_release(&f->film);
	str_release(&f->svg);
}

static void frame(struct fixture *f, int64_t ms, int y, const char *text)
{
	struct pen p = pen_at(&f->s, y, 0, f->s.width);

	pen_cell(&p, ROLE_text, f->s.width, text);
	film_frame(&f->film, ms, &f->s, &f->theme);
}

static int count(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

static void test_rows(void **state UNUSED)
{
	struct fixture f;

	open_fixture(&f);
	frame(&f, 0, 0, "stays");
	frame(&f, 0, 1, "one");
	frame(&f, 1000, 1, "two");
	frame(&f, 2000, 1, "one");
	film_svg(&f.film, 4000, "a film", &f.svg);
	assert_int_equal(count(f.svg.buf, ">one<"), 1);
	assert_int_equal(count(f.svg.buf, "<animate "), 1);
	assert_non_null(strstr(f.svg.buf, "dur=\"4.000s\" keyTimes=\"0;0;.25;.5\" values=\"#r0;#r2;#r3;#r2\""));
	assert_non_null(strstr(f.svg.buf, "<use href=\"#r2\" x=\"12\" y=\"46\" class=\"film\">"));
	assert_non_null(strstr(f.svg.buf, "<use href=\"#r2\" x=\"12\" y=\"46\" class=\"still\"/>"));
	assert_non_null(strstr(f.svg.buf, "prefers-reduced-motion"));
	close_fixture(&f);
}

static void test_sizes(void **state UNUSED)
{
	struct fixture f;

	open_fixture(&f);
	frame(&f, 0, 0, "first");
	surface_release(&f.s);
	surface_init(&f.s, 5, 20, false);
	frame(&f, 500, 2, "0123456789abc");
	film_svg(&f.film, 1000, "a film", &f.svg);
	assert_non_null(strstr(f.svg.buf, ">0123456789<"));
	assert_null(strstr(f.svg.buf, "abc"));
	close_fixture(&f);
}

static void test_nothing(void **state UNUSED)
{
	struct fixture f;

	open_fixture(&f);
	film_svg(&f.film, 1000, "no film", &f.svg);
	assert_string_equal(f.svg.buf, "");
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
