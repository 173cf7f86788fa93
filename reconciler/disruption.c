#include "reconciler/disruption.h"

#include "kube/kinds/pod.h"
#include "kube/selector.h"
#include "kube/time.h"
#include "reconciler/max_unavailable.h"

#define DELETION_MS 120000	/* how long an evicted pod may take until it counts again */
#define CONDITION "DisruptionAllowed"

/* One decision under way. */
struct count {
	const struct object *budget;
	const json *spec, *old;			/* of the budget's tree */
	int64_t now_ms;
	object_vec pods;			/* selected, borrowed */
	int64_t expected, desired, healthy, allowed;
	size_t unmanaged;
	json *disrupted;			/* what is kept of status.disruptedPods */
};

static void tell(struct disruption *d, const struct object *about, bool warning, const char *reason, char *message)
{
	vec_push(&d->events, ((struct disruption_event){ about, warning, reason, message }));
}

/* --- the status --- */

static json *condition(const json *status)
{
	for (json *i = json_first(json_get(status, "conditions")); i; i = json_next(i)) {
		if (streq0(json_get_str(i, "type"), CONDITION))
			return i;
	}
	return NULL;
}

static void set_condition(json *status, bool allowed, const char *reason, const char *message, int64_t now_ms)
{
	json *c = condition(status);
	int64_t generation = json_get_int(status, "observedGeneration", 0);
	_cleanup_(str_release) struct str now = STR_INIT;

	if (!c)
		c = json_push(json_want_array(status, "conditions"), json_format("{'type':%q}", CONDITION));
	if (!streq0(json_get_str(c, "status"), allowed ? "True" : "False")) {
		time_add(&now, now_ms / 1000);
		json_set_str(c, "lastTransitionTime", now.buf);
	}
	json_set_str(c, "status", allowed ? "True" : "False");
	json_set_str(c, "reason", reason);
	json_set_str(c, "message", message);
	if (generation)
		json_set_int(c, "observedGeneration", generation);
	else
		json_del(c, "observedGeneration");
}

static bool condition_is(const json *status, bool allowed)
{
	const json *c = condition(status);

	return streq0(json_get_str(c, "status"), allowed ? "True" : "False") &&
	       streq0(json_get_str(c, "reason"), allowed ? "SufficientPods" : "InsufficientPods");
}

static bool same_disrupted(const json *a, const json *b)
{
	return (json_len(a) == 0 && json_len(b) == 0) || json_equal(a, b);
}

static bool is_unchanged(const struct count *c)
{
	const json *old = c->old;

	return json_get_int(old, "currentHealthy", 0) == c->healthy &&
	       json_get_int(old, "desiredHealthy", 0) == c->desired &&
	       json_get_int(old, "expectedPods", 0) == c->expected &&
	       json_get_int(old, "disruptionsAllowed", 0) == c->allowed &&
	       json_get_int(old, "observedGeneration", 0) == c->budget->generation &&
	       condition_is(old, c->allowed > 0) && same_disrupted(json_get(old, "disruptedPods"), c->disrupted);
}

static void write_status(const struct count *c, struct disruption *d)
{
	_cleanup_(json_freep) json *status = json_object();
	const json *conditions = json_get(c->old, "conditions");

	if (is_unchanged(c))
		return;
	if (c->budget->generation)
		json_set_int(status, "observedGeneration", c->budget->generation);
	if (json_len(c->disrupted))
		json_set(status, "disruptedPods", json_copy(c->disrupted));
	json_set_int(status, "disruptionsAllowed", c->allowed);
	json_set_int(status, "currentHealthy", c->healthy);
	json_set_int(status, "desiredHealthy", c->desired);
	json_set_int(status, "expectedPods", c->expected);
	if (conditions)
		json_set(status, "conditions", json_copy(conditions));
	set_condition(status, c->allowed > 0, c->allowed > 0 ? "SufficientPods" : "InsufficientPods", "", c->now_ms);
	json_print(status, JSON_PLAIN, &d->status);
	d->write = true;
}

void disruption_fail_safe(const struct object *budget, const char *error, int64_t now_ms, struct str *ret_status)
{
	_cleanup_(json_freep) json *tree = object_tree(budget);
	json *status = json_want(tree, "status");

	json_set_int(status, "disruptionsAllowed", 0);
	set_condition(status, false, "SyncFailed", error, now_ms);
	json_print(status, JSON_PLAIN, ret_status);
}

static void fail(const struct count *c, const char *error, struct disruption *d)
{
	disruption_fail_safe(c->budget, error, c->now_ms, &d->status);
	d->write = d->failed = true;
}

/* --- counting --- */

static int select_pods(struct count *c, const object_vec *pods, struct err *err)
{
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_get(c->spec, "selector"), err);

	if (!s)
		return -EINVAL;
	vec_each(pods, pod) {
		if (streq((*pod)->namespace, c->budget->namespace) &&
		    selector_matches(s, (*pod)->labels, (*pod)->nlabels))
			vec_push(&c->pods, *pod);
	}
	return 0;
}

