/*
 * POST pods/X/eviction: a deletion that asks the disruption budget first. The rules, in order: reference 3.10 and
 * truth/wire c-eviction.
 */
#include "kube/kinds/pod.h"
#include "kube/selector.h"
#include "kube/time.h"
#include "sim/api/delete.h"
#include "sim/api/inside.h"
#include "sim/api/manage.h"

#define MOST_DISRUPTED_PODS 2000

/* Pods that are finished, not begun or already going need no budget's leave. */
static bool budget_matters(const struct object *o)
{
	const char *phase = pod_of(o)->phase;

	return !o->deleted && !streq(phase, "Succeeded") && !streq(phase, "Failed") && !streq(phase, "Pending") &&
	       *phase;
}

static bool budget_covers(const struct object *budget, const struct object *pod)
{
	_cleanup_(json_freep) json *tree = object_tree(budget);
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_at(tree, "spec.selector"), NULL);

	return s && !json_is_null(json_at(tree, "spec.selector")) && selector_matches(s, pod->labels, pod->nlabels);
}

/* The number of budgets over the pod, one of them in *ret. */
static int find_budgets(struct call *c, const struct object *pod, const struct object **ret)
{
	const struct kind *k = KIND(poddisruptionbudget);
	size_t count = storage_count(c->storage, k);
	int found = 0;

	for (size_t i = storage_find(c->storage, k, pod->namespace, ""); i < count; i++) {
		const struct object *b = storage_at(c->storage, k, i);

		if (!streq(b->namespace, pod->namespace))
			break;
		if (!budget_covers(b, pod))
			continue;
		*ret = b;
		found++;
	}
	return found;
}

static int blocked(struct call *c, const char *budget, const char *why, int retry_s)
{
	_cleanup_(freep) char *text = xasprintf("The disruption budget %s %s", budget, why);

	status_set(&c->status, 429, "TooManyRequests",
	           "Cannot evict pod as it would violate the pod's disruption budget.");
	status_cause(&c->status, "DisruptionBudget", NULL, "%s", text);
	c->status.retry_after_s = retry_s;
	return -429;
}

static int64_t number(const json *tree, const char *path)
{
	return json_int_or(json_at(tree, path), 0);
}

static int no_room(struct call *c, const char *budget, const json *tree)
{
	int64_t desired = number(tree, "status.desiredHealthy"), current = number(tree, "status.currentHealthy");
	_cleanup_(freep) char *why = NULL;

	if (current > desired)
		return blocked(c, budget, "does not allow evicting pods currently", 0);
	why = xasprintf("needs %" PRId64 " healthy pods and has %" PRId64 " currently", desired, current);
	return blocked(c, budget, why, 0);
}

/* True if the budget lets an unready pod go without counting it. */
static bool unready_may_go(const struct object *pod, const json *tree)
{
	const char *policy = json_str_or(json_at(tree, "spec.unhealthyPodEvictionPolicy"), "IfHealthyBudget");

	if (pod_of(pod)->ready)
		return false;
	if (streq(policy, "AlwaysAllow"))
		return true;
	return number(tree, "status.desiredHealthy") > 0 &&
	       number(tree, "status.currentHealthy") >= number(tree, "status.desiredHealthy");
}

/* The condition that says whether there is room left. */
static void tell_room(struct call *c, const struct object *budget, json *tree)
{
	bool room = number(tree, "status.disruptionsAllowed") > 0;
	json *found;

	inside_condition(c, tree, "DisruptionAllowed", room ? "True" : "False",
	                 room ? "SufficientPods" : "InsufficientPods", "");
	for (found = json_first(json_at(tree, "status.conditions")); found; found = json_next(found))
		if (streq0(json_get_str(found, "type"), "DisruptionAllowed"))
			json_set_int(found, "observedGeneration", budget->generation);
}

/* Takes one disruption out of the budget's status. */
static int take_disruption(struct call *c, const struct object *budget, json *tree, const struct object *pod)
{
	json *status = json_want(tree, "status"), *disrupted = json_want(status, "disruptedPods");
	_cleanup_(str_release) struct str now = STR_INIT;

	if (json_len(disrupted) >= MOST_DISRUPTED_PODS) {
		status_set(&c->status, 403, "Forbidden",
		           "poddisruptionbudgets.policy \"%s\" is forbidden: DisruptedPods map too big - too many "
		           "evictions not confirmed by PDB controller",
		           budget->name);
		status_details(&c->status, "poddisruptionbudgets", "policy", budget->name);
		json_free(tree);
		return -403;
	}
	time_add(&now, call_now_s(c));
	json_set_str(disrupted, pod->name, now.buf);
	json_set_int(status, "disruptionsAllowed", number(tree, "status.disruptionsAllowed") - 1);
	tell_room(c, budget, tree);
	manage_inside(c, budget, "status", tree);
	return inside_store(c, budget, tree, NULL);
}

static int ask_budget(struct call *c, const struct object *pod, const struct object *budget)
{
	_cleanup_(json_freep) json *tree = object_tree(budget);

	if (unready_may_go(pod, tree))
		return 0;
	if (number(tree, "status.observedGeneration") < budget->generation)
		return blocked(c, budget->name, "is still being processed by the server.", 10);
	if (number(tree, "status.disruptionsAllowed") <= 0)
		return no_room(c, budget->name, tree);
	return take_disruption(c, budget, take(tree), pod);
}

static int ask_budgets(struct call *c, const struct object *pod)
{
	const struct object *budget = NULL;
	int found = budget_matters(pod) ? find_budgets(c, pod, &budget) : 0;

	if (found > 1)
		return status_set(&c->status, 500, NULL,
		                  "This pod has more than one PodDisruptionBudget, which the eviction subresource does "
		                  "not support.");
	return found == 1 ? ask_budget(c, pod, budget) : 0;
}

/* Tells in the pod why it goes, then deletes it. */
static int evict(struct call *c, const struct object *pod, const struct delete_options *options)
{
	_cleanup_(object_unrefp) const struct object *told = NULL, *last = NULL;
	json *tree;
	bool gone;
	int r = delete_check(c, pod, options);

	if (r == 0 && budget_matters(pod) && !c->dry_run) {
		tree = object_tree(pod);
		inside_condition(c, tree, "DisruptionTarget", "True", "EvictionByEvictionAPI",
		                 "Eviction API: evicting");
		r = inside_store(c, pod, tree, &told);
	}
	return r < 0 ? r : delete_object(c, told ? told : pod, options, &last, &gone);
}

static int check_name(struct call *c, const json *eviction)
{
	if (!streq(json_str_or(json_at(eviction, "metadata.name"), ""), c->req->name))
		return call_bad_request(c, "name in URL does not match name in Eviction object");
	return 0;
}

int api_evict(struct call *c)
{
	_cleanup_(json_freep) json *eviction = NULL;
	_cleanup_(delete_options_release) struct delete_options options = { .grace = -1 };
	const struct object *pod = NULL;
	int r = call_write_options(c);

	if (r == 0)
		r = call_decode(c, "policy.Eviction", NULL, &eviction);
	if (r == 0)
		r = call_object(c, &pod);
	if (r == 0)
		r = check_name(c, eviction);
	if (r == 0)
		r = delete_options_read(c, json_get(eviction, "deleteOptions"), &options);
	if (r == 0)
		r = ask_budgets(c, pod);
	if (r == 0)
		r = evict(c, pod, &options);
	if (r == 0)
		respond_created(c);
	return r;
}
