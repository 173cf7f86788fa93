/* The queue of a simulated controller: many mentions are one look, delays, and pauses that grow and begin anew. */
#include "drive.h"

#include "sim/queue.h"

struct bench {
	struct world *world;
	struct queue *queue;
	struct str seen;		/* "KEY@MS " of each look */
	int refusals;			/* how many looks will still be refused */
};

static void look(void *arg, const char *key)
{
	struct bench *b = arg;

	str_addf(&b->seen, "%s@%" PRId64 " ", key, world_now(b->world) - START);
	if (b->refusals > 0) {
		b->refusals--;
		queue_retry(b->queue, key);
	}
}

static int setup(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "" };
	struct bench *b = xcalloc(1, sizeof(*b));

	b->world = world_new(&options, NULL);
	b->queue = queue_new(b->world, look, b);
	str_init(&b->seen);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	queue_free(b->queue);
	world_free(b->world);
	str_release(&b->seen);
	free(b);
	return 0;
}

static void expect_seen(struct bench *b, const char *want)
{
	assert_true(world_settle(b->world, START + 100 * MINUTE));
	assert_string_equal(b->seen.buf, want);
	str_reset(&b->seen);
}

static void coalesces(void **state)
{
	struct bench *b = *state;

	queue_add(b->queue, "b");
	queue_add(b->queue, "a");
	queue_add(b->queue, "b");
	assert_int_equal(b->seen.len, 0);
	expect_seen(b, "b@0 a@0 ");
}

static void earlier_wins(void **state)
{
	struct bench *b = *state;

	queue_after(b->queue, "a", 500, WORLD_EVENT);
	queue_after(b->queue, "a", 200, WORLD_EVENT);
	queue_after(b->queue, "a", 900, WORLD_EVENT);
	queue_after(b->queue, "gone", 100, WORLD_EVENT);
	queue_cancel(b->queue, "gone");
	expect_seen(b, "a@200 ");
}

static void pauses(void **state)
{
	struct bench *b = *state;

	b->refusals = 3;
	queue_add(b->queue, "a");
	expect_seen(b, "a@0 a@5 a@15 a@35 ");
	b->refusals = 1;
	queue_add(b->queue, "a");
	expect_seen(b, "a@35 a@40 ");
}

/* What is refused again and again does not keep the world from being settled. */
static void stuck(void **state)
{
	struct bench *b = *state;

	b->refusals = 1000;
	queue_add(b->queue, "a");
	assert_true(world_settle(b->world, START + 100 * MINUTE));
	assert_in_range(world_now(b->world) - START, 1000, 20000);
}

static void keys(void **state)
{
	char namespace[16];

	(void)state;
	assert_string_equal(key_split("default/web-0", namespace, sizeof(namespace)), "web-0");
	assert_string_equal(namespace, "default");
	assert_string_equal(key_split("node-0", namespace, sizeof(namespace)), "node-0");
	assert_string_equal(namespace, "");
}

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		QUEUE_TEST(coalesces), QUEUE_TEST(earlier_wins), QUEUE_TEST(pauses), QUEUE_TEST(stuck), QUEUE_TEST(keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
