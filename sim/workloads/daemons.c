#include "sim/workloads/daemons.h"

#include "kube/kinds/node.h"
#include "reconciler/counters.h"
#include "sim/schedule/node_terms.h"
#include "sim/schedule/tolerations.h"

#define TEMPLATE_GENERATION "deprecated.daemonset.template.generation"

static const struct taint cordoned = { .key = "node.kubernetes.io/unschedulable", .value = "", .effect = "NoSchedule" };

/* --- the template --- */

static void tolerate(json *spec, const char *key, const char *effect)
{
	json *all = json_want_array(spec, "tolerations");
	json *one = json_format("{'key':%q,'operator':'Exists','effect':%q}", key, effect);

	for (json *t = json_first(all); t; t = json_next(t))
		if (json_equal(t, one)) {
			json_free(one);
			return;
		}
	json_push(all, one);
}

/* A daemon stays on a node in trouble. */
static void tolerate_trouble(json *spec)
{
	static const char *const taints[][2] = {
		{ "node.kubernetes.io/not-ready", "NoExecute" },
		{ "node.kubernetes.io/unreachable", "NoExecute" },
		{ "node.kubernetes.io/disk-pressure", "NoSchedule" },
		{ "node.kubernetes.io/memory-pressure", "NoSchedule" },
		{ "node.kubernetes.io/pid-pressure", "NoSchedule" },
		{ "node.kubernetes.io/unschedulable", "NoSchedule" },
		{ "node.kubernetes.io/network-unavailable", "NoSchedule" },
	};
	size_t n = COUNT(taints) - !json_true(json_get(spec, "hostNetwork"));

	for (size_t i = 0; i < n; i++)
		tolerate(spec, taints[i][0], taints[i][1]);
}

static void make_template(struct daemons *d)
{
	const char *generation = object_annotation(d->set, TEMPLATE_GENERATION);
	json *labels;

	d->pod_template = json_copy(json_at(d->tree, "spec.template"));
	tolerate_trouble(json_want(d->pod_template, "spec"));
	labels = json_want(json_want(d->pod_template, "metadata"), "labels");
	if (generation)
		json_set_str(labels, "pod-template-generation", generation);
	json_set_str(labels, "controller-revision-hash", d->hash);
}

/* --- which nodes --- */

static bool tolerates(const json *tolerations, const struct taint *taint)
{
	for (const json *t = json_first(tolerations); t; t = json_next(t))
		if (toleration_covers(t, taint))
			return true;
	return false;
}

static bool fits(const struct daemons *d, const struct object *node)
{
	const json *spec = json_get(d->pod_template, "spec");
	const char *name = json_str_or(json_get(spec, "nodeName"), "");
	const json *terms = json_at(spec, "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
				    "nodeSelectorTerms");

	if (*name && !streq(name, node->name))
		return false;
	for (const json *want = json_first(json_get(spec, "nodeSelector")); want; want = json_next(want))
		if (!streq0(object_label(node, json_key(want)), json_str_or(want, "")))
			return false;
	return node_terms_match(terms, node);
}

/* A taint that is not tolerated keeps new pods away; only NoExecute drives one that is there off. */
static void judge(const struct daemons *d, struct post *post)
{
	const json *tolerations = json_at(d->pod_template, "spec.tolerations");
	const struct node *node = node_of(post->node);

	post->should_run = post->may_stay = fits(d, post->node);
	if (node->unschedulable && !tolerates(tolerations, &cordoned))
		post->should_run = false;
	for (size_t i = 0; i < node->ntaints; i++) {
		const struct taint *taint = &node->taints[i];

		if (streq(taint->effect, "PreferNoSchedule") || tolerates(tolerations, taint))
			continue;
		post->should_run = false;
		post->may_stay = post->may_stay && !streq(taint->effect, "NoExecute");
	}
}

/* --- pods by node --- */

