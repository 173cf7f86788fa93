/* Disruption budgets: their status, and what the eviction gate makes of it. */
#include "drive.h"

#define BUDGET "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n" \
	       "  selector: {matchLabels: {app: web}}\n"
#define EVICTION "{apiVersion: policy/v1, kind: Eviction, metadata: {name: web-1}}"

static void budget(struct world *w, const char *spec)
{
	_cleanup_(freep) char *yaml = xasprintf("%s  %s\n", BUDGET, spec);

	apply(w, yaml);
	settle(w);
}

static void expect_status(struct world *w, const char *allowed, const char *healthy, const char *desired, const char *expected)
{
	expect_text(w, KIND(poddisruptionbudget), "web", "status.disruptionsAllowed", allowed);
	expect_text(w, KIND(poddisruptionbudget), "web", "status.currentHealthy", healthy);
	expect_text(w, KIND(poddisruptionbudget), "web", "status.desiredHealthy", desired);
	expect_text(w, KIND(poddisruptionbudget), "web", "status.expectedPods", expected);
}

static void counts(void **state)
{
	struct world *w = *state;

	budget(w, "maxUnavailable: 1");
	expect_told(w, "web", "NoPods", "No matching pods found");
	expect_status(w, "0", "0", "0", "0");
	apply_set(w, &(struct set_options){ .replicas = 3 });
	settle(w);
	expect_status(w, "1", "3", "2", "3");
	expect_text(w, KIND(poddisruptionbudget), "web", "status.conditions.0.reason", "SufficientPods");
	expect_text(w, KIND(poddisruptionbudget), "web", "status.observedGeneration", "1");
}

static void gate(void **state)
{
	struct world *w = *state;
	struct asked a;

	apply_set(w, &(struct set_options){ .replicas = 3 });
	budget(w, "minAvailable: 2");
	expect_status(w, "1", "3", "2", "3");
	must(w, 201, VERB_CREATE, KIND(pod), "web-1/eviction", EVICTION);
	a = ask(w, VERB_CREATE, KIND(pod), "web-0/eviction", "{apiVersion: policy/v1, kind: Eviction, metadata: {name: web-0}}");
	assert_int_equal(a.code, 429);
	assert_non_null(strstr(a.body, "Cannot evict pod as it would violate the pod's disruption budget."));
	free(a.body);
	settle(w);
	expect_status(w, "1", "3", "2", "3");
	expect_text(w, KIND(poddisruptionbudget), "web", "status.disruptedPods", "");
}

static void blocked(void **state)
{
	struct world *w = *state;
	struct asked a;

	apply_set(w, &(struct set_options){ .replicas = 2 });
	budget(w, "minAvailable: 2");
	a = ask(w, VERB_CREATE, KIND(pod), "web-1/eviction", EVICTION);
	assert_int_equal(a.code, 429);
	assert_non_null(strstr(a.body, "The disruption budget web needs 2 healthy pods and has 2 currently"));
	free(a.body);
	must(w, 200, VERB_DELETE, KIND(pod), "web-1", NULL);
	settle(w);
	expect_status(w, "0", "2", "2", "2");
}

static void bare_pod(void **state)
{
	struct world *w = *state;

	apply(w, "apiVersion: v1\nkind: Pod\nmetadata: {name: bare, labels: {app: web}}\nspec:\n"
		 "  containers: [{name: c, image: 'nginx:1'}]\n");
	budget(w, "maxUnavailable: 1");
	expect_status(w, "0", "1", "0", "0");
	assert_true(told(w, "web", "UnmanagedPods", NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { WORLD_TEST(counts), WORLD_TEST(gate), WORLD_TEST(blocked), WORLD_TEST(bare_pod) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
