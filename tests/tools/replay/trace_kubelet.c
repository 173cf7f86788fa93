/* A kubelet that does what the history says: pods start and stop 50 ms after they should, unless they are held. */
#include "kube/kinds/pod.h"
#include "kube/time.h"
#include "tests/tools/replay/trace.h"

#define PACE_MS 50
#define REQUEST_MS 20
#define LEASE_MS 10000

struct task {
	struct trace *trace;
	char *name, *uid;
};

static const struct object *find(struct trace *t, const char *name)
{
	return cache_get(t->kubelet.cache, KIND(pod), t->namespace, name);
}

static void report(struct trace *t, const struct object *pod, const char *phase, bool ready, const char *state)
{
	static const char *const types[] = { "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady" };
	_cleanup_(freep) char *now = agent_stamp(&t->kubelet);
	_cleanup_(json_freep) json *tree = object_tree(pod);
	json *conditions = json_array(), *containers = json_array();

	for (size_t i = 0; i < COUNT(types); i++)
		json_push(conditions, json_format("{'type':%q,'status':%q,'lastTransitionTime':%q}", types[i],
						  i < 2 || ready ? "True" : "False", now));
	for (json *c = json_first(json_at(tree, "spec.containers")); c; c = json_next(c))
		json_push(containers, json_format("{'name':%q,'image':%q,'imageID':'','ready':%b,'started':%b,'restartCount':%d,"
						  "'state':%s,'lastState':{}}", json_get_str(c, "name"), json_get_str(c, "image"),
						  ready, ready, strstr(state, "CrashLoop") ? 3 : 0, state));
	agent_merge(&t->kubelet, pod, "status", json_format("{'metadata':{'uid':%q},'status':{'phase':%q,'conditions':%j,"
		    "'hostIP':'10.0.0.9','podIP':'10.244.0.9','podIPs':[{'ip':'10.244.0.9'}],'startTime':%q,'containerStatuses':%j}}",
		    pod->uid, phase, conditions, now, containers), NULL);
	json_free(conditions);
	json_free(containers);
}

static void start(struct trace *t, const struct object *pod)
{
	const char *colon = strrchr(pod_of(pod)->image, ':'), *tag = colon ? colon + 1 : "";

	if (!strncmp(tag, "bad", 3))
		report(t, pod, "Pending", false, "{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}");
	else if (!strncmp(tag, "crash", 5))
		report(t, pod, "Running", false, "{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}");
	else
		report(t, pod, "Running", !streq(tag, "slow"), "{\"running\":{}}");
}

static void act(void *arg)
{
	struct task *task = arg;
	struct trace *t = task->trace;
	const struct object *pod = find(t, task->name);
	bool up = pod && streq(pod->uid, task->uid) && !map_has(&t->down, pod_of(pod)->node);

	if (up && pod->deleted && !map_has(&t->held_stop, task->name))
		agent_kill(&t->kubelet, pod, NULL);
	else if (up && !pod->deleted && pod_of(pod)->ip[0] == '\0' && !map_has(&t->held_start, task->name))
		start(t, pod);
	free(task->name);
	free(task->uid);
	free(task);
}

static void plan(void *arg, const struct object *pod)
{
	struct trace *t = arg;
	struct task *task;

	if (!*pod_of(pod)->node)
		return;
	task = xcalloc(1, sizeof(*task));
	*task = (struct task){ .trace = t, .name = xstrdup(pod->name), .uid = xstrdup(pod->uid) };
	/* One thread did it all, and each request took it a while. */
	t->kubelet_free_ms = MAX(world_now(t->world) + PACE_MS, t->kubelet_free_ms + REQUEST_MS);
	world_after(t->world, t->kubelet_free_ms - world_now(t->world), WORLD_EVENT, act, task);
}

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	(void)unknown;
	if (event == CACHE_DELETED)
		return;
	if (!old || !streq(pod_of(old)->node, pod_of(now)->node) || (now->deleted && !old->deleted))
		plan(arg, now);
}

static void renew(void *arg)
{
	static const char *const nodes[] = { "node-0", "node-1", "node-2", "node-3" };
	struct trace *t = arg;
	_cleanup_(str_release) struct str now = STR_INIT;

	time_add_micro(&now, world_now(t->world));
	for (size_t i = 0; i < COUNT(nodes); i++) {
		const struct object *lease = cache_get(t->kubelet.cache, KIND(lease), "kube-node-lease", nodes[i]);

		if (map_has(&t->down, nodes[i]))
			continue;
		if (lease)
			agent_patch(&t->kubelet, lease, NULL, json_format("{'spec':{'renewTime':%q}}", now.buf), NULL);
		else
			agent_create(&t->kubelet, KIND(lease), "kube-node-lease", json_format(
				     "{'metadata':{'name':%q,'namespace':'kube-node-lease'},'spec':{'holderIdentity':%q,"
				     "'leaseDurationSeconds':40,'renewTime':%q}}", nodes[i], nodes[i], now.buf), NULL);
	}
	world_after(t->world, LEASE_MS, WORLD_BACKGROUND, renew, t);
}

void trace_kubelet_start(struct trace *t)
{
	agent_init(&t->kubelet, t->world, world_port(t->world, "kubelet"), "kubelet");
	agent_watch(&t->kubelet, KIND(pod), on_pod, t);
	renew(t);
}

void trace_kubelet_stop(struct trace *t)
{
	agent_release(&t->kubelet);
}

static void settle_pod(struct trace *t, const char *verb, const char *name)
{
	const struct object *pod = find(t, name);

	if (!pod)
		return;
	if (streq(verb, "evict"))
		agent_merge(&t->kubelet, pod, "status", json_format("{'status':{'phase':'Failed','reason':'Evicted',"
			    "'message':'The node was low on resource: memory.'}}"), NULL);
	else if (streq(verb, "fail") || streq(verb, "succeed"))
		report(t, pod, *verb == 'f' ? "Failed" : "Succeeded", false,
		       *verb == 'f' ? "{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}"
				    : "{\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}}");
	else
		report(t, pod, "Running", *verb == 'r', "{\"running\":{}}");
}

bool trace_kubelet_order(struct trace *t, const json *step, const char *order)
{
	static const char *const pods[] = { "evict", "fail", "succeed", "ready", "unready" };
	const char *blank = strchr(order, ' '), *name = blank ? blank + 1 : "";
	_cleanup_(freep) char *verb = blank ? xstrndup(order, (size_t)(blank - order)) : xstrdup(order);

	for (size_t i = 0; i < COUNT(pods); i++) {
		if (streq(verb, pods[i])) {
			settle_pod(t, verb, name);
			return true;
		}
	}
	if (starts_with(verb, "node-"))
		name = trace_node(t, step, name);
	if (streq(verb, "hold-start"))
		map_set(&t->held_start, name, t);
	else if (streq(verb, "hold-stop"))
		map_set(&t->held_stop, name, t);
	else if (streq(verb, "node-down"))
		map_set(&t->down, name, t);
	else if (streq(verb, "node-up"))
		map_del(&t->down, name);
	else if (!streq(verb, "release"))
		return false;
	if (streq(verb, "release")) {
		map_del(&t->held_start, name);
		map_del(&t->held_stop, name);
	}
	if (streq(verb, "release") || streq(verb, "node-up"))
		agent_each(&t->kubelet, KIND(pod), t->namespace, plan, t);
	return true;
}
