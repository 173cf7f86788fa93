/* The list of lessons: where its cursor begins, what its keys wish, and that every row is there in a small terminal. */
#include "objects.h"

#include "tui/syllabus.h"

static void add(struct syllabus *s, const char *name, int at, bool done)
{
	struct syllabus_row r = { xstrdup(name), xstrdup(name), xstrdup("what it is about"), 5, 3, at, done };

	vec_push(&s->rows, r);
}

static int aimed(int a, bool a_done, int b, bool b_done)
{
	_cleanup_(syllabus_release) struct syllabus s = SYLLABUS_INIT;

	add(&s, "first", a, a_done);
	add(&s, "second", b, b_done);
	syllabus_aim(&s);
	return s.cursor;
}

static void test_aim(void **state UNUSED)
{
	assert_int_equal(aimed(0, false, 0, false), 0);
	assert_int_equal(aimed(0, true, 0, false), 1);
	assert_int_equal(aimed(0, false, 2, false), 1);
	assert_int_equal(aimed(2, true, 0, false), 0);
	assert_int_equal(aimed(0, true, 0, true), 0);
}

static void test_keys(void **state UNUSED)
{
	_cleanup_(syllabus_release) struct syllabus s = SYLLABUS_INIT;

	assert_int_equal(syllabus_key(&s, KEY(K_ENTER)), SYLLABUS_STAY);
	add(&s, "first", 0, false);
	add(&s, "second", 0, false);
	assert_int_equal(syllabus_key(&s, KEY('k')), SYLLABUS_STAY);
	assert_int_equal(s.cursor, 0);
	syllabus_key(&s, KEY(K_DOWN));
	syllabus_key(&s, KEY(K_DOWN));
	assert_int_equal(s.cursor, 1);
	syllabus_key(&s, KEY('1'));
	assert_int_equal(s.cursor, 0);
	syllabus_key(&s, KEY('3'));
	assert_int_equal(s.cursor, 0);
	assert_int_equal(syllabus_key(&s, KEY(K_ENTER)), SYLLABUS_BEGIN);
	assert_int_equal(syllabus_key(&s, KEY('a')), SYLLABUS_ANEW);
	assert_int_equal(syllabus_key(&s, (struct key){ 'a', true }), SYLLABUS_STAY);
	assert_int_equal(syllabus_key(&s, KEY('q')), SYLLABUS_LEAVE);
	assert_int_equal(syllabus_key(&s, KEY(K_CTRL | 'c')), SYLLABUS_LEAVE);
}

static void test_cells(void **state UNUSED)
{
	_cleanup_(syllabus_release) struct syllabus s = SYLLABUS_INIT;
	_cleanup_(str_release) struct str text = STR_INIT;
	struct surface on;

	add(&s, "first", 0, true);
	add(&s, "second", 2, false);
	add(&s, "third", 0, false);
	s.said = xstrdup("the file is damaged");
	surface_init(&on, 24, 80, true);
	syllabus_draw(&s, &on);
	surface_dump(&on, &text);
	assert_non_null(strstr(text.buf, "> 1  first"));
	assert_non_null(strstr(text.buf, "done"));
	assert_non_null(strstr(text.buf, "step 2 of 3"));
	assert_non_null(strstr(text.buf, "3  third"));
	assert_non_null(strstr(text.buf, "the file is damaged"));
	surface_release(&on);
	surface_init(&on, 3, 10, true);
	syllabus_draw(&s, &on);
	surface_release(&on);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_aim), cmocka_unit_test(test_keys),
					    cmocka_unit_test(test_cells) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
