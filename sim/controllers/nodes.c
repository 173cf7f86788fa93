/*
 * The life of nodes: a cordon, a node that is not ready and one that has gone silent are told by taints; 50 s without a
 * lease make its conditions Unknown and its pods not ready, and so do 60 s without a first word. Source:
 * pkg/controller/nodelifecycle of Kubernetes 1.36.
 */
#include "sim/controller.h"

#include "kube/kinds/lease.h"
#include "kube/kinds/node.h"
#include "kube/kinds/pod.h"
#include "kube/time.h"
#include "sim/agent.h"

#define MONITOR_MS 5000
#define SILENT_MS 50000
#define STARTUP_S 60			/* from a node's creation to its kubelet's first word */
#define LEASE_NAMESPACE "kube-node-lease"

struct nodes {
	struct agent agent;		/* keys: names of nodes */
	struct world_event *monitor;
};

/* --- taints --- */

struct managed_taint {
	const char *key, *effect;
	bool (*wanted)(const struct object *node);
};

static bool is_cordoned(const struct object *node)
{
	return node_of(node)->unschedulable;
}

static bool is_not_ready(const struct object *node)
{
	return node_of(node)->known && !node_of(node)->ready;
}

/* Only a node that was known once can be lost: one whose kubelet has not come yet has no condition at all. */
static bool is_lost(const struct object *node)
{
	return !node_of(node)->known && node_of(node)->ready_at > 0;
}

static const struct managed_taint managed[] = {
	{ "node.kubernetes.io/unschedulable", "NoSchedule", is_cordoned },
	{ "node.kubernetes.io/not-ready", "NoSchedule", is_not_ready },
	{ "node.kubernetes.io/not-ready", "NoExecute", is_not_ready },
	{ "node.kubernetes.io/unreachable", "NoSchedule", is_lost },
	{ "node.kubernetes.io/unreachable", "NoExecute", is_lost },
};

static const struct managed_taint *managed_of(const json *taint)
{
	for (size_t i = 0; i < COUNT(managed); i++)
		if (streq0(json_get_str(taint, "key"), managed[i].key) &&
		    streq0(json_get_str(taint, "effect"), managed[i].effect))
			return &managed[i];
	return NULL;
}

/* Brings a node's taints in line; true if they had to be changed. */
static bool wanted_taints(const struct object *node, json *taints, const char *now)
{
	bool have[COUNT(managed)] = { false }, changed = false;

	for (json *t = json_first(taints), *next; t; t = next) {
		const struct managed_taint *m = managed_of(t);

		next = json_next(t);
		if (m && m->wanted(node)) {
			have[m - managed] = true;
		} else if (m) {
			json_drop(taints, t);
			changed = true;
		}
	}
	for (size_t i = 0; i < COUNT(managed); i++) {
		if (have[i] || !managed[i].wanted(node))
			continue;
		json_push(taints,
		          json_format("{'key':%q,'effect':%q,'timeAdded':%q}", managed[i].key, managed[i].effect, now));
		changed = true;
	}
	return changed;
}

static void taint_node(struct nodes *n, const struct object *node, const char *key)
{
	_cleanup_(json_freep) json *tree = object_tree(node);
	_cleanup_(freep) char *now = agent_stamp(&n->agent);
	json *taints = json_want_array(json_want(tree, "spec"), "taints");

	if (wanted_taints(node, taints, now))
		agent_patch(
		    &n->agent, node, NULL,
		    json_format("{'metadata':{'resourceVersion':%q},'spec':{'taints':%j}}", node->version, taints),
		    key);
}

/* --- silence --- */

struct loss {
	struct nodes *nodes;
	const struct object *node;
	const char *now;
};