/* How many pods are expected and how many of them must stay; percentages round up in both forms. */
static int count_wanted(struct count *c, const struct disruption_finder *finder, struct err *err)
{
	const json *max = json_get(c->spec, "maxUnavailable"), *min = json_get(c->spec, "minAvailable");
	int64_t n;
	int rc;

	if (json_is_null(max) && json_is_null(min))
		return 0;
	if (json_is_null(max) && json_type(min) == JSON_NUMBER) {
		c->desired = json_int_or(min, 0);
		c->expected = (int64_t)c->pods.len;
		return 0;
	}
	rc = disruption_expected(&c->pods, finder, &c->expected, &c->unmanaged, err);
	if (rc == 0)
		rc = int_or_percent(json_is_null(max) ? min : max, c->expected, true, &n, err);
	if (rc < 0)
		return rc;
	c->desired = json_is_null(max) ? n : MAX(c->expected - n, 0);
	return 0;
}

/* Pods that were evicted and are still there are not counted on, for two minutes. */
static void keep_disrupted(struct count *c, struct disruption *d)
{
	const json *old = json_get(c->old, "disruptedPods");

	vec_each(&c->pods, pod) {
		const json *since = (*pod)->deleted ? NULL : json_get(old, (*pod)->name);
		int64_t since_ms, left_ms;

		if (!since || !time_parse(json_str_or(since, ""), &since_ms))
			continue;
		left_ms = since_ms + DELETION_MS - c->now_ms;
		if (left_ms < 0) {
			/* The namespace twice: upstream's slip. */
			tell(d, *pod, true, "NotDeleted",
			     xasprintf("Pod was expected by PDB %s/%s to be deleted but it wasn't",
				       c->budget->namespace, c->budget->namespace));
			continue;
		}
		if (d->recheck_ms < 0 || left_ms < d->recheck_ms)
			d->recheck_ms = left_ms;
		json_set(c->disrupted, (*pod)->name, json_copy(since));
	}
}

static void count_healthy(struct count *c)
{
	vec_each(&c->pods, pod) {
		const json *since = json_get(c->disrupted, (*pod)->name);
		int64_t since_ms;
		bool going =
		    since && time_parse(json_str_or(since, ""), &since_ms) && since_ms + DELETION_MS > c->now_ms;

		c->healthy += !(*pod)->deleted && !going && pod_of(*pod)->ready;
	}
	if (c->expected > 0)
		c->allowed = MAX(c->healthy - c->desired, 0);
}

/* --- as Go prints a selector --- */

static int by_key(const void *a, const void *b)
{
	return strcmp(json_key(*(json *const *)a), json_key(*(json *const *)b));
}

static void add_labels(const json *labels, struct str *out)
{
	VEC(json *) sorted = VEC_INIT;

	for (json *i = json_first(labels); i; i = json_next(i))
		vec_push(&sorted, i);
	if (sorted.len)
		qsort(sorted.items, sorted.len, sizeof(*sorted.items), by_key);
	vec_each(&sorted, i)
		str_addf(out, "%s: %s,", json_key(*i), json_str_or(*i, ""));
	vec_release(&sorted);
}

static void add_expression(const json *e, struct str *out)
{
	const char *space = "";

	str_addf(out, "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[", json_str_or(json_get(e, "key"), ""),
		 json_str_or(json_get(e, "operator"), ""));
	for (json *v = json_first(json_get(e, "values")); v; v = json_next(v), space = " ")
		str_addf(out, "%s%s", space, json_str_or(v, ""));
	str_add(out, "],},");
}

static char *unmanaged_text(const json *selector)
{
	struct str out = STR_INIT;

	str_add(&out,
		"Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{");
	add_labels(json_get(selector, "matchLabels"), &out);
	str_add(&out, "},MatchExpressions:[]LabelSelectorRequirement{");
	for (json *e = json_first(json_get(selector, "matchExpressions")); e; e = json_next(e))
		add_expression(e, &out);
	str_add(&out, "},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated "
		      "correctly, which may result in undefined behavior. To account for these pods please set "
		      "\".spec.minAvailable\" field of the PDB to an integer value.");
	return str_take(&out);
}

/* --- the decision --- */

static void decide(struct count *c, const object_vec *pods, const struct disruption_finder *finder,
		   struct disruption *d)
{
	struct err err = ERR_INIT;

	if (select_pods(c, pods, &err) < 0) {
		tell(d, c->budget, true, "NoPods", xasprintf("Failed to get pods: %s", err.text));
		fail(c, err.text, d);
		return;
	}
	if (c->pods.len == 0)
		tell(d, c->budget, false, "NoPods", xstrdup("No matching pods found"));
	if (count_wanted(c, finder, &err) < 0) {
		tell(d, c->budget, true, "CalculateExpectedPodCountFailed",
		     xasprintf("Failed to calculate the number of expected pods: %s", err.text));
		fail(c, err.text, d);
		return;
	}
	if (c->unmanaged)
		tell(d, c->budget, true, "UnmanagedPods", unmanaged_text(json_get(c->spec, "selector")));
	keep_disrupted(c, d);
	count_healthy(c);
	write_status(c, d);
}

void disruption_decide(const struct object *budget, const object_vec *pods, const struct disruption_finder *finder,
		       int64_t now_ms, struct disruption *ret)
{
	_cleanup_(json_freep) json *tree = object_tree(budget), *disrupted = json_object();
	struct count c = { .budget = budget,
			   .spec = json_get(tree, "spec"),
			   .old = json_get(tree, "status"),
			   .now_ms = now_ms,
			   .disrupted = disrupted };

	*ret = (struct disruption){ .status = STR_INIT, .recheck_ms = -1 };
	decide(&c, pods, finder, ret);
	vec_release(&c.pods);
}

void disruption_release(struct disruption *d)
{
	str_release(&d->status);
	vec_each(&d->events, e)
		free(e->message);
	vec_release(&d->events);
}
