/* What goes with a deleted set, in which way, and what stays. */
#include "drive.h"

static int setup(void **state)
{
	struct world *w = new_world(1, NULL);

	apply_set(w, &(struct set_options){ .replicas = 2, .class = "standard" });
	settle(w);
	*state = w;
	return 0;
}

static void delete_set(struct world *w, const char *policy)
{
	_cleanup_(freep) char *body = xasprintf("{kind: DeleteOptions, apiVersion: v1, propagationPolicy: %s}", policy);

	must(w, 200, VERB_DELETE, KIND(statefulset), "web", body);
}

static void background(void **state)
{
	struct world *w = *state;

	delete_set(w, "Background");
	assert_null(find(w, KIND(statefulset), "web"));
	settle(w);
	expect_names(w, KIND(pod), "");
	expect_names(w, KIND(controllerrevision), "");
	expect_names(w, KIND(persistentvolumeclaim), "www-web-0 www-web-1");
}

static void foreground(void **state)
{
	struct world *w = *state;

	delete_set(w, "Foreground");
	expect_text(w, KIND(statefulset), "web", "metadata.finalizers.0", "foregroundDeletion");
	while (find(w, KIND(pod), "web-0") || find(w, KIND(pod), "web-1")) {
		assert_non_null(find(w, KIND(statefulset), "web"));
		assert_true(world_step(w));
	}
	settle(w);
	assert_null(find(w, KIND(statefulset), "web"));
	expect_names(w, KIND(controllerrevision), "");
}

static void orphan_and_adopt(void **state)
{
	struct world *w = *state;
	char *uid = text_at(w, KIND(pod), "web-0", "metadata.uid");
	char *revision = text_at(w, KIND(pod), "web-0", "metadata.labels.controller-revision-hash");
	char *owner;

	delete_set(w, "Orphan");
	settle(w);
	assert_null(find(w, KIND(statefulset), "web"));
	expect_names(w, KIND(pod), "web-0 web-1");
	expect_text(w, KIND(pod), "web-0", "metadata.ownerReferences", "");
	assert_int_equal(must_find(w, KIND(controllerrevision), revision)->nowners, 0);
	apply_set(w, &(struct set_options){ .replicas = 2, .class = "standard" });
	settle(w);
	expect_text(w, KIND(pod), "web-0", "metadata.uid", uid);
	owner = text_at(w, KIND(statefulset), "web", "metadata.uid");
	expect_text(w, KIND(pod), "web-0", "metadata.ownerReferences.0.uid", owner);
	free(owner);
	free(revision);
	free(uid);
}

/* An owner reference to something that is gone is as good as none. */
static void dangling(void **state)
{
	struct world *w = *state;

	apply(w, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: lonely\n  ownerReferences:\n"
		 "  - {apiVersion: apps/v1, kind: StatefulSet, name: web, uid: 00000000-0000-4000-8000-000000000000}\n");
	settle(w);
	assert_null(find(w, KIND(configmap), "lonely"));
}

static void one_owner_left(void **state)
{
	struct world *w = *state;
	char *uid = text_at(w, KIND(statefulset), "web", "metadata.uid");
	char *yaml = xasprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\n  ownerReferences:\n"
			       "  - {apiVersion: apps/v1, kind: StatefulSet, name: web, uid: %s}\n"
			       "  - {apiVersion: apps/v1, kind: StatefulSet, name: was, uid: 00000000-0000-4000-8000-000000000000}\n",
			       uid);

	apply(w, yaml);
	settle(w);
	assert_int_equal(must_find(w, KIND(configmap), "shared")->nowners, 1);
	expect_text(w, KIND(configmap), "shared", "metadata.ownerReferences.0.name", "web");
	free(yaml);
	free(uid);
}

#define SET_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SET_TEST(background), SET_TEST(foreground), SET_TEST(orphan_and_adopt), SET_TEST(dangling), SET_TEST(one_owner_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
