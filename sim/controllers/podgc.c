/*
 * The pod garbage collector: every 20 s it removes by force what no kubelet will ever confirm: pods of a node that has
 * been gone for 40 s, pods that were being deleted before they had a node, and terminating pods of a lost node that was
 * declared out of service. Source: pkg/controller/podgc of Kubernetes 1.36.
 */
#include "sim/controller.h"

#include "base/map.h"
#include "kube/kinds/node.h"
#include "sim/agent.h"
#include "sim/pods.h"

#define ROUND_MS 20000
#define QUARANTINE_MS 40000
#define OUT_OF_SERVICE "node.kubernetes.io/out-of-service"

struct podgc {
	struct agent agent;
	struct map missing;		/* node name -> since when it is missed, virtual ms, as a pointer */
	struct world_event *timer;
};

static void mark(struct podgc *g, const struct object *pod, const char *why)
{
	_cleanup_(freep) char *now = agent_stamp(&g->agent);

	agent_merge(
	    &g->agent, pod, "status",
	    json_format("{'status':{'phase':'Failed','conditions':[{'type':'DisruptionTarget','status':'True',"
	                "'observedGeneration':%ld,'lastTransitionTime':%q,'reason':'DeletionByPodGC','message':%q}]}}",
	                pod->generation, now, why),
	    NULL);
}

static void remove_pod(struct podgc *g, const struct object *pod, const char *why)
{
	if (!pod_is_over(pod))
		mark(g, pod, why);
	agent_kill(&g->agent, pod, NULL);
}

/* The node has been missing for the whole quarantine. */
static bool is_gone(struct podgc *g, const char *node)
{
	int64_t now = world_now(g->agent.world);
	int64_t since = (int64_t)(intptr_t)map_get(&g->missing, node);

	if (cache_get(g->agent.cache, KIND(node), NULL, node)) {
		map_del(&g->missing, node);
		return false;
	}
	if (since == 0)
		map_set(&g->missing, node, (void *)(intptr_t)now);
	return since > 0 && now - since >= QUARANTINE_MS;
}

static bool is_out_of_service(struct podgc *g, const char *name)
{
	const struct object *node = cache_get(g->agent.cache, KIND(node), NULL, name);

	for (size_t i = 0; node && !node_of(node)->ready && i < node_of(node)->ntaints; i++)
		if (streq(node_of(node)->taints[i].key, OUT_OF_SERVICE))
			return true;
	return false;
}

static void judge(void *arg, const struct object *pod)
{
	struct podgc *g = arg;
	const char *node = pod_of(pod)->node;

	if (!*node) {
		if (pod->deleted)
			remove_pod(g, pod, "PodGC: unscheduled terminating pod");
	} else if (is_gone(g, node)) {
		remove_pod(g, pod, "PodGC: node no longer exists");
	} else if (pod->deleted && is_out_of_service(g, node)) {
		remove_pod(g, pod, "PodGC: node is out of service");
	}
}

static void go_round(void *arg)
{
	struct podgc *g = arg;

	g->timer = world_after(g->agent.world, ROUND_MS, WORLD_BACKGROUND, go_round, g);
	agent_each(&g->agent, KIND(pod), NULL, judge, g);
}

static void *podgc_start(struct world *w, struct port *port)
{
	struct podgc *g = xcalloc(1, sizeof(*g));

	g->missing = (struct map)MAP_INIT;
	agent_init(&g->agent, w, port, "pod-garbage-collector-controller");
	g->timer = world_after(w, ROUND_MS, WORLD_BACKGROUND, go_round, g);
	return g;
}

static void podgc_stop(void *state)
{
	struct podgc *g = state;

	world_cancel(g->agent.world, g->timer);
	map_release(&g->missing);
	agent_release(&g->agent);
	free(g);
}

const struct controller podgc_controller = {
	.name = "podgc",
	.user = "pod-garbage-collector",
	.help = "Removes pods that no kubelet will confirm: of deleted nodes and of nodes out of service",
	.start = podgc_start,
	.stop = podgc_stop,
};
