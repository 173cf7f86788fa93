/*
 * Eviction by taint: a pod that does not tolerate a NoExecute taint of its node is deleted when the time it tolerates
 * is over, 300 s by default for a lost node. It stays Terminating while no kubelet confirms. Source:
 * pkg/controller/tainteviction.
 */
#include "sim/controller.h"

#include "base/map.h"
#include "kube/kinds/node.h"
#include "kube/kinds/pod.h"
#include "sim/agent.h"
#include "sim/schedule/tolerations.h"

#define MOST_S INT64_C(1000000000)	/* a longer toleration is as good as for ever */

struct evictions {
	struct agent agent;		/* keys of pods whose time is over */
	struct map doomed;		/* keys of pods that will be deleted -> their uid */
};

/* Seconds that the pod may stay in spite of the taint; -1: for ever. */
static int64_t tolerated_s(const json *pod, const struct taint *taint)
{
	for (const json *t = json_first(json_at(pod, "spec.tolerations")); t; t = json_next(t))
		if (toleration_covers(t, taint))
			return json_get(t, "tolerationSeconds") ? MAX(json_get_int(t, "tolerationSeconds", 0), 0) : -1;
	return 0;
}

/* When a pod must go from its node, in seconds from now; -1: it may stay. */
static int64_t time_left_s(const struct object *node, const struct object *pod)
{
	_cleanup_(json_freep) json *tree = object_tree(pod);
	const struct node *facts = node_of(node);
	int64_t left = -1;

	for (size_t i = 0; i < facts->ntaints; i++) {
		int64_t s = streq(facts->taints[i].effect, "NoExecute") ? tolerated_s(tree, &facts->taints[i]) : -1;

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

/* --- a pod --- */

static void spare(struct evictions *e, const struct object *pod, const char *key)
{
	struct event_note note = { .about = pod, .reason = "TaintManagerEviction" };

	if (!map_has(&e->doomed, key))
		return;
	free(map_del(&e->doomed, key));
	queue_cancel(e->agent.queue, key);
	notes_tell(e->agent.notes, &note, "Cancelling deletion of Pod %s", key);
}

static void doom(struct evictions *e, const struct object *pod, const char *key, int64_t in_s)
{
	if (map_has(&e->doomed, key))
		return;
	map_set(&e->doomed, key, xstrdup(pod->uid));
	queue_after(e->agent.queue, key, MIN(in_s, MOST_S) * 1000, WORLD_EVENT);
}

static void judge(struct evictions *e, const struct object *node, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;
	int64_t left = pod->deleted ? -1 : time_left_s(node, pod);

	object_key(pod, &key);
	if (left < 0)
		spare(e, pod, key.buf);
	else
		doom(e, pod, key.buf, left);
}

static json *doomed_status(struct evictions *e, const struct object *pod)
{
	_cleanup_(freep) char *now = agent_stamp(&e->agent);

	return json_format(
	    "{'status':{'conditions':[{'type':'DisruptionTarget','status':'True','observedGeneration':%ld,"
	    "'lastTransitionTime':%q,'reason':'DeletionByTaintManager','message':"
	    "'Taint manager: deleting due to NoExecute taint'}]}}",
	    pod->generation, now);
}

static void evict(void *arg, const char *key)
{
	struct evictions *e = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *pod = cache_get(e->agent.cache, KIND(pod), namespace, name);
	_cleanup_(freep) char *uid = map_del(&e->doomed, key);
	struct event_note note = { .about = pod, .reason = "TaintManagerEviction" };

	if (!pod || !uid || !streq(pod->uid, uid) || pod->deleted)
		return;
	object_ref(pod);
	notes_tell(e->agent.notes, &note, "Marking for deletion Pod %s", key);
	agent_merge(&e->agent, pod, "status", doomed_status(e, pod), NULL);
	agent_delete(&e->agent, pod, NULL, NULL);
	object_unref(pod);
}

/* --- what happens --- */

struct search {
	struct evictions *evictions;
	const struct object *node;
};

static void judge_if_there(void *arg, const struct object *pod)
{
	struct search *s = arg;

	if (streq(pod_of(pod)->node, s->node->name))
		judge(s->evictions, s->node, pod);
}

static void on_node(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct evictions *e = arg;
	struct search search = { .evictions = e, .node = now };

	(void)old;
	(void)unknown;
	if (event != CACHE_DELETED && (has_no_execute(now) || e->doomed.count > 0))
		agent_each(&e->agent, KIND(pod), NULL, judge_if_there, &search);
}

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct evictions *e = arg;
	const struct object *node;

	(void)unknown;
	if (event == CACHE_DELETED || !*pod_of(now)->node || (old && *pod_of(old)->node))
		return;
	node = cache_get(e->agent.cache, KIND(node), NULL, pod_of(now)->node);
	if (node && has_no_execute(node))
		judge(e, node, now);
}

static void *evictions_start(struct world *w, struct port *port)
{
	struct evictions *e = xcalloc(1, sizeof(*e));

	e->doomed = (struct map)MAP_INIT;
	agent_init(&e->agent, w, port, "taint-eviction-controller");
	agent_work(&e->agent, evict, e);
	agent_watch(&e->agent, KIND(node), on_node, e);
	agent_watch(&e->agent, KIND(pod), on_pod, e);
	return e;
}

static void evictions_stop(void *state)
{
	struct evictions *e = state;
	struct map_entry *entry;

	for (size_t i = 0; (entry = map_next(&e->doomed, &i));)
		free(entry->value);
	map_release(&e->doomed);
	agent_release(&e->agent);
	free(e);
}

const struct controller evictions_controller = {
	.name = "evictions",
	.user = "node-controller",
	.help = "Deletes pods that do not tolerate a NoExecute taint of their node, when their time is over",
	.start = evictions_start,
	.stop = evictions_stop,
};
