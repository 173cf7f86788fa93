/* What becomes of containers: images that cannot be pulled, crash, never get ready or will not stop; probes; lost nodes. */
#include <stdio.h>

#include "drive.h"

#include "kube/kinds/node.h"

static void run(struct world *w, const char *image, const char *more)
{
	_cleanup_(freep) char *yaml = xasprintf("apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec:\n%s  containers:\n"
						"  - name: c\n    image: %s\n", more, image);

	apply(w, yaml);
	settle(w);
}

static void later(struct world *w, int64_t ms)
{
	world_advance(w, world_now(w) + ms);
}

static void runs(void **state)
{
	struct world *w = *state;

	run(w, "nginx:1", "");
	expect_text(w, KIND(pod), "one", "status.phase", "Running");
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.ready", "true");
	expect_text(w, KIND(pod), "one", "status.qosClass", "BestEffort");
	assert_true(*pod_of(must_find(w, KIND(pod), "one"))->ip);
	expect_told(w, "one", "Pulling", "Pulling image \"nginx:1\"");
	expect_told(w, "one", "Created", "Container created");
	expect_told(w, "one", "Started", "Container started");
}

static void bad_image(void **state)
{
	struct world *w = *state;

	run(w, "nginx:bad", "");
	expect_text(w, KIND(pod), "one", "status.phase", "Pending");
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.state.waiting.reason", "ImagePullBackOff");
	expect_told(w, "one", "BackOff", "Back-off pulling image \"nginx:bad\"");
	assert_int_equal(told(w, "one", "Pulling", NULL), 1);
	later(w, 5 * MINUTE);
	assert_in_range(told(w, "one", "Pulling", NULL), 4, 7);
}

static void crash_loop(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *uid = NULL, *text = NULL;

	run(w, "nginx:crash", "");
	uid = text_at(w, KIND(pod), "one", "metadata.uid");
	later(w, 8000);
	expect_text(w, KIND(pod), "one", "status.phase", "Running");
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.restartCount", "1");
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.state.waiting.reason", "CrashLoopBackOff");
	text = xasprintf("back-off 10s restarting failed container=c pod=one_default(%s)", uid);
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.state.waiting.message", text);
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.lastState.terminated.exitCode", "1");
	later(w, 10 * MINUTE);
	assert_in_range(pod_of(must_find(w, KIND(pod), "one"))->restarts, 5, 8);
}

static void ends_well(void **state)
{
	struct world *w = *state;

	run(w, "job:exit", "  restartPolicy: Never\n");
	expect_text(w, KIND(pod), "one", "status.phase", "Succeeded");
	expect_text(w, KIND(pod), "one", "status.containerStatuses.0.state.terminated.reason", "Completed");
	assert_string_equal(pod_of(must_find(w, KIND(pod), "one"))->status, "Completed");
}

#define WITH_PORT(name)                                                                                                \
	"apiVersion: v1\nkind: Pod\nmetadata: {name: " name "}\nspec:\n  nodeName: node-1\n  containers:\n"           \
	"  - {name: c, image: 'nginx:1', ports: [{containerPort: 21017, hostPort: 21017}]}\n"

/* Who is set up past the scheduler on a node whose port is taken has Failed; with the port free the next one runs. */
static void port_taken(void **state)
{
	struct world *w = *state;

	apply(w, WITH_PORT("one"));
	apply(w, WITH_PORT("two"));
	settle(w);
	expect_text(w, KIND(pod), "one", "status.phase", "Running");
	expect_text(w, KIND(pod), "two", "status.phase", "Failed");
	expect_text(w, KIND(pod), "two", "status.reason", "NodePorts");
	expect_text(w, KIND(pod), "two", "status.message",
		    "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod "
		    "ports");
	expect_text(w, KIND(pod), "two", "status.containerStatuses", "");
	assert_int_equal(told(w, "two", "NodePorts", NULL), 1);
	must(w, 200, VERB_DELETE, KIND(pod), "one", NULL);
	must(w, 200, VERB_DELETE, KIND(pod), "two", NULL);
	settle(w);
	assert_null(find(w, KIND(pod), "two"));
	apply(w, WITH_PORT("three"));
	settle(w);
	expect_text(w, KIND(pod), "three", "status.phase", "Running");
}

