/* Objects of one cluster put into another: what was settled stays as it is, and goes on from there. */
#include "drive.h"

#include "kube/kinds/controllerrevision.h"
#include "kube/kinds/statefulset.h"
#include "sim/import.h"

static const struct kind *const copied[] = { KIND(node), KIND(storageclass), KIND(persistentvolume), KIND(statefulset),
					     KIND(pod), KIND(persistentvolumeclaim), KIND(controllerrevision),
					     KIND(service), KIND(poddisruptionbudget) };

/* A fresh cluster ten minutes later with copies of everything in this one. */
static struct world *copy_of(struct world *w)
{
	struct world_options options = { .start_ms = world_now(w) + 10 * MINUTE, .seed = 5 };
	struct err err = ERR_INIT;
	struct world *copy = world_new(&options, &err);
	object_vec all = VEC_INIT;

	assert_non_null(copy);
	for (size_t i = 0; i < COUNT(copied); i++)
		cache_list(world_cache(w), copied[i], NULL, NULL, &all);
	world_import(copy, &all);
	vec_release(&all);
	return copy;
}

/* Nothing that makes up a set has been written anew, let alone replaced. */
static void expect_same(struct world *w, struct world *copy, const struct kind *k)
{
	object_vec before = VEC_INIT, after = VEC_INIT;

	cache_list(world_cache(w), k, NS, NULL, &before);
	cache_list(world_cache(copy), k, NS, NULL, &after);
	assert_int_equal(before.len, after.len);
	for (size_t i = 0; i < before.len; i++) {
		assert_string_equal(before.items[i]->uid, after.items[i]->uid);
		assert_string_equal(before.items[i]->version, after.items[i]->version);
	}
	vec_release(&before);
	vec_release(&after);
}

static void expect_rest(struct world *w)
{
	struct world *copy = copy_of(w);

	world_advance(copy, world_now(copy) + 10 * MINUTE);
	expect_same(w, copy, KIND(statefulset));
	expect_same(w, copy, KIND(pod));
	expect_same(w, copy, KIND(persistentvolumeclaim));
	expect_same(w, copy, KIND(controllerrevision));
	expect_same(w, copy, KIND(poddisruptionbudget));
	world_free(copy);
}

static void plain(void **state)
{
	apply_set(*state, &(struct set_options){ .replicas = 3, .class = "standard" });
	settle(*state);
	expect_rest(*state);
}

static void thirty_guarded(void **state)
{
	apply(*state, "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b},"
		      " spec: {minAvailable: 20, selector: {matchLabels: {app: web}}}}");
	apply_set(*state, &(struct set_options){ .replicas = 30, .more = "  podManagementPolicy: Parallel\n" });
	settle(*state);
	expect_rest(*state);
}

static void held_by_partition(void **state)
{
	apply_set(*state, &(struct set_options){ .replicas = 3 });
	settle(*state);
	must(*state, 200, VERB_PATCH, KIND(statefulset), "web",
	     "{spec: {updateStrategy: {rollingUpdate: {partition: 2}}, template: {metadata: {annotations: {a: b}}}}}");
	settle(*state);
	expect_rest(*state);
}

static void on_delete(void **state)
{
	apply_set(*state, &(struct set_options){ .replicas = 2 });
	settle(*state);
	must(*state, 200, VERB_PATCH, KIND(statefulset), "web",
	     "{spec: {updateStrategy: {type: OnDelete, rollingUpdate: null},"
	     " template: {metadata: {annotations: {a: b}}}}}");
	settle(*state);
	expect_rest(*state);
}

/* A copy lives: it is scaled like any other, and the pods that were there stay. */
static void goes_on(void **state)
{
	struct world *copy;
	char *uid;

	apply_set(*state, &(struct set_options){ .replicas = 2, .class = "standard" });
	settle(*state);
	copy = copy_of(*state);
	uid = text_at(*state, KIND(pod), "web-0", "metadata.uid");
	must(copy, 200, VERB_PATCH, KIND(statefulset), "web", "{spec: {replicas: 3}}");
	settle(copy);
	expect_text(copy, KIND(statefulset), "web", "status.readyReplicas", "3");
	expect_text(copy, KIND(pod), "web-0", "metadata.uid", uid);
	expect_text(copy, KIND(persistentvolumeclaim), "www-web-2", "status.phase", "Bound");
	free(uid);
	world_free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(plain, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(thirty_guarded, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(held_by_partition, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(on_delete, world_setup, world_teardown),
		cmocka_unit_test_setup_teardown(goes_on, world_setup, world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
