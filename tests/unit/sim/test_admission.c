/* Quotas, limit ranges and priorities: what is filled in, what is refused with which words, and what is counted. */
#include "tests/unit/sim/access.h"

#define PODS "/api/v1/namespaces/default/pods"
#define CLAIMS "/api/v1/namespaces/default/persistentvolumeclaims"

static void add_pod(struct world *w, const char *name, const char *resources, const char *expected)
{
	_cleanup_(freep) char *body = xasprintf("{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\","
		"\"image\":\"i:1\",\"resources\":%s}]}}", name, resources);

	expect(w, &admin, "POST", PODS, body, expected);
}

static void expect_used(struct world *w, const char *expected)
{
	_cleanup_(json_freep) json *quota = NULL;
	_cleanup_(freep) char *used = NULL;

	world_settle(w, world_now(w) + MINUTE);
	http(w, &admin, "GET", "/api/v1/namespaces/default/resourcequotas/q", NULL, &quota);
	used = json_text(json_at(quota, "status.used"));
	assert_string_equal(used, expected);
}

static void add_quota(struct world *w, const char *spec)
{
	_cleanup_(freep) char *body = xasprintf("{\"metadata\":{\"name\":\"q\"},\"spec\":%s}", spec);

	grant(w, "/api/v1/namespaces/default/resourcequotas", body);
	world_settle(w, world_now(w) + MINUTE);
}

static void test_quota_of_compute(void **state)
{
	struct world *w = *state;

	add_quota(w, "{\"hard\":{\"pods\":\"3\",\"requests.cpu\":\"1\",\"limits.memory\":\"1Gi\"}}");
	expect_used(w, "{\"limits.memory\":\"0\",\"pods\":\"0\",\"requests.cpu\":\"0\"}");
	add_pod(w, "a", "{\"requests\":{\"cpu\":\"600m\"},\"limits\":{\"memory\":\"256Mi\"}}", "201");
	expect_used(w, "{\"limits.memory\":\"256Mi\",\"pods\":\"1\",\"requests.cpu\":\"600m\"}");
	add_pod(w, "b", "{\"requests\":{\"cpu\":\"500m\"},\"limits\":{\"memory\":\"900Mi\"}}",
		"403 pods \"b\" is forbidden: exceeded quota: q, requested: limits.memory=900Mi,requests.cpu=500m, used: "
		"limits.memory=256Mi,requests.cpu=600m, limited: limits.memory=1Gi,requests.cpu=1");
	add_pod(w, "b", "{}", "403 pods \"b\" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu "
			      "for: c");
	add_pod(w, "b", "{\"requests\":{\"cpu\":\"400m\"},\"limits\":{\"memory\":\"768Mi\"}}", "201");
	expect_used(w, "{\"limits.memory\":\"1Gi\",\"pods\":\"2\",\"requests.cpu\":\"1\"}");
	expect(w, &admin, "DELETE", PODS "/a?gracePeriodSeconds=0", NULL, "200");
	expect_used(w, "{\"limits.memory\":\"768Mi\",\"pods\":\"1\",\"requests.cpu\":\"400m\"}");
}

static void test_quota_of_counts(void **state)
{
	struct world *w = *state;

	expect(w, &admin, "POST", "/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"a\"}}", "201");
	add_quota(w, "{\"hard\":{\"configmaps\":\"3\",\"count/secrets\":\"0\",\"services.nodeports\":\"1\"}}");
	expect(w, &admin, "POST", "/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"s\"}}",
	       "403 secrets \"s\" is forbidden: exceeded quota: q, requested: count/secrets=1, used: count/secrets=0, "
	       "limited: count/secrets=0");
	expect(w, &admin, "POST", "/api/v1/namespaces/default/configmaps?dryRun=All", "{\"metadata\":{\"name\":\"b\"}}", "201");
	expect_used(w, "{\"configmaps\":\"2\",\"count/secrets\":\"0\",\"services.nodeports\":\"0\"}");
	expect(w, &admin, "POST", "/api/v1/namespaces/default/services",
	       "{\"metadata\":{\"name\":\"n\"},\"spec\":{\"ports\":[{\"port\":80,\"name\":\"a\"},{\"port\":81,\"name\":\"b\"}]}}",
	       "201");
	expect(w, &admin, "PATCH", "/api/v1/namespaces/default/services/n", "{\"spec\":{\"type\":\"NodePort\"}}",
	       "403 services \"n\" is forbidden: exceeded quota: q, requested: services.nodeports=2, used: "
	       "services.nodeports=0, limited: services.nodeports=1");
}

