/*
 * The life of nodes: a cordon, a node that is not ready and one that has gone silent are told by taints; 50 s without a lease
 * make its conditions Unknown and its pods not ready; pods that do not tolerate that are deleted when their time is over, 300 s
 * by default. They stay Terminating while nobody on the node confirms. Source: pkg/controller/nodelifecycle, tainteviction.
 */
#include "sim/controller.h"

#include "base/map.h"
#include "kube/kinds/lease.h"
#include "kube/kinds/node.h"
#include "kube/kinds/pod.h"
#include "kube/time.h"
#include "sim/agent.h"

#define MONITOR_MS 5000
#define SILENT_MS 50000
#define LEASE_NAMESPACE "kube-node-lease"

struct nodes {
	struct agent agent;		/* keys: names of nodes */
	struct queue *evictions;	/* keys of pods */
	struct notes *eviction_notes;
	struct map doomed;		/* keys of pods that will be deleted -> their uid */
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
		if (streq0(json_get_str(taint, "key"), managed[i].key) && streq0(json_get_str(taint, "effect"), managed[i].effect))
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
		json_push(taints, json_format("{'key':%q,'effect':%q,'timeAdded':%q}", managed[i].key, managed[i].effect, now));
		changed = true;
	}
	return changed;
}

static void taint_node(struct nodes *n, const struct object *node, const char *key)
{
	_cleanup_(json_freep) json *tree = object_tree(node);
	_cleanup_(str_release) struct str now = STR_INIT;
	json *taints = json_want_array(json_want(tree, "spec"), "taints");

	time_add(&now, world_now(n->agent.world) / 1000);
	if (wanted_taints(node, taints, now.buf))
		agent_patch(&n->agent, node, NULL,
			    json_format("{'metadata':{'resourceVersion':%q},'spec':{'taints':%j}}", node->version, taints), key);
}

/* --- silence --- */

static void lose_pods(struct nodes *n, const struct object *node)
{
	_cleanup_(str_release) struct str now = STR_INIT;
	object_vec pods = VEC_INIT;

	time_add(&now, world_now(n->agent.world) / 1000);
	cache_list(n->agent.cache, KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, pod)
		object_ref(*pod);
	vec_each(&pods, pod) {
		struct event_note note = { .about = *pod, .reason = "NodeNotReady", .warning = true };

		if (streq(pod_of(*pod)->node, node->name) && pod_of(*pod)->ready) {
			agent_merge(&n->agent, *pod, "status",
				    json_format("{'status':{'conditions':[{'type':'Ready','status':'False',"
						"'lastTransitionTime':%q}]}}", now.buf), NULL);
			notes_tell(n->agent.notes, &note, "Node is not ready");
		}
		object_unref(*pod);
	}
	vec_release(&pods);
}

static void lose_node(struct nodes *n, const struct object *node)
{
	static const char *const types[] = { "Ready", "MemoryPressure", "DiskPressure", "PIDPressure" };
	_cleanup_(str_release) struct str now = STR_INIT;
	json *patch = json_format("{'status':{'conditions':[]}}");

	time_add(&now, world_now(n->agent.world) / 1000);
	for (size_t i = 0; i < COUNT(types); i++)
		json_push(json_at(patch, "status.conditions"),
			  json_format("{'type':%q,'status':'Unknown','lastTransitionTime':%q,'reason':'NodeStatusUnknown',"
				      "'message':'Kubelet stopped posting node status.'}", types[i], now.buf));
	agent_merge(&n->agent, node, "status", patch, NULL);
	lose_pods(n, node);
}

static void monitor(void *arg)
{
	struct nodes *n = arg;
	object_vec nodes = VEC_INIT;

	n->monitor = world_after(n->agent.world, MONITOR_MS, WORLD_BACKGROUND, monitor, n);
	cache_list(n->agent.cache, KIND(node), NULL, NULL, &nodes);
	vec_each(&nodes, node)
		object_ref(*node);
	vec_each(&nodes, node) {
		const struct object *lease = cache_get(n->agent.cache, KIND(lease), LEASE_NAMESPACE, (*node)->name);

		if (lease && node_of(*node)->known &&
		    world_now(n->agent.world) - lease_of(lease)->renewed_ms > SILENT_MS)
			lose_node(n, *node);
		object_unref(*node);
	}
	vec_release(&nodes);
}

/* --- eviction by taint --- */

/* Seconds that the pod may stay in spite of the taint; -1: for ever. */
static int64_t tolerated_s(const json *pod, const struct taint *taint)
{
	for (const json *t = json_first(json_at(pod, "spec.tolerations")); t; t = json_next(t)) {
		const char *key = json_str_or(json_get(t, "key"), "");
		const char *effect = json_str_or(json_get(t, "effect"), "");
		bool exists = streq0(json_get_str(t, "operator"), "Exists");

		if ((*key && !streq(key, taint->key)) || (*effect && !streq(effect, "NoExecute")))
			continue;
		if (exists || (*key && streq(json_str_or(json_get(t, "value"), ""), taint->value)))
			return json_get(t, "tolerationSeconds") ? json_get_int(t, "tolerationSeconds", 0) : -1;
	}
	return 0;
}

