/*
 * The filters, in kube-scheduler's default order: each looks at one node and says what is wrong there. The first that
 * refuses ends the node's examination. Texts are those of Kubernetes 1.36 (pkg/scheduler/framework/plugins).
 */
#include "kube/kinds/pod.h"
#include "sim/schedule/attempt.h"
#include "sim/schedule/node_terms.h"
#include "sim/schedule/tolerations.h"

#define REQUIRED "requiredDuringSchedulingIgnoredDuringExecution"

static const struct taint cordon_taint = { .key = "node.kubernetes.io/unschedulable",
	                                   .value = "",
	                                   .effect = "NoSchedule" };

static void refuse(struct refusal *r, const char *reason, bool helpless)
{
	assert(r->nreasons < COUNT(r->reasons));
	r->reasons[r->nreasons++] = reason;
	r->helpless = r->helpless || helpless;
}

/* --- taints --- */

/* Every pod tolerates for five minutes that its node is lost, which is no licence to be put there: those two
 * tolerate only NoExecute, and are left out of a pod that asks for nothing else (has_affinity). */
static bool pod_tolerates(const struct attempt *a, const struct taint *taint)
{
	bool lost =
	    streq(taint->key, "node.kubernetes.io/not-ready") || streq(taint->key, "node.kubernetes.io/unreachable");

	if (!a->spec)
		return lost && streq(taint->effect, "NoExecute");
	for (const json *t = json_first(json_get(a->spec, "tolerations")); t; t = json_next(t))
		if (toleration_covers(t, taint))
			return true;
	return false;
}

static void cordoned(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	if (node_of(s->node)->unschedulable && !pod_tolerates(a, &cordon_taint))
		refuse(ret, "node(s) were unschedulable", true);
}

static void tainted(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	const struct node *n = node_of(s->node);

	for (size_t i = 0; i < n->ntaints; i++) {
		if (streq(n->taints[i].effect, "PreferNoSchedule") || pod_tolerates(a, &n->taints[i]))
			continue;
		refuse(ret, "node(s) had untolerated taint(s)", true);
		return;
	}
}

/* --- the node itself --- */

static bool label_differs(const struct object *node, const json *wanted)
{
	const char *value = object_label(node, json_key(wanted));

	return !value || !streq0(value, json_str(wanted));
}

static void unfit_labels(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	const json *terms = json_at(a->spec, "affinity.nodeAffinity." REQUIRED ".nodeSelectorTerms");
	bool fits = node_terms_match(terms, s->node);

	for (const json *l = json_first(json_get(a->spec, "nodeSelector")); l; l = json_next(l))
		fits = fits && !label_differs(s->node, l);
	if (!fits)
		refuse(ret, "node(s) didn't match Pod's node affinity/selector", true);
}

static void ports_taken(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	struct map_entry *e;

	for (size_t i = 0; a->ports.len > 0 && (e = map_next(&a->roster->sitters, &i));) {
		const struct sitter *sitter = e->value;

		if (sitter->seat != s || !ports_clash(&sitter->ports, &a->ports))
			continue;
		refuse(ret, "node(s) didn't have free ports for the requested pod ports", false);
		return;
	}
}

static void too_full(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	const struct node *n = node_of(s->node);
	const struct pod *p = pod_of(a->pod);

	if (s->pods + 1 > n->pods)
		refuse(ret, "Too many pods", false);
	if (p->cpu_milli > 0 && p->cpu_milli > n->cpu_milli - s->cpu_milli)
		refuse(ret, "Insufficient cpu", p->cpu_milli > n->cpu_milli);
	if (p->memory > 0 && p->memory > n->memory - s->memory)
		refuse(ret, "Insufficient memory", p->memory > n->memory);
}

/* --- volumes --- */