static void init_first(void **state)
{
	struct world *w = *state;

	run(w, "nginx:1", "  initContainers:\n  - {name: first, image: 'busybox:1'}\n");
	expect_text(w, KIND(pod), "one", "status.phase", "Running");
	expect_text(w, KIND(pod), "one", "status.initContainerStatuses.0.state.terminated.reason", "Completed");
	assert_true(pod_of(must_find(w, KIND(pod), "one"))->ready);
}

static void sidecar_beside(void **state)
{
	struct world *w = *state;

	run(w, "nginx:1", "  initContainers:\n  - {name: beside, image: 'proxy:1', restartPolicy: Always}\n"
			  "  - {name: first, image: 'busybox:1'}\n");
	expect_text(w, KIND(pod), "one", "status.phase", "Running");
	expect_text(w, KIND(pod), "one", "status.initContainerStatuses.0.ready", "true");
	expect_text(w, KIND(pod), "one", "status.initContainerStatuses.1.state.terminated.reason", "Completed");
	assert_true(pod_of(must_find(w, KIND(pod), "one"))->ready);
}

/* A grace period of all the seconds there are is no reason to wait, nor to overflow. */
static void endless_grace(void **state)
{
	struct world *w = *state;

	run(w, "nginx:1", "  terminationGracePeriodSeconds: 9223372036854775807\n");
	must(w, 200, VERB_DELETE, KIND(pod), "one", NULL);
	settle(w);
	assert_null(find(w, KIND(pod), "one"));
}

static int64_t stop_takes(struct world *w, const char *image)
{
	int64_t from;

	run(w, image, "  terminationGracePeriodSeconds: 7\n");
	from = world_now(w);
	must(w, 200, VERB_DELETE, KIND(pod), "one", NULL);
	settle(w);
	assert_null(find(w, KIND(pod), "one"));
	expect_told(w, "one", "Killing", "Stopping container c");
	return world_now(w) - from;
}

static void stops(void **state)
{
	assert_in_range(stop_takes(*state, "nginx:1"), 400, 600);
}

static void is_killed(void **state)
{
	assert_int_equal(stop_takes(*state, "nginx:stubborn"), 7000);
}

/* The last state that a watch sees before a pod goes is a terminal one. */
static void last_words(void **state)
{
	struct world *w = *state;
	const struct object *last = NULL;

	run(w, "nginx:stubborn", "  terminationGracePeriodSeconds: 2\n");
	must(w, 200, VERB_DELETE, KIND(pod), "one", NULL);
	while (find(w, KIND(pod), "one")) {
		object_unref(last);
		last = object_ref(find(w, KIND(pod), "one"));
		assert_true(world_step(w));
	}
	assert_non_null(last);
	assert_false(pod_of(last)->phase[0] == 'S');
	object_unref(last);
}

static int64_t ready_after(struct world *w, const char *probe)
{
	_cleanup_(freep) char *yaml = xasprintf("apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec:\n  containers:\n"
						"  - name: c\n    image: nginx:1\n    readinessProbe: {%s}\n", probe);
	int64_t from;

	apply(w, yaml);
	while (!streq(pod_of(must_find(w, KIND(pod), "one"))->phase, "Running"))
		assert_true(world_step(w));
	assert_false(pod_of(must_find(w, KIND(pod), "one"))->ready);
	from = world_now(w);
	settle(w);
	assert_true(pod_of(must_find(w, KIND(pod), "one"))->ready);
	return world_now(w) - from;
}

static void probed_at_once(void **state)
{
	assert_in_range(ready_after(*state, "tcpSocket: {port: 80}"), 400, 600);
}

/* The first tick of the period, counted from when the kubelet saw the pod, after the delay: pull and start take 2 s. */
static void probed_on_a_tick(void **state)
{
	assert_in_range(ready_after(*state, "tcpSocket: {port: 80}, initialDelaySeconds: 10, periodSeconds: 5"), 12700, 13300);
}

static void never_probed_well(void **state)
{
	struct world *w = *state;

	apply_set(w, &(struct set_options){
		.replicas = 1, .image = "nginx:slow", .container = "        readinessProbe: {httpGet: {port: 80}, periodSeconds: 5}\n" });
	settle(w);
	later(w, MINUTE);
	assert_in_range(told(w, "web-0", "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"), 10, 13);
}

