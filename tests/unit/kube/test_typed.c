/* What JSON becomes as it passes through the types, and what is said of values that do not fit: recorded texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kube/typed.h"

static json *tree(const char *text)
{
	struct err err = ERR_INIT;
	json *j = json_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", err.text, text);
	return j;
}

struct pair {
	const char *type, *before, *after;
};

static void decoding(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "core.Pod", "{\"metadata\":{\"name\":\"\",\"labels\":{}},\"spec\":{\"nodeName\":\"\",\"containers\":null}}",
		  "{\"metadata\":{},\"spec\":{}}" },
		{ "core.Pod", "{\"spec\":{\"terminationGracePeriodSeconds\":0,\"hostNetwork\":false}}",
		  "{\"spec\":{\"terminationGracePeriodSeconds\":0}}" },
		{ "core.Pod", "{\"spec\":{\"terminationGracePeriodSeconds\":9223372036854775807}}",
		  "{\"spec\":{\"terminationGracePeriodSeconds\":9223372036854775807}}" },
		{ "core.Pod", "{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"memory\":\"1024Mi\",\"cpu\":0.5}}}]}}",
		  "{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"}}}]}}" },
		{ "core.Pod", "{\"metadata\":{\"labels\":{\"b\":null,\"a\":\"1\"}}}", "{\"metadata\":{\"labels\":{\"a\":\"1\",\"b\":\"\"}}}" },
		{ "core.Pod", "{\"metadata\":{\"creationTimestamp\":\"2026-01-15T13:00:00+01:00\"}}",
		  "{\"metadata\":{\"creationTimestamp\":\"2026-01-15T12:00:00Z\"}}" },
		{ "apps.StatefulSet", "{\"spec\":{\"serviceName\":\"\",\"volumeClaimTemplates\":[null]}}",
		  "{\"spec\":{\"serviceName\":\"\",\"volumeClaimTemplates\":[{}]}}" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		_cleanup_(json_freep) json *j = tree(pairs[i].before);
		struct err err = ERR_INIT;
		_cleanup_(freep) char *after = NULL;

		assert_int_equal(typed_decode(j, schema_message(pairs[i].type), NULL, &err), 0);
		after = json_text(j);
		assert_string_equal(after, pairs[i].after);
	}
}

static void unknown_fields(void **state UNUSED)
{
	_cleanup_(json_freep) json *unknown = json_array(), *j = tree(
		"{\"kind\":\"StatefulSet\",\"metadata\":{\"bar\":1},\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"imagee\":\"x\"}]}},"
		"\"volumeClaimTemplates\":[{\"kind\":\"x\",\"spec\":{\"acessModes\":[]}}],\"Replicas\":3},\"foo\":{}}");
	_cleanup_(freep) char *paths = NULL, *after = NULL;

	assert_int_equal(typed_decode(j, schema_message("apps.StatefulSet"), unknown, NULL), 0);
	paths = json_text(unknown);
	after = json_text(j);
	assert_string_equal(paths, "[\"metadata.bar\",\"spec.template.spec.containers[0].imagee\","
				   "\"spec.volumeClaimTemplates[0].spec.acessModes\",\"spec.Replicas\",\"foo\"]");
	assert_string_equal(after, "{\"kind\":\"StatefulSet\",\"metadata\":{},\"spec\":{\"template\":{\"spec\":{\"containers\":[{}]}},"
				   "\"volumeClaimTemplates\":[{\"kind\":\"x\",\"spec\":{}}]}}");
}

struct refusal {
	const char *type, *text, *message;
};

#define GO "json: cannot unmarshal "

static void wrong_types(void **state UNUSED)
{
	static const struct refusal refusals[] = {
		{ "apps.StatefulSet", "{\"spec\":{\"replicas\":\"3\"}}",
		  GO "string into Go struct field StatefulSetSpec.spec.replicas of type int32" },
		{ "apps.StatefulSet", "{\"spec\":{\"replicas\":3000000000}}",
		  GO "number 3000000000 into Go struct field StatefulSetSpec.spec.replicas of type int32" },
		{ "apps.StatefulSet", "{\"metadata\":{\"labels\":[\"a\"]}}",
		  GO "array into Go struct field ObjectMeta.metadata.labels of type map[string]string" },
		{ "apps.StatefulSet", "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"app\":true}}}}}",
		  GO "bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string" },
		{ "apps.StatefulSet", "{\"spec\":{\"template\":{\"spec\":{\"containers\":\"x\"}}}}",
		  GO "string into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container" },
		{ "apps.StatefulSet", "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"env\":[{\"value\":1}]}]}}}}",
		  GO "number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string" },
		{ "apps.StatefulSet", "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"readinessProbe\":{\"httpGet\":{\"port\":true}}}]}}}}",
		  GO "bool into Go struct field HTTPGetAction.spec.template.spec.containers.readinessProbe.ProbeHandler.httpGet.port of "
		     "type int32" },
		{ "apps.StatefulSet", "{\"spec\":{\"volumeClaimTemplates\":[{\"spec\":{\"accessModes\":\"x\"}}]}}",
		  GO "string into Go struct field PersistentVolumeClaimSpec.spec.volumeClaimTemplates.spec.accessModes of type "
		     "[]v1.PersistentVolumeAccessMode" },
		{ "apps.StatefulSet", "{\"spec\":[]}", GO "array into Go struct field StatefulSet.spec of type v1.StatefulSetSpec" },
		{ "core.ServiceAccount", "{\"secrets\":[\"x\"]}",
		  GO "string into Go struct field ServiceAccount.secrets of type v1.ObjectReference" },
		{ "policy.PodDisruptionBudget", "{\"spec\":{\"minAvailable\":1.5}}",
		  GO "number 1.5 into Go struct field PodDisruptionBudgetSpec.spec.minAvailable of type int32" },
		{ "core.PersistentVolumeClaim", "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"1 Gi\"}}}}",
		  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'" },
		{ "core.ConfigMap", "{\"binaryData\":{\"b\":\"!!\"}}", "illegal base64 data at input byte 0" },
		{ "core.Pod", "{\"metadata\":{\"creationTimestamp\":\"yesterday\"}}",
		  "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"" },
		{ "coordination.Lease", "{\"spec\":{\"renewTime\":\"2026-01-01T00:00:00Z\"}}",
		  "parsing time \"2026-01-01T00:00:00Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"Z\" as \".000000\"" },
	};

	for (size_t i = 0; i < COUNT(refusals); i++) {
		_cleanup_(json_freep) json *j = tree(refusals[i].text);
		struct err err = ERR_INIT;

		assert_int_equal(typed_decode(j, schema_message(refusals[i].type), NULL, &err), -EINVAL);
		assert_string_equal(err.text, refusals[i].message);
	}
}

static void converting(void **state UNUSED)
{
	static const struct refusal refusals[] = {
		{ "apps.StatefulSet", "{\"spec\":{\"replicas\":\"x\"}}", "unrecognized type: int32" },
		{ "apps.StatefulSet", "{\"spec\":{\"template\":{\"spec\":{\"containers\":{}}}}}", "cannot restore slice from map" },
		{ "apps.StatefulSet", "{\"spec\":[]}", "cannot restore struct from: slice" },
		{ "apps.StatefulSet", "{\"spec\":{\"replicas\":1.5}}", "cannot convert float64 to int32" },
	};

	for (size_t i = 0; i < COUNT(refusals); i++) {
		_cleanup_(json_freep) json *j = tree(refusals[i].text);
		struct err err = ERR_INIT;

		assert_int_equal(typed_convert(j, schema_message(refusals[i].type), NULL, &err), -EINVAL);
		assert_string_equal(err.text, refusals[i].message);
	}
}

static void completing(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "apps.StatefulSet", "{\"spec\":{\"selector\":null,\"replicas\":1,\"ordinals\":{}},\"kind\":\"StatefulSet\"}",
		  "{\"kind\":\"StatefulSet\",\"metadata\":{},\"spec\":{\"replicas\":1,\"selector\":null,\"template\":{\"metadata\":{},\"spec\":{"
		  "\"containers\":null}},\"serviceName\":\"\",\"updateStrategy\":{},\"ordinals\":{\"start\":0}},\"status\":{\"replicas\":0,"
		  "\"availableReplicas\":0}}" },
		{ "core.Container", "{\"image\":\"x\",\"name\":\"c\"}", "{\"name\":\"c\",\"image\":\"x\",\"resources\":{}}" },
		{ "core.NodeCondition", "{\"type\":\"Ready\"}",
		  "{\"type\":\"Ready\",\"status\":\"\",\"lastHeartbeatTime\":null,\"lastTransitionTime\":null}" },
		{ "core.ConfigMap", "{\"data\":{\"b\":\"1\",\"a\":\"2\"},\"metadata\":{\"name\":\"x\"}}",
		  "{\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"2\",\"b\":\"1\"}}" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		_cleanup_(json_freep) json *j = tree(pairs[i].before);
		_cleanup_(freep) char *after = NULL, *again = NULL;

		typed_complete(j, schema_message(pairs[i].type));
		after = json_text(j);
		assert_string_equal(after, pairs[i].after);
		typed_complete(j, schema_message(pairs[i].type));
		again = json_text(j);
		assert_string_equal(again, after);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoding),   cmocka_unit_test(unknown_fields), cmocka_unit_test(wrong_types),
		cmocka_unit_test(converting), cmocka_unit_test(completing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