static void lose_pod(void *arg, const struct object *pod)
{
	struct loss *l = arg;
	struct event_note note = { .about = pod, .reason = "NodeNotReady", .warning = true };

	if (!streq(pod_of(pod)->node, l->node->name) || !pod_of(pod)->ready)
		return;
	agent_merge(&l->nodes->agent, pod, "status",
	            json_format("{'status':{'conditions':[{'type':'Ready','status':'False','lastTransitionTime':%q}]}}",
	                        l->now),
	            NULL);
	notes_tell(l->nodes->agent.notes, &note, "Node is not ready");
}

/* since: when its kubelet was last heard of, if that is to be told; NULL: it stands there. */
static void lose_node(struct nodes *n, const struct object *node, const char *reason, const char *message,
                      const char *since)
{
	static const char *const types[] = { "Ready", "MemoryPressure", "DiskPressure", "PIDPressure" };
	_cleanup_(freep) char *now = agent_stamp(&n->agent);
	struct loss loss = { .nodes = n, .node = node, .now = now };
	json *patch = json_format("{'status':{'conditions':[]}}");

	for (size_t i = 0; i < COUNT(types); i++) {
		json *c = json_push(
		    json_at(patch, "status.conditions"),
		    json_format("{'type':%q,'status':'Unknown','lastTransitionTime':%q,'reason':%q,'message':%q}",
		                types[i], now, reason, message));

		if (since)
			json_set_str(c, "lastHeartbeatTime", since);
	}
	agent_merge(&n->agent, node, "status", patch, NULL);
	agent_each(&n->agent, KIND(pod), NULL, lose_pod, &loss);
}

static void check_silence(struct nodes *n, const struct object *node)
{
	const struct object *lease = cache_get(n->agent.cache, KIND(lease), LEASE_NAMESPACE, node->name);

	if (lease && node_of(node)->known && world_now(n->agent.world) - lease_of(lease)->renewed_ms > SILENT_MS)
		lose_node(n, node, "NodeStatusUnknown", "Kubelet stopped posting node status.", NULL);
}

static void check_node(void *arg, const struct object *node)
{
	struct nodes *n = arg;
	_cleanup_(str_release) struct str since = STR_INIT;

	check_silence(n, node);
	if (node_of(node)->known || node_of(node)->ready_at > 0 ||
	    world_now(n->agent.world) / 1000 - node->created <= STARTUP_S)
		return;
	time_add(&since, node->created);
	lose_node(n, node, "NodeStatusNeverUpdated", "Kubelet never posted node status.", since.buf);
}

static void monitor(void *arg)
{
	struct nodes *n = arg;

	n->monitor = world_after(n->agent.world, MONITOR_MS, WORLD_BACKGROUND, monitor, n);
	agent_each(&n->agent, KIND(node), NULL, check_node, n);
}

/* --- what happens --- */

static void work(void *arg, const char *key)
{
	struct nodes *n = arg;
	const struct object *node = cache_get(n->agent.cache, KIND(node), NULL, key);

	if (!node)
		return;
	object_ref(node);
	taint_node(n, node, key);
	object_unref(node);
}

static void on_node(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct nodes *n = arg;

	(void)old;
	(void)unknown;
	if (event != CACHE_DELETED)
		queue_add(n->agent.queue, now->name);
}

static void *nodes_start(struct world *w, struct port *port)
{
	struct nodes *n = xcalloc(1, sizeof(*n));

	agent_init(&n->agent, w, port, "node-controller");
	agent_work(&n->agent, work, n);
	agent_watch(&n->agent, KIND(node), on_node, n);
	n->monitor = world_after(w, MONITOR_MS, WORLD_BACKGROUND, monitor, n);
	return n;
}

static void nodes_stop(void *state)
{
	struct nodes *n = state;

	world_cancel(n->agent.world, n->monitor);
	agent_release(&n->agent);
	free(n);
}

const struct controller nodes_controller = {
	.name = "nodes",
	.user = "node-controller",
	.help = "Taints nodes that are cordoned, not ready or silent, and tells that their pods are not ready",
	.start = nodes_start,
	.stop = nodes_stop,
};
