/* Where pods may sit and what is said where they may not. The sentences are kube-scheduler's of 1.36, as recorded. */
#include <stdio.h>

#include "drive.h"

#define HELPLESS "no new claims to deallocate, preemption: 0/4 nodes are available: "
#define APART                                                                                                          \
	"      affinity:\n        podAntiAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n"       \
	"          - topologyKey: kubernetes.io/hostname\n            labelSelector: {matchLabels: {app: web}}\n"

static void expect_pending(struct world *w, const char *pod, const char *why)
{
	expect_text(w, KIND(pod), pod, "spec.nodeName", "");
	expect_text(w, KIND(pod), pod, "status.phase", "Pending");
	expect_text(w, KIND(pod), pod, "status.conditions.0.reason", "Unschedulable");
	expect_text(w, KIND(pod), pod, "status.conditions.0.message", why);
	expect_told(w, pod, "FailedScheduling", why);
}

static void cordon_all(struct world *w, int first, bool on)
{
	char node[16];

	for (int i = first; i < 4; i++) {
		snprintf(node, sizeof(node), "node-%d", i);
		cordon(w, node, on);
	}
}

static void cordoned(void **state)
{
	struct world *w = *state;

	apply_set(w, &(struct set_options){ .replicas = 2 });
	settle(w);
	cordon_all(w, 0, true);
	must(w, 200, VERB_DELETE, KIND(pod), "web-1", NULL);
	settle(w);
	expect_pending(w, "web-1", "0/4 nodes are available: 4 node(s) were unschedulable. " HELPLESS
				   "4 Preemption is not helpful for scheduling.");
	cordon(w, "node-2", false);
	settle(w);
	expect_text(w, KIND(pod), "web-1", "spec.nodeName", "node-2");
	expect_told(w, "web-1", "Scheduled", "Successfully assigned default/web-1 to node-2");
	expect_text(w, KIND(statefulset), "web", "status.readyReplicas", "2");
}

static void kept_apart(void **state)
{
	struct world *w = *state;
	char *nodes[3];

	apply_set(w, &(struct set_options){ .replicas = 5, .pod = APART, .more = "  podManagementPolicy: Parallel\n" });
	settle(w);
	expect_pending(w, "web-4", "0/4 nodes are available: 4 node(s) didn't match pod anti-affinity rules. " HELPLESS
				   "4 No preemption victims found for incoming pod.");
	for (int i = 0; i < 3; i++) {
		char name[8];

		snprintf(name, sizeof(name), "web-%d", i);
		nodes[i] = text_at(w, KIND(pod), name, "spec.nodeName");
	}
	assert_string_not_equal(nodes[0], nodes[1]);
	assert_string_not_equal(nodes[0], nodes[2]);
	assert_string_not_equal(nodes[1], nodes[2]);
	for (int i = 0; i < 3; i++)
		free(nodes[i]);
}

static void apart_and_cordoned(void **state)
{
	struct world *w = *state;

	cordon_all(w, 2, true);
	settle(w);
	apply_set(w, &(struct set_options){ .replicas = 3, .pod = APART });
	settle(w);
	expect_pending(w, "web-2", "0/4 nodes are available: 2 node(s) didn't match pod anti-affinity rules, 2 node(s) were "
				   "unschedulable. " HELPLESS "2 No preemption victims found for incoming pod, 2 Preemption is "
				   "not helpful for scheduling.");
}

/* A pod that is not welcome beside others is told so in other words. */
static void not_welcome(void **state)
{
	struct world *w = *state;

	cordon_all(w, 1, true);
	settle(w);
	apply_set(w, &(struct set_options){ .replicas = 1, .pod = APART });
	settle(w);
	apply(w, "apiVersion: v1\nkind: Pod\nmetadata: {name: guest, labels: {app: web}}\nspec:\n  containers:\n"
		 "  - {name: c, image: 'nginx:1'}\n");
	settle(w);
	expect_pending(w, "guest", "0/4 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules, 3 node(s) "
				   "were unschedulable. " HELPLESS "1 No preemption victims found for incoming pod, 3 Preemption "
				   "is not helpful for scheduling.");
}

