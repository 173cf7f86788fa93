/* How images behave: which file speaks for which reference, what it leaves to default.yaml, and the names of their ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "sim/kubelet/images.h"

static int setup(void **state)
{
	*state = images_new(NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	images_free(*state);
	return 0;
}

static void by_tag(void **state)
{
	static const struct {
		const char *image, *pattern;
	} rows[] = {
		{ "nginx", "*" },
		{ "nginx:1.27", "*" },
		{ "nginx:slow", "*:slow*" },
		{ "registry.k8s.io/nginx-slim:slow-2", "*:slow*" },
		{ "nginx:bad", "*:bad*" },
		{ "nginx:crash1", "*:crash*" },
		{ "slow/nginx:1", "*" },
		{ "bad", "*" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(images_find(*state, rows[i].image)->image, rows[i].pattern);
}

static void only_what_differs(void **state)
{
	const struct behaviour *normal = images_find(*state, "nginx"), *slow = images_find(*state, "nginx:slow");

	assert_int_equal(normal->run_ms, NEVER);
	assert_true(normal->pull_ms > 0 && normal->start_ms > 0 && normal->stop_ms > 0);
	assert_int_equal(slow->ready_ms, NEVER);
	assert_int_equal(slow->start_ms, normal->start_ms);
	assert_int_equal(images_find(*state, "nginx:bad")->pull_ms, NEVER);
	assert_int_equal(images_find(*state, "nginx:crash")->exit_code, 1);
}

static void within_the_jitter(void **state)
{
	const struct behaviour *b = images_find(*state, "nginx");
	struct rng rng;
	bool varies = false;

	rng_init(&rng, 1);
	for (int i = 0; i < 100; i++) {
		int64_t ms = behaviour_draw(b, 1000, &rng);

		assert_in_range(ms, 1000 - 10 * b->jitter, 1000 + 10 * b->jitter);
		varies = varies || ms != 1000;
	}
	assert_true(varies);
	assert_int_equal(behaviour_draw(b, NEVER, &rng), NEVER);
	assert_int_equal(behaviour_draw(b, 0, &rng), 0);
}

static void ids(void **state)
{
	static const char *const rows[][2] = {
		{ "nginx", "nginx@sha256:" },
		{ "registry.k8s.io:443/nginx-slim:0.24", "registry.k8s.io:443/nginx-slim@sha256:" },
		{ "nginx@sha256:abc", "nginx@sha256:" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(freep) char *id = image_id(rows[i][0]);

		assert_true(starts_with(id, rows[i][1]));
		assert_int_equal(strlen(id), strlen(rows[i][1]) + 64);
	}
	assert_int_equal(image_size("nginx"), image_size("nginx"));
	assert_int_not_equal(image_size("nginx"), image_size("redis"));
}

#define IMAGES_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IMAGES_TEST(by_tag), IMAGES_TEST(only_what_differs), IMAGES_TEST(within_the_jitter), IMAGES_TEST(ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
