/* A kubelet that does what the history says: pods start and stop 50 ms after they should, unless they are held. */
#include "kube/kinds/pod.h"
#include "kube/time.h"
#include "tests/tools/replay/trace.h"

#define PACE_MS 50
#define REQUEST_MS 20
#define LEASE_MS 10000

struct task {
	struct trace *trace;
	char *namespace, *name, *uid;
};

static const struct object *find(struct trace *t, const char *name)
{
	return cache_get(t->kubelet.cache, KIND(pod), t->namespace, name);
}

/* The recording's own addresses count up, one a pod. */
static char *address_of(struct trace *t, const struct object *pod)
{
	size_t n = (size_t)(intptr_t)map_get(&t->addresses, pod->uid);

	if (n == 0)
		map_set(&t->addresses, pod->uid, (void *)(intptr_t)(n = t->addresses.count + 1));
	return xasprintf("10.244.%zu.%zu", n / 250, n % 250 + 1);
}

/* Ready and ContainersReady say what is missing. */
static json *condition(const json *spec, const char *type, bool holds, const char *now)
{
	json *c = json_format("{'type':%q,'status':%q,'lastTransitionTime':%q}", type, holds ? "True" : "False", now);
	_cleanup_(str_release) struct str names = STR_INIT;

	if (holds)
		return c;
	for (json *i = json_first(json_get(spec, "containers")); i; i = json_next(i))
		str_addf(&names, "%s%s", names.len ? " " : "", json_str_or(json_get(i, "name"), ""));
	json_set_str(c, "reason", "ContainersNotReady");
	json_set(c, "message", json_format("'containers with unready status: [%s]'", names.buf));
	return c;
}

/* state is the JSON of a container's state; it is taken. */
static void report(struct trace *t, const struct object *pod, const char *phase, bool ready, json *state)
{
	static const char *const types[] = { "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady" };
	_cleanup_(freep) char *now = agent_stamp(&t->kubelet), *ip = address_of(t, pod);
	_cleanup_(json_freep) json *tree = object_tree(pod);
	bool crashes = streq0(json_get_str(json_get(state, "waiting"), "reason"), "CrashLoopBackOff");
	json *conditions = json_array(), *containers = json_array(), *patch;

	for (size_t i = 0; i < COUNT(types); i++)
		json_push(conditions, condition(json_get(tree, "spec"), types[i], i < 2 || ready, now));
	for (json *c = json_first(json_at(tree, "spec.containers")); c; c = json_next(c))
		json_push(containers, json_format("{'name':%q,'image':%q,'imageID':'','ready':%b,'started':%b,'restartCount':%d,"
						  "'state':%j,'lastState':{}}", json_get_str(c, "name"), json_get_str(c, "image"),
						  ready, ready, crashes ? 3 : 0, state));
	patch = json_format("{'metadata':{'uid':%q},'status':{'phase':%q,'conditions':%j,'hostIP':'10.0.0.9','startTime':%q,"
			    "'containerStatuses':%j}}", pod->uid, phase, conditions, now, containers);
	if (!streq(phase, "Pending")) {
		json_set_str(json_get(patch, "status"), "podIP", ip);
		json_set(json_get(patch, "status"), "podIPs", json_format("[{'ip':%q}]", ip));
	}
	agent_merge(&t->kubelet, pod, "status", patch, NULL);
	json_free(conditions);
	json_free(containers);
	json_free(state);
}

static json *running(struct trace *t)
{
	_cleanup_(freep) char *now = agent_stamp(&t->kubelet);

	return json_format("{'running':{'startedAt':%q}}", now);
}

static json *ended(struct trace *t, bool well)
{
	_cleanup_(freep) char *now = agent_stamp(&t->kubelet);

	return json_format("{'terminated':{'exitCode':%d,'reason':%q,'startedAt':%q,'finishedAt':%q}}", well ? 0 : 1,
			   well ? "Completed" : "Error", now, now);
}

static void start(struct trace *t, const struct object *pod)
{
	const char *image = pod_of(pod)->image, *colon = strrchr(image, ':'), *tag = colon ? colon + 1 : "";
	_cleanup_(freep) char *pulling = xasprintf("Back-off pulling image \"%s\"", image);

	if (starts_with(tag, "bad"))
		report(t, pod, "Pending", false, json_format("{'waiting':{'reason':'ImagePullBackOff','message':%q}}", pulling));
	else if (starts_with(tag, "crash"))
		report(t, pod, "Running", false, json_format("{'waiting':{'reason':'CrashLoopBackOff',"
							     "'message':'back-off 10s restarting failed container'}}"));
	else
		report(t, pod, "Running", !starts_with(tag, "slow"), running(t));
}

static void act(void *arg)
{
	struct task *task = arg;
	struct trace *t = task->trace;
	const struct object *pod = cache_get(t->kubelet.cache, KIND(pod), task->namespace, task->name);
	bool up = pod && streq(pod->uid, task->uid) && !map_has(&t->down, pod_of(pod)->node);

	if (up && pod->deleted && !map_has(&t->held_stop, task->name))
		agent_kill(&t->kubelet, pod, NULL);
	else if (up && !pod->deleted && pod_of(pod)->ip[0] == '\0' && !map_has(&t->held_start, task->name))
		start(t, pod);
	free(task->namespace);
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
	*task = (struct task){ .trace = t, .namespace = xstrdup(pod->namespace), .name = xstrdup(pod->name),
			       .uid = xstrdup(pod->uid) };
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
	map_release(&t->addresses);
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
		report(t, pod, *verb == 'f' ? "Failed" : "Succeeded", false, ended(t, *verb == 's'));
	else
		report(t, pod, "Running", *verb == 'r', running(t));
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
