/* What counts as another StatefulSet controller at work, and what does not. */
#include "tests/unit/client/fake.h"

#include "client/rival.h"

#define NOW 1768478400000	/* 2026-01-15T12:00:00Z */
#define FIELDS(manager, sub, time)                                                                                     \
	"{\"metadata\":{\"namespace\":\"shop\",\"name\":\"pg\",\"managedFields\":[{\"manager\":\"kubectl\",\"time\":"    \
	"\"2026-01-15T11:59:59Z\"},{\"manager\":\"" manager "\"" sub ",\"time\":\"" time "\"}]}}"
#define STATUS ",\"subresource\":\"status\""
#define OWNS(fields) STATUS ",\"fieldsV1\":{\"f:status\":{" fields "}}"

static void status_writers(void **state UNUSED)
{
	static const struct {
		const char *set, *who;
	} rows[] = {
		{ FIELDS("kube-controller-manager", STATUS, "2026-01-15T11:59:01Z"),
		  "kube-controller-manager wrote the status of shop/pg at 2026-01-15T11:59:01Z" },
		{ FIELDS("kube-controller-manager", STATUS, "2026-01-15T11:59:00Z"), "" },
		{ FIELDS("kube-controller-manager", STATUS, "2025-01-15T11:59:00Z"), "" },
		{ FIELDS("kube-controller-manager", STATUS, "soon"), "" },
		{ FIELDS("kube-controller-manager", "", "2026-01-15T12:00:00Z"), "" },
		{ FIELDS("hpa", ",\"subresource\":\"scale\"", "2026-01-15T12:00:00Z"), "" },
		{ FIELDS("ordinal", STATUS, "2026-01-15T12:00:00Z"), "" },
		{ FIELDS("e2e.test", OWNS("\"f:conditions\":{}"), "2026-01-15T12:00:00Z"), "" },
		{ FIELDS("e2e.test", OWNS("\".\":{},\"f:conditions\":{}"), "2026-01-15T12:00:00Z"), "" },
		{ FIELDS("kubectl-patch", OWNS("\"f:conditions\":{},\"f:replicas\":{}"), "2026-01-15T12:00:00Z"),
		  "kubectl-patch wrote the status of shop/pg at 2026-01-15T12:00:00Z" },
		{ "{\"metadata\":{}}", "" },
		{ "[]", "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str who = STR_INIT;
		json *set = json_parse(rows[i].set, strlen(rows[i].set), NULL), *list = json_object();

		assert_int_equal(rival_wrote_status(set, NOW, &who), *rows[i].who != 0);
		assert_string_equal(who.buf, rows[i].who);
		str_reset(&who);
		json_push(json_want_array(list, "items"), set);
		assert_int_equal(rival_wrote_any(list, NOW, &who), *rows[i].who != 0);
		json_free(list);
		str_release(&who);
	}
}

static void held_leases(void **state UNUSED)
{
	static const struct {
		const char *spec;
		bool holds;
	} rows[] = {
		{ "{'holderIdentity':'cp-1','renewTime':'2026-01-15T11:59:46.000000Z','leaseDurationSeconds':15}", true },
		{ "{'holderIdentity':'cp-1','renewTime':'2026-01-15T11:59:45.000000Z','leaseDurationSeconds':15}", false },
		{ "{'holderIdentity':'','renewTime':'2026-01-15T12:00:00.000000Z','leaseDurationSeconds':15}", false },
		{ "{}", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		json *tree = json_format("{'metadata':{'name':'kube-controller-manager'}}");
		char *spec = xstrdup(rows[i].spec);
		const struct object *lease;

		for (char *c = spec; *c; c++)
			*c = *c == '\'' ? '"' : *c;
		json_set(tree, "spec", json_parse(spec, strlen(spec), NULL));
		lease = object_new(KIND(lease), tree, OBJECT_FACTS, NULL);
		assert_int_equal(rival_holds(lease, NOW), rows[i].holds);
		object_unref(lease);
		json_free(tree);
		free(spec);
	}
}

static void probes(void **state UNUSED)
{
	struct request r;
	const struct object *probe;

	rival_probe("shop", "ordinal-probe-x", &r);
	assert_int_equal(json_get_int(json_get(r.tree, "spec"), "replicas", -1), 0);
	probe = object_new(KIND(statefulset), r.tree, OBJECT_FACTS, NULL);
	assert_false(rival_observed(probe));
	object_unref(probe);
	json_set_int(json_want(r.tree, "status"), "observedGeneration", 1);
	probe = object_new(KIND(statefulset), r.tree, OBJECT_FACTS, NULL);
	assert_true(rival_observed(probe));
	assert_false(rival_probe_gated(probe));
	object_unref(probe);
	json_set(r.tree, "spec", json_format("{'updateStrategy':{'rollingUpdate':{'partition':0,'maxUnavailable':1}}}"));
	probe = object_new(KIND(statefulset), r.tree, OBJECT_FACTS, NULL);
	assert_true(rival_probe_gated(probe));
	object_unref(probe);
	request_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_writers),
		cmocka_unit_test(held_leases),
		cmocka_unit_test(probes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