static void test_scopes(void **state)
{
	struct world *w = *state;

	add_quota(w, "{\"hard\":{\"pods\":\"1\"},\"scopes\":[\"BestEffort\"]}");
	add_pod(w, "a", "{\"requests\":{\"cpu\":\"1\"}}", "201");
	add_pod(w, "b", "{}", "201");
	add_pod(w, "c", "{}", "403 pods \"c\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: "
			      "pods=1");
	add_pod(w, "d", "{\"requests\":{\"cpu\":\"1\"}}", "201");
	expect_used(w, "{\"pods\":\"1\"}");
}

static void test_limits(void **state)
{
	struct world *w = *state;

	grant(w, "/api/v1/namespaces/default/limitranges",
	      "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"limits\":[{\"type\":\"Container\",\"min\":{\"memory\":\"32Mi\"},"
	      "\"maxLimitRequestRatio\":{\"memory\":\"2\"}},{\"type\":\"Pod\",\"max\":{\"memory\":\"128Mi\"}},"
	      "{\"type\":\"PersistentVolumeClaim\",\"min\":{\"storage\":\"1Gi\"}}]}}");
	add_pod(w, "a", "{\"requests\":{\"memory\":\"16Mi\"},\"limits\":{\"memory\":\"64Mi\"}}",
		"403 pods \"a\" is forbidden: [minimum memory usage per Container is 32Mi, but request is 16Mi, memory max "
		"limit to request ratio per Container is 2, but provided ratio is 4.000000]");
	add_pod(w, "a", "{\"requests\":{\"memory\":\"100Mi\"},\"limits\":{\"memory\":\"200Mi\"}}",
		"403 pods \"a\" is forbidden: maximum memory usage per Pod is 128Mi, but limit is 200Mi");
	add_pod(w, "a", "{\"requests\":{\"memory\":\"64Mi\"},\"limits\":{\"memory\":\"128Mi\"}}", "201");
	expect(w, &admin, "POST", CLAIMS,
	       "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":"
	       "{\"storage\":\"1Mi\"}}}}",
	       "403 persistentvolumeclaims \"c\" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but "
	       "request is 1Mi");
}

static void test_priorities(void **state)
{
	struct world *w = *state;
	_cleanup_(json_freep) json *pod = NULL;
	static const char classes[] = "/apis/scheduling.k8s.io/v1/priorityclasses";

	grant(w, classes, "{\"metadata\":{\"name\":\"usual\"},\"value\":7,\"globalDefault\":true,\"preemptionPolicy\":\"Never\"}");
	expect(w, &admin, "POST", classes, "{\"metadata\":{\"name\":\"more\"},\"value\":9,\"globalDefault\":true}",
	       "403 priorityclasses.scheduling.k8s.io \"more\" is forbidden: PriorityClass usual is already marked as default. "
	       "Only one default can exist");
	add_pod(w, "a", "{}", "201");
	http(w, &admin, "GET", PODS "/a", NULL, &pod);
	assert_int_equal(json_int_or(json_at(pod, "spec.priority"), 0), 7);
	assert_string_equal(json_str(json_at(pod, "spec.priorityClassName")), "usual");
	assert_string_equal(json_str(json_at(pod, "spec.preemptionPolicy")), "Never");
	expect(w, &admin, "POST", PODS, "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"priorityClassName\":\"nope\",\"containers\":"
	       "[{\"name\":\"c\",\"image\":\"i:1\"}]}}",
	       "403 pods \"b\" is forbidden: no PriorityClass with name nope was found");
}

int main(void)
{
#define EACH(fn) cmocka_unit_test_setup_teardown(fn, cluster_setup, cluster_teardown)
	const struct CMUnitTest tests[] = {
		EACH(test_quota_of_compute), EACH(test_quota_of_counts), EACH(test_scopes), EACH(test_limits),
		EACH(test_priorities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
