/* The rows of sim/kinds/: what is refused and in which words, what the columns show. Texts are the recorded server's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/yaml.h"
#include "sim/validate/causes.h"
#include "sim/cells.h"
#include "sim/validate/pod_admission.h"

#define NOW_S INT64_C(1768478400)	/* 2026-01-15T12:00:00Z */

static json *tree(const char *yaml)
{
	struct err err = ERR_INIT;
	json *j = yaml_parse(yaml, strlen(yaml), &err);

	if (!j)
		fail_msg("%s: %s", err.text, yaml);
	return j;
}

/* --- validation --- */

struct refusal {
	const struct kind *kind;
	const char *yaml;
	const char *causes;		/* "field: message", one a line; "" for none */
};

static void add_causes(const struct status *why, struct str *out)
{
	vec_each(&why->causes, c)
		str_addf(out, "%s%s: %s", out->len ? "\n" : "", c->field, c->message);
}

static void check_refusal(const struct refusal *r)
{
	const struct resource *row = resource_of(r->kind);
	_cleanup_(status_release) struct status why = STATUS_INIT;
	_cleanup_(str_release) struct str said = STR_INIT;
	_cleanup_(json_freep) json *o = tree(r->yaml);
	struct causes causes = { &why };

	if (row->defaults)
		row->defaults(o);
	row->validate(o, &causes);
	add_causes(&why, &said);
	if (!streq(said.buf, r->causes))
		fail_msg("%s %s: wanted\n  %s\ngot\n  %s", r->kind->name, r->yaml, r->causes, said.buf);
}

#define POD(more) "{spec: {containers: [{name: c, image: x}], " more "}}"
#define CONTAINER(more) "{spec: {containers: [{name: c, image: x, " more "}]}}"
#define SET(more) "{spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}, " more "}}"
#define SERVICE(more) "{spec: {clusterIP: 10.0.0.5, ports: [{port: 80}], " more "}}"
#define CLAIM "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}"

