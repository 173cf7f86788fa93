/* Endpoint slices behind services, and what namespaces have and lose. */
#include "drive.h"

#include "kube/kinds/endpointslice.h"

#define SERVICE "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {app: web}}\nspec:\n  clusterIP: None\n" \
		"  selector: {app: web}\n  ports: [{name: http, port: 80}]\n"

static const struct object *slice(struct world *w)
{
	object_vec all = VEC_INIT;
	const struct object *found = NULL;

	cache_list(world_cache(w), KIND(endpointslice), NS, NULL, &all);
	vec_each(&all, o)
		if (streq(endpointslice_of(*o)->service, "web"))
			found = *o;
	vec_release(&all);
	assert_non_null(found);
	return found;
}

static void expect_slice(struct world *w, const char *path, const char *want)
{
	expect_text(w, KIND(endpointslice), slice(w)->name, path, want);
}

static void headless(void **state)
{
	struct world *w = *state;

	apply(w, SERVICE);
	settle(w);
	assert_int_equal(endpointslice_of(slice(w))->total, 0);
	assert_non_null(object_label(slice(w), "service.kubernetes.io/headless"));
	apply_set(w, &(struct set_options){ .replicas = 2 });
	settle(w);
	assert_int_equal(endpointslice_of(slice(w))->ready, 2);
	expect_slice(w, "endpoints.0.hostname", "web-0");
	expect_slice(w, "endpoints.1.hostname", "web-1");
	expect_slice(w, "endpoints.0.conditions.serving", "true");
	expect_slice(w, "endpoints.0.targetRef.name", "web-0");
	expect_slice(w, "ports.0.port", "80");
	expect_slice(w, "metadata.ownerReferences.0.name", "web");
}

static void terminating(void **state)
{
	struct world *w = *state;

	apply(w, SERVICE);
	apply_set(w, &(struct set_options){ .replicas = 1, .image = "nginx:stubborn" });
	settle(w);
	must(w, 200, VERB_DELETE, KIND(pod), "web-0", NULL);
	world_advance(w, world_now(w) + 1000);
	expect_slice(w, "endpoints.0.conditions.ready", "false");
	expect_slice(w, "endpoints.0.conditions.serving", "true");
	expect_slice(w, "endpoints.0.conditions.terminating", "true");
}

static void unready(void **state)
{
	struct world *w = *state;

	apply(w, SERVICE);
	apply_set(w, &(struct set_options){ .replicas = 1, .image = "nginx:slow" });
	settle(w);
	assert_int_equal(endpointslice_of(slice(w))->ready, 0);
	assert_int_equal(endpointslice_of(slice(w))->total, 1);
	must(w, 200, VERB_PATCH, KIND(service), "web", "{spec: {publishNotReadyAddresses: true}}");
	settle(w);
	assert_int_equal(endpointslice_of(slice(w))->ready, 1);
	expect_slice(w, "endpoints.0.conditions.serving", "false");
}

static void goes_with_its_service(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *name = NULL;

	apply(w, SERVICE);
	settle(w);
	name = xstrdup(slice(w)->name);
	must(w, 200, VERB_DELETE, KIND(service), "web", NULL);
	settle(w);
	assert_null(find(w, KIND(endpointslice), name));
}

static void namespace_has(void **state)
{
	struct world *w = *state;

	assert_non_null(find(w, KIND(serviceaccount), "default"));
	assert_non_null(find(w, KIND(configmap), "kube-root-ca.crt"));
	must(w, 200, VERB_DELETE, KIND(configmap), "kube-root-ca.crt", NULL);
	settle(w);
	assert_non_null(find(w, KIND(configmap), "kube-root-ca.crt"));
}

static void namespace_goes(void **state)
{
	struct world *w = *state;
	struct cache *c = world_cache(w);

	apply(w, "apiVersion: v1\nkind: Namespace\nmetadata: {name: gone}\n");
	settle(w);
	assert_non_null(cache_get(c, KIND(serviceaccount), "gone", "default"));
	must(w, 200, VERB_DELETE, KIND(namespace), "gone", NULL);
	settle(w);
	assert_null(find(w, KIND(namespace), "gone"));
	assert_null(cache_get(c, KIND(serviceaccount), "gone", "default"));
}

static void events_expire(void **state)
{
	struct world *w = *state;

	apply_set(w, &(struct set_options){ .replicas = 1 });
	settle(w);
	assert_true(told(w, "web-0", "Scheduled", NULL) > 0);
	world_advance(w, world_now(w) + 62 * MINUTE);
	assert_int_equal(told(w, "web-0", "Scheduled", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(headless),	   WORLD_TEST(terminating),    WORLD_TEST(unready),	  WORLD_TEST(goes_with_its_service),
		WORLD_TEST(namespace_has), WORLD_TEST(namespace_goes), WORLD_TEST(events_expire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
