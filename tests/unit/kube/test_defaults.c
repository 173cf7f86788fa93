/* Pod and claim defaults as text pairs (wire sessions b-pod-defaults and b-statefulset-defaults). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kube/defaults.h"

#define SPEC_DEFAULTS                                                                                                          \
	"\"restartPolicy\":\"Always\",\"terminationGracePeriodSeconds\":30,\"dnsPolicy\":\"ClusterFirst\","                    \
	"\"securityContext\":{},\"schedulerName\":\"default-scheduler\""

struct pair {
	const char *before, *after;
};

static void check(const struct pair *pairs, size_t n, void (*fill)(json *))
{
	for (size_t i = 0; i < n; i++) {
		struct err err = ERR_INIT;
		_cleanup_(json_freep) json *j = json_parse(pairs[i].before, strlen(pairs[i].before), &err);
		_cleanup_(freep) char *after = NULL, *again = NULL;

		assert_non_null(j);
		fill(j);
		after = json_text(j);
		assert_string_equal(after, pairs[i].after);
		fill(j);
		again = json_text(j);
		assert_string_equal(again, after);
	}
}

static void specs(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "{}", "{" SPEC_DEFAULTS "}" },
		{ "{\"serviceAccountName\":\"s\"}", "{\"serviceAccountName\":\"s\"," SPEC_DEFAULTS ",\"serviceAccount\":\"s\"}" },
		{ "{\"serviceAccount\":\"s\"}", "{\"serviceAccount\":\"s\"," SPEC_DEFAULTS ",\"serviceAccountName\":\"s\"}" },
		{ "{\"volumes\":[{\"name\":\"a\"},{\"name\":\"b\",\"configMap\":{}},{\"name\":\"c\",\"hostPath\":{\"path\":\"/\"}}]}",
		  "{\"volumes\":[{\"name\":\"a\",\"emptyDir\":{}},{\"name\":\"b\",\"configMap\":{\"defaultMode\":420}},"
		  "{\"name\":\"c\",\"hostPath\":{\"path\":\"/\",\"type\":\"\"}}]," SPEC_DEFAULTS "}" },
	};

	check(pairs, COUNT(pairs), defaults_pod_spec);
}

/* The container's defaults stand in every result: only what differs is written down. */
static void fill_container(json *container)
{
	json *spec = json_format("{'containers':[%j]}", container);
	json *filled;

	defaults_pod_spec(spec);
	filled = json_item(json_get(spec, "containers"), 0);
	while (json_first(filled)) {
		_cleanup_(freep) char *key = xstrdup(json_key(json_first(filled)));

		json_set(container, key, json_detach(filled, json_first(filled)));
	}
	json_del(container, "resources");
	json_del(container, "terminationMessagePath");
	json_del(container, "terminationMessagePolicy");
	json_free(spec);
}

static void containers(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "{\"image\":\"nginx:1.27\"}", "{\"image\":\"nginx:1.27\",\"imagePullPolicy\":\"IfNotPresent\"}" },
		{ "{\"image\":\"nginx\"}", "{\"image\":\"nginx\",\"imagePullPolicy\":\"Always\"}" },
		{ "{\"image\":\"host:5000/a/b\"}", "{\"image\":\"host:5000/a/b\",\"imagePullPolicy\":\"Always\"}" },
		{ "{\"image\":\"a/b:latest\"}", "{\"image\":\"a/b:latest\",\"imagePullPolicy\":\"Always\"}" },
		{ "{\"image\":\"a@sha256:0\"}", "{\"image\":\"a@sha256:0\",\"imagePullPolicy\":\"IfNotPresent\"}" },
		{ "{\"image\":\" \"}", "{\"image\":\" \",\"imagePullPolicy\":\"IfNotPresent\"}" },
		{ "{\"imagePullPolicy\":\"Never\",\"ports\":[{\"containerPort\":80}]}",
		  "{\"imagePullPolicy\":\"Never\",\"ports\":[{\"containerPort\":80,\"protocol\":\"TCP\"}]}" },
		{ "{\"imagePullPolicy\":\"Never\",\"readinessProbe\":{\"httpGet\":{\"port\":80}}}",
		  "{\"imagePullPolicy\":\"Never\",\"readinessProbe\":{\"httpGet\":{\"port\":80,\"path\":\"/\",\"scheme\":\"HTTP\"},"
		  "\"timeoutSeconds\":1,\"periodSeconds\":10,\"successThreshold\":1,\"failureThreshold\":3}}" },
		{ "{\"imagePullPolicy\":\"Never\",\"env\":[{\"name\":\"N\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}]}",
		  "{\"imagePullPolicy\":\"Never\",\"env\":[{\"name\":\"N\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\","
		  "\"apiVersion\":\"v1\"}}}]}" },
	};

	check(pairs, COUNT(pairs), fill_container);
}

static void pods(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "{\"spec\":{\"resources\":{\"limits\":{\"cpu\":\"1\"}}}}",
		  "{\"spec\":{\"resources\":{\"limits\":{\"cpu\":\"1\"},\"requests\":{\"cpu\":\"1\"}}," SPEC_DEFAULTS
		  ",\"enableServiceLinks\":true}}" },
		{ "{\"spec\":{\"enableServiceLinks\":false}}", "{\"spec\":{\"enableServiceLinks\":false," SPEC_DEFAULTS "}}" },
	};

	check(pairs, COUNT(pairs), defaults_pod);
}

static void host_ports(void **state UNUSED)
{
	_cleanup_(json_freep) json *pod = json_format("{'spec':{'hostNetwork':true,'containers':[{'ports':[{'containerPort':80}]}]}}");

	defaults_pod(pod);
	assert_int_equal(json_get_int(json_item(json_get(json_item(json_at(pod, "spec.containers"), 0), "ports"), 0), "hostPort", 0), 80);
}

static void claims(void **state UNUSED)
{
	static const struct pair pairs[] = {
		{ "{}", "{\"spec\":{\"volumeMode\":\"Filesystem\"},\"status\":{\"phase\":\"Pending\"}}" },
		{ "{\"spec\":{\"volumeMode\":\"Block\"},\"status\":{\"phase\":\"Bound\"}}",
		  "{\"spec\":{\"volumeMode\":\"Block\"},\"status\":{\"phase\":\"Bound\"}}" },
	};

	check(pairs, COUNT(pairs), defaults_claim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(specs), cmocka_unit_test(containers), cmocka_unit_test(pods), cmocka_unit_test(host_ports),
		cmocka_unit_test(claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