static const char *target_in(const json *tree)
{
	const json *terms = json_at(tree, "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution."
				    "nodeSelectorTerms");

	for (const json *t = json_first(terms); t; t = json_next(t))
		for (const json *f = json_first(json_get(t, "matchFields")); f; f = json_next(f))
			if (streq0(json_get_str(f, "key"), "metadata.name"))
				return json_str(json_item(json_get(f, "values"), 0));
	return NULL;
}

/* Where it is or is to be; the caller's. */
static char *target_of(const struct object *pod)
{
	_cleanup_(json_freep) json *tree = NULL;

	if (*pod_of(pod)->node)
		return xstrdup(pod_of(pod)->node);
	tree = object_tree(pod);
	return xstrdup(target_in(tree) ? target_in(tree) : "");
}

static bool comes_before(const struct object *a, const struct object *b)
{
	bool x = *pod_of(a)->node, y = *pod_of(b)->node;

	if (x != y)
		return x;
	return a->created != b->created ? a->created < b->created : strcmp(a->name, b->name) < 0;
}

static void insert(object_vec *pods, const struct object *pod)
{
	size_t at = pods->len;

	vec_push(pods, pod);
	for (; at > 0 && comes_before(pod, pods->items[at - 1]); at--)
		pods->items[at] = pods->items[at - 1];
	pods->items[at] = pod;
}

static void place(struct daemons *d, const struct object *pod)
{
	_cleanup_(freep) char *target = target_of(pod);
	struct post lost = { .name = "" };

	vec_each(&d->posts, p)
		if (streq(p->name, target)) {
			insert(&p->pods, pod);
			return;
		}
	vec_push(&lost.pods, pod);
	vec_push(&d->posts, lost);
}

static void read_bounds(struct daemons *d)
{
	const json *rolling = json_at(d->tree, "spec.updateStrategy.rollingUpdate");
	const json *surge = json_get(rolling, "maxSurge"), *down = json_get(rolling, "maxUnavailable");

	vec_each(&d->posts, p)
		d->wanted += p->should_run;
	d->surge = json_str(surge) ? (strtol(json_str(surge), NULL, 10) * d->wanted + 99) / 100 : json_int_or(surge, 0);
	d->unavailable = json_str(down) ? (strtol(json_str(down), NULL, 10) * d->wanted + 99) / 100 :
					  json_int_or(down, 0);
	if (d->wanted > 0 && d->surge == 0 && d->unavailable == 0)
		d->unavailable = 1;
}

bool daemons_read(struct daemons *d)
{
	const json *wanted = json_at(d->tree, "spec.selector");
	_cleanup_(selector_freep) struct selector *selector = wanted ? selector_from_json(wanted, NULL) : NULL;
	object_vec nodes = VEC_INIT;

	if (!selector)
		return false;
	make_template(d);
	d->min_ready = json_int_or(json_at(d->tree, "spec.minReadySeconds"), 0);
	cache_list(d->crew->agent.cache, KIND(node), NULL, NULL, &nodes);
	vec_each(&nodes, n) {
		struct post post = { .node = *n, .name = (*n)->name };

		judge(d, &post);
		vec_push(&d->posts, post);
	}
	vec_release(&nodes);
	d->failed = !workload_claim_pods(d->crew, d->set, selector, &d->pods) || d->failed;
	vec_each(&d->pods, p)
		if (!pod_ended(*p) || (*p)->deleted == 0)
			place(d, *p);
	read_bounds(d);
	return true;
}

void daemons_release(struct daemons *d)
{
	vec_each(&d->posts, p)
		vec_release(&p->pods);
	vec_release(&d->posts);
	objects_release(&d->pods);
	json_free(d->pod_template);
	json_free(d->tree);
}

bool daemons_is_new(const struct daemons *d, const struct object *pod)
{
	const char *generation = object_annotation(d->set, TEMPLATE_GENERATION);

	return streq0(object_label(pod, "controller-revision-hash"), d->hash) ||
	       (generation && streq0(object_label(pod, "pod-template-generation"), generation));
}

bool daemons_available(const struct daemons *d, const struct object *pod)
{
	return pod_available(pod, (int32_t)d->min_ready, world_now(d->crew->agent.world));
}