static void pods_refused(void **state UNUSED)
{
	static const struct refusal refusals[] = {
		{ KIND(pod), POD(""), "" },
		{ KIND(pod), "{spec: {}}", "spec.containers: Required value" },
		{ KIND(pod), "{spec: {containers: [{name: c}]}}", "spec.containers[0].image: Required value" },
		{ KIND(pod), POD("restartPolicy: Sometimes"),
		  "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"" },
		{ KIND(pod), POD("hostname: a.b"), "spec.hostname: Invalid value: \"a.b\": must not contain dots" },
		{ KIND(pod), POD("nodeName: m, schedulingGates: [{name: g}]"),
		  "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared" },
		{ KIND(pod), POD("tolerations: [{value: b}]"),
		  "spec.tolerations[0].operator: Invalid value: \"\": operator must be Exists when `key` is empty, which means \"match all "
		  "values and all keys\"" },
		{ KIND(pod), POD("volumes: [{name: a, emptyDir: {}, secret: {secretName: x}}]"),
		  "spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type" },
		{ KIND(pod), CONTAINER("volumeMounts: [{name: x, mountPath: /a}]"), "spec.containers[0].volumeMounts[0].name: Not found: \"x\"" },
		{ KIND(pod), CONTAINER("ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 80}]"),
		  "spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//80\"" },
		{ KIND(pod), CONTAINER("resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}"),
		  "spec.containers[0].resources.requests: Invalid value: \"2Gi\": must be less than or equal to memory limit of 1Gi" },
		{ KIND(pod), CONTAINER("readinessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}"),
		  "spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type" },
		{ KIND(pod), CONTAINER("lifecycle: {preStop: {sleep: {seconds: 60}}}"),
		  "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 60: must be non-negative and less than "
		  "terminationGracePeriodSeconds (30)" },
	};

	for (size_t i = 0; i < COUNT(refusals); i++)
		check_refusal(&refusals[i]);
}

static void sets_refused(void **state UNUSED)
{
	static const struct refusal refusals[] = {
		{ KIND(statefulset), SET(""), "" },
		{ KIND(statefulset), SET("replicas: -1"), "spec.replicas: Invalid value: -1: must be greater than or equal to 0" },
		{ KIND(statefulset), SET("podManagementPolicy: x, minReadySeconds: -2"),
		  "spec.podManagementPolicy: Invalid value: \"x\": must be 'OrderedReady' or 'Parallel'\n"
		  "spec.minReadySeconds: Invalid value: -2: must be greater than or equal to 0" },
		{ KIND(statefulset), SET("updateStrategy: {type: OnDelete, rollingUpdate: {}}"),
		  "spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":0,\"MaxUnavailable\":null}: only allowed for updateStrategy "
		  "'RollingUpdate'" },
		{ KIND(statefulset), SET("volumeClaimTemplates: [{metadata: {name: A}, spec: " CLAIM "}]"),
		  "spec.template.spec.volumes[0].name: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case "
		  "alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', "
		  "regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')" },
		{ KIND(statefulset), "{spec: {template: {spec: {containers: [{name: c, image: x}], restartPolicy: Never}}}}",
		  "spec.selector: Required value\n"
		  "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`\n"
		  "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"" },
		{ KIND(statefulset), "{spec: {selector: {}, template: {spec: {containers: [{name: c, image: x}]}}}}",
		  "spec.selector: Invalid value: {}: empty selector is invalid for statefulset" },
	};

	for (size_t i = 0; i < COUNT(refusals); i++)
		check_refusal(&refusals[i]);
}

static void others_refused(void **state UNUSED)
{
	static const struct refusal refusals[] = {
		{ KIND(persistentvolumeclaim), "{spec: " CLAIM "}", "" },
		{ KIND(persistentvolumeclaim), "{}",
		  "spec.accessModes: Required value: at least 1 access mode is required\nspec.resources[storage]: Required value" },
		{ KIND(persistentvolume), "{spec: {accessModes: [x], capacity: {storage: 1Gi}}}",
		  "spec.accessModes: Unsupported value: \"x\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", "
		  "\"ReadWriteOncePod\"\nspec: Required value: must specify a volume type" },
		{ KIND(storageclass), "{}", "provisioner: Required value" },
		{ KIND(service), SERVICE(""), "" },
		{ KIND(service), SERVICE("type: ExternalName, externalName: a.b"), "" },
		{ KIND(service), "{spec: {ports: [{port: 80}, {port: 81}]}}",
		  "spec.ports[0].name: Required value\nspec.ports[1].name: Required value" },
		{ KIND(service), SERVICE("type: x"),
		  "spec.type: Unsupported value: \"x\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"" },
		{ KIND(configmap), "{data: {\"..a\": x}}", "data[..a]: Invalid value: \"..a\": must not start with '..'" },
		{ KIND(secret), "{type: kubernetes.io/tls, data: {a: MQ==}}", "data[tls.crt]: Required value\ndata[tls.key]: Required value" },
		{ KIND(lease), "{spec: {leaseDurationSeconds: 0}}", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0" },
		{ KIND(poddisruptionbudget), "{spec: {minAvailable: 2, maxUnavailable: 1}}",
		  "spec: Invalid value: {\"MinAvailable\":2,\"Selector\":null,\"MaxUnavailable\":1,\"UnhealthyPodEvictionPolicy\":null}: "
		  "minAvailable and maxUnavailable cannot be both set" },
		{ KIND(poddisruptionbudget), "{spec: {minAvailable: 101%}}",
		  "spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%" },
		{ KIND(node), "{spec: {taints: [{key: a, effect: x}]}}",
		  "metadata.taints[0].effect: Unsupported value: \"x\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"" },
		{ KIND(endpointslice), "{addressType: IPv4, endpoints: [{addresses: [\"::1\"]}]}",
		  "endpoints[0].addresses: Invalid value: \"::1\": must be an IPv4 address\n"
		  "endpoints[0].addresses[0]: Invalid value: \"::1\": may not be in the loopback range (127.0.0.0/8, ::1/128)" },
		{ KIND(controllerrevision), "{}", "data: Required value: data is mandatory" },
		{ KIND(event), "{metadata: {namespace: a}, involvedObject: {namespace: b}}",
		  "involvedObject.namespace: Invalid value: \"b\": does not match event.namespace" },
	};

	for (size_t i = 0; i < COUNT(refusals); i++)
		check_refusal(&refusals[i]);
}

struct change {
	const struct kind *kind;
	const char *old, *new;
	const char *causes;
};

static void changes_refused(void **state UNUSED)
{
	static const struct change changes[] = {
		{ KIND(statefulset), SET("replicas: 3"), SET("replicas: 5, updateStrategy: {type: OnDelete}"), "" },
		{ KIND(statefulset), SET(""), SET("serviceName: z"),
		  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
		  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden" },
		{ KIND(pod), POD(""), "{spec: {containers: [{name: c, image: z}]}}", "" },
		{ KIND(pod), POD(""), "{spec: {containers: []}}", "spec.containers: Forbidden: pod updates may not add or remove containers" },
		{ KIND(pod), POD("activeDeadlineSeconds: 5"), POD("activeDeadlineSeconds: 6"),
		  "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value" },
		{ KIND(pod), POD("tolerations: [{key: a, operator: Exists}]"), POD(""),
		  "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds" },
		{ KIND(configmap), "{immutable: true, data: {a: x}}", "{immutable: true, data: {a: y}}",
		  "data: Forbidden: field is immutable when `immutable` is set" },
		{ KIND(storageclass), "{provisioner: a/b}", "{provisioner: c/d}", "provisioner: Invalid value: \"c/d\": field is immutable" },
		{ KIND(node), "{spec: {podCIDR: 10.0.0.0/24}}", "{spec: {podCIDR: 10.0.1.0/24}}",
		  "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid" },
	};

	for (size_t i = 0; i < COUNT(changes); i++) {
		const struct resource *row = resource_of(changes[i].kind);
		_cleanup_(json_freep) json *old = tree(changes[i].old), *new = tree(changes[i].new);
		_cleanup_(status_release) struct status why = STATUS_INIT;
		_cleanup_(str_release) struct str said = STR_INIT;
		struct causes causes = { &why };

		if (row->defaults) {
			row->defaults(old);
			row->defaults(new);
		}
		row->validate_update(new, old, &causes);
		add_causes(&why, &said);
		assert_string_equal(said.buf, changes[i].causes);
	}
}

/* --- columns --- */

struct row {
	const struct kind *kind;
	const char *yaml;
	const char *cells;
};

#define BORN "metadata: {name: x, creationTimestamp: \"2026-01-15T11:55:00Z\""

static void tables(void **state UNUSED)
{
	static const struct row rows[] = {
		{ KIND(statefulset), "{" BORN "}, spec: {replicas: 3, template: {spec: {containers: [{name: a, image: a:1}, {name: b, image: b:1}]}}}, "
				     "status: {readyReplicas: 2}}", "[\"x\",\"2/3\",\"5m\",\"a,b\",\"a:1,b:1\"]" },
		{ KIND(pod), "{" BORN "}, spec: {containers: [{name: a}], nodeName: m}, status: {phase: Pending}}",
		  "[\"x\",\"0/1\",\"Pending\",\"0\",\"5m\",\"<none>\",\"m\",\"<none>\",\"<none>\"]" },
		{ KIND(service), "{" BORN "}, spec: {type: LoadBalancer, clusterIP: 10.0.0.5, selector: {a: b, c: d}, ports: [{port: 80, protocol: TCP, "
				 "nodePort: 30001}]}}", "[\"x\",\"LoadBalancer\",\"10.0.0.5\",\"<pending>\",\"80:30001/TCP\",\"5m\",\"a=b,c=d\"]" },
		{ KIND(node), "{" BORN ", labels: {node-role.kubernetes.io/etcd: \"\", kubernetes.io/role: a}}, spec: {unschedulable: true}, "
			      "status: {conditions: [{type: Ready, status: \"True\"}]}}",
		  "[\"x\",\"Ready,SchedulingDisabled\",\"a,etcd\",\"5m\",\"\",\"<none>\",\"<none>\",\"<unknown>\",\"<unknown>\",\"<unknown>\"]" },
		{ KIND(persistentvolumeclaim), "{" BORN "}, spec: {volumeName: v, storageClassName: s, volumeMode: Filesystem}, status: {phase: Bound, "
					       "capacity: {storage: 1Gi}, accessModes: [ReadWriteMany, ReadWriteOnce]}}",
		  "[\"x\",\"Bound\",\"v\",\"1Gi\",\"RWO,RWX\",\"s\",\"<unset>\",\"5m\",\"Filesystem\"]" },
		{ KIND(persistentvolume), "{" BORN "}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], claimRef: {namespace: m, name: c}, "
					  "persistentVolumeReclaimPolicy: Delete, storageClassName: s}, status: {phase: Bound}}",
		  "[\"x\",\"1Gi\",\"RWO\",\"Delete\",\"Bound\",\"m/c\",\"s\",\"<unset>\",\"\",\"5m\",\"<unset>\"]" },
		{ KIND(storageclass), "{" BORN ", annotations: {storageclass.kubernetes.io/is-default-class: \"true\"}}, provisioner: p, reclaimPolicy: "
				      "Delete, volumeBindingMode: Immediate}", "[\"x (default)\",\"p\",\"Delete\",\"Immediate\",false,\"5m\"]" },
		{ KIND(poddisruptionbudget), "{" BORN "}, spec: {maxUnavailable: 1}}", "[\"x\",\"N/A\",\"1\",0,\"5m\"]" },
		{ KIND(controllerrevision), "{" BORN ", ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: web, controller: true}]}, "
					    "revision: 4}", "[\"x\",\"statefulset.apps/web\",4,\"5m\"]" },
		{ KIND(endpointslice), "{" BORN "}, addressType: IPv4, ports: [{port: 80}], endpoints: [{addresses: [a]}, {addresses: [b]}, "
				       "{addresses: [c]}, {addresses: [d]}]}", "[\"x\",\"IPv4\",\"80\",\"a,b,c + 1 more...\",\"5m\"]" },
		{ KIND(event), "{" BORN "}, type: Normal, reason: R, message: \" m \\n\", involvedObject: {kind: Pod, name: web-0}, source: {component: "
			       "kubelet, host: m}, count: 3, firstTimestamp: \"2026-01-15T11:00:00Z\", lastTimestamp: \"2026-01-15T11:59:30Z\"}",
		  "[\"30s\",\"Normal\",\"R\",\"pod/web-0\",\"\",\"kubelet, m\",\"m\",\"60m\",3,\"x\"]" },
		{ KIND(configmap), "{" BORN "}, data: {a: x}, binaryData: {b: AA==}}", "[\"x\",2,\"5m\"]" },
		{ KIND(secret), "{" BORN "}, type: Opaque, data: {a: AA==}}", "[\"x\",\"Opaque\",1,\"5m\"]" },
		{ KIND(namespace), "{" BORN "}, status: {phase: Active}}", "[\"x\",\"Active\",\"5m\"]" },
		{ KIND(lease), "{metadata: {name: x}, spec: {holderIdentity: me}}", "[\"x\",\"me\",\"<unknown>\"]" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct resource *row = resource_of(rows[i].kind);
		_cleanup_(json_freep) json *o = tree(rows[i].yaml), *cells = json_array(), *wanted = tree(rows[i].cells);
		_cleanup_(freep) char *text = NULL;

		for (size_t c = 0; c < row->ncolumns; c++)
			cell_add(&row->columns[c], o, NOW_S, cells);
		text = json_text(cells);
		if (!json_equal(cells, wanted))
			fail_msg("%s: wanted\n  %s\ngot\n  %s", rows[i].kind->name, rows[i].cells, text);
	}
}

/* --- admission --- */

static void qualities(void **state UNUSED)
{
	static const char *const pairs[][2] = {
		{ "{containers: [{}]}", "BestEffort" },
		{ "{containers: [{resources: {requests: {cpu: 100m}}}]}", "Burstable" },
		{ "{containers: [{resources: {limits: {ephemeral-storage: 1Gi}}}]}", "BestEffort" },
		{ "{containers: [{resources: {limits: {cpu: \"1\", memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}}}]}", "Guaranteed" },
		{ "{containers: [{resources: {limits: {cpu: \"1\", memory: 1Gi}}}, {}]}", "Burstable" },
		{ "{containers: [{}], resources: {limits: {cpu: \"1\", memory: 1Gi}}}", "Guaranteed" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		_cleanup_(json_freep) json *spec = tree(pairs[i][0]);

		assert_string_equal(pod_qos(spec), pairs[i][1]);
	}
}

static void every_kind_has_a_row(void **state UNUSED)
{
	for (size_t i = 0; i < kind_count(); i++) {
		const struct resource *row = resource_of(kind_at(i));

		if (!row)
			fail_msg("%s is not served", kind_at(i)->name);
		assert_true(row->ncolumns == 0 || row->columns[0].name != NULL);
		for (size_t c = 0; c < row->ncolumns; c++)
			assert_true(row->columns[c].cell || row->columns[c].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pods_refused),	   cmocka_unit_test(sets_refused), cmocka_unit_test(others_refused),
		cmocka_unit_test(changes_refused), cmocka_unit_test(tables),	   cmocka_unit_test(qualities),
		cmocka_unit_test(every_kind_has_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
