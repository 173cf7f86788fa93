/* The virtual clock: order of events, cancelling, background events, advancing and settling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/str.h"
#include "sim/world.h"

struct note {
	struct world *world;
	struct str *log;
	const char *text;
	struct world_event *victim;
};

static void write_note(void *arg)
{
	struct note *n = arg;

	str_addf(n->log, "%s@%d ", n->text, (int)world_now(n->world));
	world_cancel(n->world, n->victim);
}

static struct world *make(void)
{
	struct world_options options = { .seed = 1, .controllers = "" };

	return world_new(&options, NULL);
}

static void test_order(void **state)
{
	struct world *w = make();
	_cleanup_(str_release) struct str log = STR_INIT;
	struct note a = { w, &log, "a", NULL }, b = { w, &log, "b", NULL }, c = { w, &log, "c", NULL }, d = { w, &log, "d", NULL };

	(void)state;
	world_after(w, 20, WORLD_EVENT, write_note, &c);
	world_after(w, 10, WORLD_EVENT, write_note, &a);
	world_after(w, 10, WORLD_BACKGROUND, write_note, &b);
	a.victim = world_after(w, 15, WORLD_EVENT, write_note, &d);
	assert_int_equal(world_next(w), 10);
	world_advance(w, 30);
	assert_string_equal(log.buf, "a@10 b@10 c@20 ");
	assert_int_equal(world_now(w), 30);
	assert_int_equal(world_next(w), -1);
	assert_false(world_step(w));
	world_free(w);
}

static void test_background(void **state)
{
	struct world *w = make();
	_cleanup_(str_release) struct str log = STR_INIT;
	struct note front = { w, &log, "front", NULL }, back = { w, &log, "back", NULL };

	(void)state;
	world_after(w, 100, WORLD_BACKGROUND, write_note, &back);
	assert_true(world_settle(w, 1000));
	assert_int_equal(world_now(w), 0);
	world_after(w, 200, WORLD_EVENT, write_note, &front);
	assert_int_equal(world_next_foreground(w), 200);
	assert_false(world_settle(w, 150));
	assert_true(world_settle(w, 1000));
	assert_string_equal(log.buf, "back@100 front@200 ");
	world_free(w);
}

static void test_many(void **state)
{
	struct world *w = make();
	_cleanup_(str_release) struct str log = STR_INIT;
	struct note n = { w, &log, "", NULL };
	struct world_event *events[500];
	struct rng rng;
	int64_t last = -1;

	(void)state;
	rng_init(&rng, 7);
	for (size_t i = 0; i < COUNT(events); i++)
		events[i] = world_after(w, rng_below(&rng, 1000), WORLD_EVENT, write_note, &n);
	for (size_t i = 0; i < COUNT(events); i += 3)
		world_cancel(w, events[i]);
	for (int left = 0; world_step(w); left++) {
		assert_true(world_now(w) >= last);
		last = world_now(w);
	}
	assert_int_equal(world_steps(w), 500 - 167);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
