/* Sets on a whole bundled cluster: order, scaling, updates, and that one seed gives one history. */
#include "drive.h"

#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/statefulset.h"

static void ordered(void **state)
{
	struct world *w = *state;
	struct story s;

	story_begin(&s, w);
	apply_set(w, &(struct set_options){ .replicas = 3 });
	settle(w);
	story_end(&s, "+web-0 *web-0 +web-1 *web-1 +web-2 *web-2");
	expect_text(w, KIND(statefulset), "web", "status.readyReplicas", "3");
	expect_text(w, KIND(statefulset), "web", "status.currentReplicas", "3");
	expect_text(w, KIND(pod), "web-1", "status.phase", "Running");
	expect_told(w, "web", "SuccessfulCreate", "Create Pod web-0 in StatefulSet web successful");
}

static void parallel(void **state)
{
	struct world *w = *state;
	struct story s;

	story_begin(&s, w);
	apply_set(w, &(struct set_options){ .replicas = 3, .more = "  podManagementPolicy: Parallel\n" });
	assert_true(world_step(w));
	settle(w);
	assert_memory_equal(s.text.buf, "+web-0 +web-1 +web-2 ", 21);
	story_end(&s, NULL);
	expect_text(w, KIND(statefulset), "web", "status.readyReplicas", "3");
}

static void down_in_reverse_order(void **state)
{
	struct world *w = *state;
	struct story s;

	apply_set(w, &(struct set_options){ .replicas = 3 });
	settle(w);
	story_begin(&s, w);
	scale(w, "web", 1);
	settle(w);
	story_end(&s, "!web-2 -web-2 !web-1 -web-1");
}

static void zero_and_back_keeps_claims(void **state)
{
	struct world *w = *state;
	char *uid, *volume;

	apply_set(w, &(struct set_options){ .replicas = 2, .class = "standard" });
	settle(w);
	uid = text_at(w, KIND(persistentvolumeclaim), "www-web-1", "metadata.uid");
	volume = text_at(w, KIND(persistentvolumeclaim), "www-web-1", "spec.volumeName");
	assert_true(*volume);
	scale(w, "web", 0);
	settle(w);
	expect_names(w, KIND(pod), "");
	expect_names(w, KIND(persistentvolumeclaim), "www-web-0 www-web-1");
	scale(w, "web", 2);
	settle(w);
	expect_text(w, KIND(statefulset), "web", "status.readyReplicas", "2");
	expect_text(w, KIND(persistentvolumeclaim), "www-web-1", "metadata.uid", uid);
	expect_text(w, KIND(persistentvolumeclaim), "www-web-1", "spec.volumeName", volume);
	free(uid);
	free(volume);
}

static void update_from_the_top(void **state)
{
	struct world *w = *state;
	struct story s;

	apply_set(w, &(struct set_options){ .replicas = 3 });
	settle(w);
	story_begin(&s, w);
	must(w, 200, VERB_PATCH, KIND(statefulset), "web",
	     "{spec: {template: {spec: {containers: [{name: nginx, image: 'nginx:2'}]}}}}");
	settle(w);
	story_end(&s, "!web-2 -web-2 +web-2 *web-2 !web-1 -web-1 +web-1 *web-1 !web-0 -web-0 +web-0 *web-0");
	expect_text(w, KIND(pod), "web-0", "spec.containers.0.image", "nginx:2");
}

/* An ordered set stops at a pod that never becomes ready. */
static void slow_holds_the_rest(void **state)
{
	struct world *w = *state;

	apply_set(w, &(struct set_options){ .replicas = 3, .image = "nginx:slow" });
	settle(w);
	expect_names(w, KIND(pod), "web-0");
	expect_text(w, KIND(pod), "web-0", "status.phase", "Running");
	assert_false(pod_of(must_find(w, KIND(pod), "web-0"))->ready);
}

static uint64_t history(uint64_t seed)
{
	struct world *w = new_world(seed, NULL);
	uint64_t digest;

	apply_set(w, &(struct set_options){ .replicas = 4, .class = "standard", .more = "  podManagementPolicy: Parallel\n" });
	settle(w);
	scale(w, "web", 2);
	settle(w);
	world_advance(w, world_now(w) + 10 * MINUTE);
	digest = storage_digest(world_storage(w));
	world_free(w);
	return digest;
}

static void one_seed_one_history(void **state)
{
	(void)state;
	assert_int_equal(history(7), history(7));
	assert_int_not_equal(history(7), history(8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(ordered),
		WORLD_TEST(parallel),
		WORLD_TEST(down_in_reverse_order),
		WORLD_TEST(zero_and_back_keeps_claims),
		WORLD_TEST(update_from_the_top),
		WORLD_TEST(slow_holds_the_rest),
		cmocka_unit_test(one_seed_one_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