/* When a pod must go from its node, in seconds from now; -1: it may stay. */
static int64_t time_left_s(const struct object *node, const struct object *pod)
{
	_cleanup_(json_freep) json *tree = object_tree(pod);
	const struct node *facts = node_of(node);
	int64_t left = -1;

	for (size_t i = 0; i < facts->ntaints; i++) {
		int64_t s;

		if (!streq(facts->taints[i].effect, "NoExecute"))
			continue;
		s = tolerated_s(tree, &facts->taints[i]);
		if (s >= 0)
			left = left < 0 ? s : MIN(left, s);
	}
	return left;
}

static bool has_no_execute(const struct object *node)
{
	for (size_t i = 0; i < node_of(node)->ntaints; i++)
		if (streq(node_of(node)->taints[i].effect, "NoExecute"))
			return true;
	return false;
}

static void spare(struct nodes *n, const struct object *pod, const char *key)
{
	struct event_note note = { .about = pod, .reason = "TaintManagerEviction" };

	if (!map_has(&n->doomed, key))
		return;
	free(map_del(&n->doomed, key));
	queue_cancel(n->evictions, key);
	notes_tell(n->eviction_notes, &note, "Cancelling deletion of Pod %s", key);
}

static void judge_pod(struct nodes *n, const struct object *node, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	int64_t left = pod->deleted ? -1 : time_left_s(node, pod);

	object_key(pod, &key);
	if (left < 0) {
		spare(n, pod, key.buf);
		return;
	}
	if (map_has(&n->doomed, key.buf))
		return;
	map_set(&n->doomed, key.buf, xstrdup(pod->uid));
	queue_after(n->evictions, key.buf, left * 1000, WORLD_EVENT);
}

static void judge_pods(struct nodes *n, const struct object *node)
{
	object_vec pods = VEC_INIT;

	if (!has_no_execute(node) && n->doomed.count == 0)
		return;
	cache_list(n->agent.cache, KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, pod)
		object_ref(*pod);
	vec_each(&pods, pod) {
		if (streq(pod_of(*pod)->node, node->name))
			judge_pod(n, node, *pod);
		object_unref(*pod);
	}
	vec_release(&pods);
}

static void evict(void *arg, const char *key)
{
	struct nodes *n = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *pod = cache_get(n->agent.cache, KIND(pod), namespace, name);
	_cleanup_(freep) char *uid = map_del(&n->doomed, key);
	_cleanup_(str_release) struct str now = STR_INIT;
	struct event_note note = { .about = pod, .reason = "TaintManagerEviction" };

	if (!pod || !uid || !streq(pod->uid, uid) || pod->deleted)
		return;
	object_ref(pod);
	time_add(&now, world_now(n->agent.world) / 1000);
	notes_tell(n->eviction_notes, &note, "Marking for deletion Pod %s", key);
	agent_merge(&n->agent, pod, "status",
		    json_format("{'status':{'conditions':[{'type':'DisruptionTarget','status':'True','observedGeneration':%ld,"
				"'lastTransitionTime':%q,'reason':'DeletionByTaintManager','message':"
				"'Taint manager: deleting due to NoExecute taint'}]}}", pod->generation, now.buf), NULL);
	agent_delete(&n->agent, pod, NULL, NULL);
	object_unref(pod);
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
	judge_pods(n, node);
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

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct nodes *n = arg;
	const struct object *node;

	(void)unknown;
	if (event == CACHE_DELETED || !*pod_of(now)->node || (old && *pod_of(old)->node))
		return;
	node = cache_get(n->agent.cache, KIND(node), NULL, pod_of(now)->node);
	if (node && has_no_execute(node))
		judge_pod(n, node, now);
}

static void *nodes_start(struct world *w, struct port *port)
{
	struct nodes *n = xcalloc(1, sizeof(*n));

	n->doomed = (struct map)MAP_INIT;
	agent_init(&n->agent, w, port, "node-controller");
	agent_work(&n->agent, work, n);
	n->evictions = queue_new(w, evict, n);
	n->eviction_notes = notes_new(w, port, "taint-eviction-controller");
	agent_watch(&n->agent, KIND(node), on_node, n);
	agent_watch(&n->agent, KIND(pod), on_pod, n);
	n->monitor = world_after(w, MONITOR_MS, WORLD_BACKGROUND, monitor, n);
	return n;
}

static void nodes_stop(void *state)
{
	struct nodes *n = state;
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&n->doomed, &i));)
		free(e->value);
	map_release(&n->doomed);
	world_cancel(n->agent.world, n->monitor);
	queue_free(n->evictions);
	notes_free(n->eviction_notes);
	agent_release(&n->agent);
	free(n);
}

const struct controller nodes_controller = {
	.name = "nodes",
	.user = "node-controller",
	.help = "Taints cordoned and lost nodes, and deletes pods that do not tolerate it",
	.start = nodes_start,
	.stop = nodes_stop,
};