static void volumes_elsewhere(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	bool conflict = false, lacking = false;

	vec_each(&a->claims, c) {
		if (c->volume)
			conflict = conflict || !node_terms_match(c->volume_terms, s->node);
		else if (!c->provisions)
			lacking = lacking || !attempt_find_volume(a, c->claim, s->node);
	}
	if (conflict)
		refuse(ret, "node(s) didn't match PersistentVolume's node affinity", true);
	if (lacking)
		refuse(ret, "node(s) didn't find available persistent volumes to bind", true);
}

/* --- other pods --- */

static size_t zoned(const struct map *zones, const char *zone)
{
	return zone ? (size_t)(uintptr_t)map_get(zones, zone) : 0;
}

static void skewed(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	vec_each(&a->spreads, spread) {
		const char *zone = object_label(s->node, spread->topology);
		int64_t count = (int64_t)zoned(&spread->zones, zone) + spread->self;

		if (!zone)
			refuse(ret, "node(s) didn't match pod topology spread constraints (missing required label)",
			       true);
		else if (count - spread->least > spread->max_skew)
			refuse(ret, "node(s) didn't match pod topology spread constraints", false);
		if (ret->nreasons > 0)
			return;
	}
}

/* The first pod of a group that wants to be together may go anywhere. */
static bool is_first_of_its_group(const struct attempt *a)
{
	vec_each(&a->near, z)
		if (z->total > 0 || !pod_term_matches(z->term, a->pod))
			return false;
	return true;
}

static bool near_enough(const struct attempt *a, const struct seat *s)
{
	bool all = true;

	vec_each(&a->near, z) {
		const char *zone = object_label(s->node, z->term->topology);

		if (!zone)
			return false;
		all = all && zoned(&z->zones, zone) > 0;
	}
	return all || is_first_of_its_group(a);
}

static bool too_near(const struct attempt *a, const struct seat *s)
{
	vec_each(&a->apart, z)
		if (zoned(&z->zones, object_label(s->node, z->term->topology)) > 0)
			return true;
	return false;
}

static bool unwelcome(const struct attempt *a, const struct seat *s)
{
	for (size_t i = 0; a->forbidden.count > 0 && i < s->node->nlabels; i++) {
		const struct label *l = &s->node->labels[i];
		_cleanup_(freep) char *key = xasprintf("%s=%s", l->key, l->value);

		if (map_has(&a->forbidden, key))
			return true;
	}
	return false;
}

static void bad_company(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	if (!near_enough(a, s))
		refuse(ret, "node(s) didn't match pod affinity rules", true);
	else if (too_near(a, s))
		refuse(ret, "node(s) didn't match pod anti-affinity rules", false);
	else if (unwelcome(a, s))
		refuse(ret, "node(s) didn't satisfy existing pods anti-affinity rules", false);
}

/* --- the table --- */

static const struct filter {
	const char *name;
	void (*examine)(const struct attempt *a, const struct seat *s, struct refusal *ret);
	int wakes;			/* what can change its mind */
} filters[] = {
	{ "NodeUnschedulable", cordoned, WAKE_NODE },
	{ "TaintToleration", tainted, WAKE_NODE },
	{ "NodeAffinity", unfit_labels, WAKE_NODE },
	{ "NodePorts", ports_taken, WAKE_NODE | WAKE_POD_GONE },
	{ "NodeResourcesFit", too_full, WAKE_NODE | WAKE_POD_GONE },
	{ "VolumeBinding", volumes_elsewhere, WAKE_NODE | WAKE_VOLUME },
	{ "PodTopologySpread", skewed, WAKE_NODE | WAKE_POD | WAKE_POD_GONE },
	{ "InterPodAffinity", bad_company, WAKE_NODE | WAKE_POD | WAKE_POD_GONE },
};

bool filters_pass(const struct attempt *a, const struct seat *s, struct refusal *ret)
{
	*ret = (struct refusal){ 0 };
	for (size_t i = 0; i < COUNT(filters); i++) {
		filters[i].examine(a, s, ret);
		if (ret->nreasons == 0)
			continue;
		ret->wakes = filters[i].wakes;
		return false;
	}
	return true;
}
