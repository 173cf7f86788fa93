#include "kube/kinds/pod.h"
#include "kube/pod_status.h"
#include "kube/quantity.h"
#include "kube/read.h"
#include "kube/time.h"

struct amounts {
	int64_t cpu_milli, memory;
};

static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static struct amounts requests(const json *container)
{
	const json *list = json_at(container, "resources.requests");

	return (struct amounts){ quantity_milli(json_get_str(list, "cpu")),
		                 quantity_value(json_get_str(list, "memory")) };
}

static void add_amounts(struct amounts *to, struct amounts more)
{
	to->cpu_milli = add(to->cpu_milli, more.cpu_milli);
	to->memory = add(to->memory, more.memory);
}

/* What the scheduler counts: the containers and sidecars together, or an init container with the sidecars before it
 * where that is more; and the overhead. */
static void read_requests(const json *spec, struct pod *p)
{
	struct amounts total = { 0, 0 }, sidecars = { 0, 0 }, most = { 0, 0 }, step;
	const json *overhead = json_get(spec, "overhead");

	for (const json *c = json_first(json_get(spec, "initContainers")); c; c = json_next(c)) {
		step = requests(c);
		add_amounts(&step, sidecars);
		if (streq0(json_get_str(c, "restartPolicy"), "Always"))
			sidecars = step;
		most.cpu_milli = MAX(most.cpu_milli, step.cpu_milli);
		most.memory = MAX(most.memory, step.memory);
	}
	for (const json *c = json_first(json_get(spec, "containers")); c; c = json_next(c))
		add_amounts(&total, requests(c));
	add_amounts(&total, sidecars);
	p->cpu_milli = add(MAX(total.cpu_milli, most.cpu_milli), quantity_milli(json_get_str(overhead, "cpu")));
	p->memory = add(MAX(total.memory, most.memory), quantity_value(json_get_str(overhead, "memory")));
}

/* A toleration besides the two that every pod gets for five minutes of a lost node. */
static bool has_own_toleration(const json *spec)
{
	for (const json *t = json_first(json_get(spec, "tolerations")); t; t = json_next(t)) {
		const char *key = json_str_or(json_get(t, "key"), "");

		if (!streq(key, "node.kubernetes.io/not-ready") && !streq(key, "node.kubernetes.io/unreachable"))
			return true;
	}
	return false;
}

static bool has_host_port(const json *spec)
{
	for (const json *c = json_first(json_get(spec, "containers")); c; c = json_next(c))
		for (const json *p = json_first(json_get(c, "ports")); p; p = json_next(p))
			if (json_get_int(p, "hostPort", 0))
				return true;
	return false;
}

static bool is_choosy(const json *spec)
{
	return !json_is_empty(json_get(spec, "affinity")) || !json_is_empty(json_get(spec, "nodeSelector")) ||
	       !json_is_empty(json_get(spec, "topologySpreadConstraints")) || has_own_toleration(spec) ||
	       has_host_port(spec);
}

static void read_volumes(const json *list, struct arena *arena, struct pod *p)
{
	struct pod_volume *volumes = arena_alloc(arena, json_len(list) * sizeof(*volumes));

	for (const json *v = json_first(list); v; v = json_next(v)) {
		p->scratch |= json_get(v, "emptyDir") != NULL;
		volumes[p->nvolumes].name = arena_at(arena, v, "name");
		volumes[p->nvolumes++].claim = arena_at(arena, v, "persistentVolumeClaim.claimName");
	}
	p->volumes = volumes;
}

/* Why it does not run: what a waiting container says, else why it cannot be scheduled, else the pod's own message. */
static const char *message(const json *tree)
{
	static const char *const lists[] = { "status.initContainerStatuses", "status.containerStatuses" };
	const json *scheduled = read_condition(tree, "PodScheduled");

	for (size_t i = 0; i < COUNT(lists); i++) {
		for (const json *s = json_first(json_at(tree, lists[i])); s; s = json_next(s)) {
			const char *text = json_str_or(json_at(s, "state.waiting.message"), "");

			if (*text)
				return text;
		}
	}
	if (streq0(json_get_str(scheduled, "status"), "False"))
		return json_get_str(scheduled, "message");
	return json_str(json_at(tree, "status.message"));
}

static int16_t small(int n)
{
	return (int16_t)MIN(n, INT16_MAX);
}

static void read_status(const json *tree, struct arena *arena, struct pod *p)
{
	_cleanup_(pod_status_release) struct pod_status shown = POD_STATUS_INIT;

	pod_status(tree, &shown);
	p->phase = arena_at(arena, tree, "status.phase");
	p->reason = arena_at(arena, tree, "status.reason");
	p->status = arena_str(arena, shown.word.buf);
	p->message = arena_str(arena, message(tree));
	p->ip = arena_at(arena, tree, "status.podIP");
	p->qos = arena_at(arena, tree, "status.qosClass");
	p->ready = read_condition_true(tree, "Ready");
	p->scheduled = read_condition_true(tree, "PodScheduled");
	p->ready_at = time_seconds(json_get_str(read_condition(tree, "Ready"), "lastTransitionTime"));
	p->restarts = shown.restarts;
	p->restarted = shown.restarted;
	p->containers = small(shown.total);
	p->containers_ready = small(shown.ready);
}

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct pod *p = facts;
	const json *spec = json_get(tree, "spec");

	p->node = arena_at(arena, spec, "nodeName");
	p->hostname = arena_at(arena, spec, "hostname");
	p->subdomain = arena_at(arena, spec, "subdomain");
	p->image = read_images(spec, arena);
	p->scheduler = arena_at(arena, spec, "schedulerName");
	p->grace = json_get_int(spec, "terminationGracePeriodSeconds", 30);
	p->has_affinity = is_choosy(spec);
	read_requests(spec, p);
	read_volumes(json_get(spec, "volumes"), arena, p);
	read_status(tree, arena, p);
}

const struct kind pod_kind = {
	.group = "",
	.version = "v1",
	.name = "Pod",
	.plural = "pods",
	.singular = "pod",
	.shorts = { "po" },
	.categories = { "all" },
	.schema = "core.Pod",
	.namespaced = true,
	.facts_size = sizeof(struct pod),
	.read = read,
};
