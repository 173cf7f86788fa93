/* The queue of sets: one key once, again while it is worked on, and back-off after errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "reconciler/workqueue.h"

#define NOW INT64_C(1000000)

static int setup(void **state)
{
	*state = workqueue_new();
	return 0;
}

static int teardown(void **state)
{
	workqueue_free(*state);
	return 0;
}

static void expect(struct workqueue *q, int64_t now_ms, const char *key)
{
	_cleanup_(freep) char *got = workqueue_get(q, now_ms);

	if (key)
		assert_string_equal(got ? got : "nothing", key);
	else
		assert_null(got);
}

static void a_key_once_and_in_order(void **state)
{
	struct workqueue *q = *state;

	workqueue_add(q, "b");
	workqueue_add(q, "a");
	workqueue_add(q, "b");
	assert_int_equal(workqueue_len(q), 2);
	expect(q, NOW, "b");
	expect(q, NOW, "a");
	expect(q, NOW, NULL);
}

static void again_after_it_is_done(void **state)
{
	struct workqueue *q = *state;

	workqueue_add(q, "a");
	expect(q, NOW, "a");
	workqueue_add(q, "a");
	workqueue_add(q, "a");
	expect(q, NOW, NULL);
	workqueue_done(q, "a");
	expect(q, NOW, "a");
	workqueue_done(q, "a");
	expect(q, NOW, NULL);
}

static void the_earlier_delay_counts(void **state)
{
	struct workqueue *q = *state;

	workqueue_add_after(q, "a", 500, NOW);
	workqueue_add_after(q, "a", 300, NOW);
	workqueue_add_after(q, "a", 400, NOW);
	workqueue_add_after(q, "b", 100, NOW);
	assert_int_equal(workqueue_due(q), NOW + 100);
	expect(q, NOW + 99, NULL);
	expect(q, NOW + 300, "b");
	expect(q, NOW + 300, "a");
	assert_int_equal(workqueue_due(q), -1);
	workqueue_add_after(q, "c", 0, NOW);
	expect(q, NOW, "c");
}

/* How long until the key is due after an error. */
static int64_t delay(struct workqueue *q, const char *key, int64_t now_ms)
{
	int64_t due;

	workqueue_add_limited(q, key, now_ms);
	due = workqueue_due(q);
	expect(q, due, key);
	workqueue_done(q, key);
	return due - now_ms;
}

static void back_off_doubles_up_to_1000_seconds(void **state)
{
	struct workqueue *q = *state;
	int64_t now = NOW;

	for (int64_t expected = 5; expected < 1000000; expected *= 2, now += 2000000)
		assert_int_equal(delay(q, "a", now), expected);
	assert_int_equal(delay(q, "a", now), 1000000);
	assert_int_equal(delay(q, "a", now + 2000000), 1000000);
	workqueue_forget(q, "a");
	assert_int_equal(delay(q, "a", now + 4000000), 5);
}

static void a_hundred_at_once_then_ten_a_second(void **state)
{
	struct workqueue *q = *state;

	for (int i = 0; i < 100; i++) {
		_cleanup_(freep) char *key = xasprintf("k%d", i);

		assert_int_equal(delay(q, key, NOW), 5);
	}
	assert_int_equal(delay(q, "x", NOW), 100);
	assert_int_equal(delay(q, "y", NOW), 200);
	assert_int_equal(delay(q, "z", NOW + 1000), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_key_once_and_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(again_after_it_is_done, setup, teardown),
		cmocka_unit_test_setup_teardown(the_earlier_delay_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(back_off_doubles_up_to_1000_seconds, setup, teardown),
		cmocka_unit_test_setup_teardown(a_hundred_at_once_then_ten_a_second, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