static void nodes_report(void **state)
{
	struct world *w = *state;
	const struct node *n = node_of(must_find(w, KIND(node), "node-0"));

	assert_true(n->ready);
	assert_true(n->cpu_milli > 0 && n->memory > 0 && n->pods > 0);
	expect_text(w, KIND(node), "node-0", "status.nodeInfo.kubeletVersion", "v1.36.2");
	assert_non_null(cache_get(world_cache(w), KIND(lease), "kube-node-lease", "node-0"));
}

static void power(struct world *w, const char *node, const char *value)
{
	_cleanup_(freep) char *body = xasprintf("{metadata: {annotations: {sim.ordinal/power: %s}}}", value);

	must(w, 200, VERB_PATCH, KIND(node), node, body);
}

/* A silent node: its pods become unready after 50 s, are deleted after 300 s more, and stay until somebody confirms. */
static void node_lost(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *node = NULL;

	apply_set(w, &(struct set_options){ .replicas = 1 });
	settle(w);
	node = text_at(w, KIND(pod), "web-0", "spec.nodeName");
	power(w, node, "'off'");
	later(w, 70000);
	assert_false(node_of(must_find(w, KIND(node), node))->known);
	assert_false(pod_of(must_find(w, KIND(pod), "web-0"))->ready);
	assert_false(must_find(w, KIND(pod), "web-0")->deleted);
	later(w, 300000);
	assert_true(must_find(w, KIND(pod), "web-0")->deleted);
	expect_told(w, "web-0", "TaintManagerEviction", "Marking for deletion Pod default/web-0");
	later(w, 10 * MINUTE);
	expect_names(w, KIND(pod), "web-0");
	power(w, node, "null");
	settle(w);
	assert_true(node_of(must_find(w, KIND(node), node))->ready);
	assert_true(pod_of(must_find(w, KIND(pod), "web-0"))->ready);
	assert_false(must_find(w, KIND(pod), "web-0")->deleted);
}

/* Ways out for a pod that nobody confirms: the node object goes, or is declared out of service. */
static void node_deleted(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *node = NULL, *uid = NULL, *now = NULL;

	apply_set(w, &(struct set_options){ .replicas = 1 });
	settle(w);
	node = text_at(w, KIND(pod), "web-0", "spec.nodeName");
	uid = text_at(w, KIND(pod), "web-0", "metadata.uid");
	must(w, 200, VERB_DELETE, KIND(node), node, NULL);
	later(w, 90000);
	now = text_at(w, KIND(pod), "web-0", "metadata.uid");
	assert_string_not_equal(uid, now);
	assert_true(pod_of(must_find(w, KIND(pod), "web-0"))->ready);
}

static void out_of_service(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *node = NULL, *taints = NULL, *body = NULL;

	apply_set(w, &(struct set_options){ .replicas = 1 });
	settle(w);
	node = text_at(w, KIND(pod), "web-0", "spec.nodeName");
	power(w, node, "'off'");
	later(w, 400000);
	assert_true(must_find(w, KIND(pod), "web-0")->deleted);
	taints = text_at(w, KIND(node), node, "spec.taints");
	taints[strlen(taints) - 1] = '\0';
	body = xasprintf("{\"spec\": {\"taints\": %s, {\"key\": \"node.kubernetes.io/out-of-service\", \"effect\": \"NoExecute\"}]}}",
			 taints);
	must(w, 200, VERB_PATCH, KIND(node), node, body);
	later(w, 30000);
	assert_false(must_find(w, KIND(pod), "web-0")->deleted);
	assert_true(pod_of(must_find(w, KIND(pod), "web-0"))->ready);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(runs),	     WORLD_TEST(bad_image),	    WORLD_TEST(crash_loop),	   WORLD_TEST(ends_well),
		WORLD_TEST(sidecar_beside), WORLD_TEST(endless_grace),  WORLD_TEST(port_taken),
		WORLD_TEST(init_first),	     WORLD_TEST(stops),		    WORLD_TEST(is_killed),	   WORLD_TEST(last_words),
		WORLD_TEST(probed_at_once), WORLD_TEST(probed_on_a_tick), WORLD_TEST(never_probed_well), WORLD_TEST(nodes_report),
		WORLD_TEST(node_lost),	     WORLD_TEST(node_deleted),	    WORLD_TEST(out_of_service),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