static void by_label(void **state)
{
	struct world *w = *state;

	must(w, 200, VERB_PATCH, KIND(node), "node-3", "{metadata: {labels: {disk: ssd}}}");
	apply_set(w, &(struct set_options){ .replicas = 2, .pod = "      nodeSelector: {disk: ssd}\n" });
	settle(w);
	expect_text(w, KIND(pod), "web-0", "spec.nodeName", "node-3");
	expect_text(w, KIND(pod), "web-1", "spec.nodeName", "node-3");
	apply_set(w, &(struct set_options){ .name = "db", .replicas = 1, .pod = "      nodeSelector: {disk: tape}\n" });
	settle(w);
	expect_pending(w, "db-0", "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector. " HELPLESS
				  "4 Preemption is not helpful for scheduling.");
	must(w, 200, VERB_PATCH, KIND(node), "node-0", "{metadata: {labels: {disk: tape}}}");
	settle(w);
	expect_text(w, KIND(pod), "db-0", "spec.nodeName", "node-0");
}

static void too_big(void **state)
{
	struct world *w = *state;

	apply_set(w, &(struct set_options){
		.replicas = 2, .container = "        resources: {requests: {cpu: '20', memory: 1Gi}}\n",
		.pod = "      nodeSelector: {kubernetes.io/hostname: node-0}\n" });
	settle(w);
	expect_pending(w, "web-1", "0/4 nodes are available: 1 Insufficient cpu, 3 node(s) didn't match Pod's node "
				   "affinity/selector. " HELPLESS "1 No preemption victims found for incoming pod, 3 Preemption "
				   "is not helpful for scheduling.");
	apply_set(w, &(struct set_options){
		.name = "huge", .replicas = 1, .container = "        resources: {requests: {cpu: '64', memory: 900Gi}}\n" });
	settle(w);
	expect_pending(w, "huge-0", "0/4 nodes are available: 4 Insufficient cpu, 4 Insufficient memory. " HELPLESS
				    "4 Preemption is not helpful for scheduling.");
}

static void tainted(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 4; i++) {
		char node[16];

		snprintf(node, sizeof(node), "node-%d", i);
		must(w, 200, VERB_PATCH, KIND(node), node, "{spec: {taints: [{key: spray, value: mortein, effect: NoSchedule}]}}");
	}
	apply_set(w, &(struct set_options){ .replicas = 1 });
	apply_set(w, &(struct set_options){ .name = "bee", .replicas = 1,
					    .pod = "      tolerations: [{key: spray, operator: Equal, value: mortein}]\n" });
	settle(w);
	expect_pending(w, "web-0", "0/4 nodes are available: 4 node(s) had untolerated taint(s). " HELPLESS
				   "4 Preemption is not helpful for scheduling.");
	assert_true(pod_of(must_find(w, KIND(pod), "bee-0"))->ready);
}

static void spread_evenly(void **state)
{
	struct world *w = *state;
	int on[4] = { 0 };

	apply_set(w, &(struct set_options){ .replicas = 8, .more = "  podManagementPolicy: Parallel\n" });
	settle(w);
	for (int i = 0; i < 8; i++) {
		char name[8];
		_cleanup_(freep) char *node = NULL;

		snprintf(name, sizeof(name), "web-%d", i);
		node = text_at(w, KIND(pod), name, "spec.nodeName");
		on[node[5] - '0']++;
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(on[i], 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(cordoned),	 WORLD_TEST(kept_apart), WORLD_TEST(apart_and_cordoned), WORLD_TEST(not_welcome),
		WORLD_TEST(by_label),	 WORLD_TEST(too_big),	 WORLD_TEST(tainted),		 WORLD_TEST(spread_evenly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
