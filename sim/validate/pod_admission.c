#include "sim/validate/pod_admission.h"
#include "kube/kinds/priorityclass.h"
#include "kube/quantity.h"

static const char *const departures[] = { "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable" };

static int forbid(struct status *why, const json *o, const char *fmt, ...) PRINTF_LIKE(3, 4);

static int forbid(struct status *why, const json *o, const char *fmt, ...)
{
	const char *name = json_str_or(json_at(o, "metadata.name"), "");
	_cleanup_(str_release) struct str text = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	status_set(why, 403, "Forbidden", "pods \"%s\" is forbidden: %s", name, text.buf);
	status_details(why, "pods", "", name);
	return -403;
}

/* Of several defaults the lowest counts. */
static const struct object *default_class(struct cache *cache)
{
	object_vec classes = VEC_INIT;
	const struct object *best = NULL;

	cache_list(cache, KIND(priorityclass), NULL, NULL, &classes);
	vec_each(&classes, c)
		if (priorityclass_of(*c)->is_default &&
		    (!best || priorityclass_of(*c)->value < priorityclass_of(best)->value))
			best = *c;
	vec_release(&classes);
	return best;
}

static int admit_priority(struct cache *cache, json *o, struct status *why)
{
	static const struct priorityclass none = { .preemption = "PreemptLowerPriority" };
	json *spec = json_want(o, "spec");
	const char *name = json_str_or(json_get(spec, "priorityClassName"), "");
	const struct object *found = *name ? cache_get(cache, KIND(priorityclass), NULL, name) : default_class(cache);
	const struct priorityclass *class = found ? priorityclass_of(found) : &none;
	const char *preemption = json_str_or(json_get(spec, "preemptionPolicy"), class->preemption);

	if (*name && !found)
		return forbid(why, o, "no PriorityClass with name %s was found", name);
	if (found && !*name)
		json_set_str(spec, "priorityClassName", found->name);
	if (json_get_int(spec, "priority", class->value) != class->value)
		return forbid(why, o,
			      "the integer value of priority (%" PRId64
			      ") must not be provided in pod spec; priority admission "
			      "controller computed %d from the given PriorityClass name",
			      json_get_int(spec, "priority", 0), class->value);
	if (!streq(preemption, class->preemption))
		return forbid(why, o,
			      "the string value of PreemptionPolicy (%s) must not be provided in pod spec; priority "
			      "admission controller computed %s from the given PriorityClass name",
			      preemption, class->preemption);
	json_set_int(spec, "priority", class->value);
	json_set_str(spec, "preemptionPolicy", class->preemption);
	return 0;
}

/* Who updates from a manifest that does not speak of these has not meant to take them away. */
static int keep_priority(json *o, const json *old)
{
	static const char *const kept[] = { "priority", "preemptionPolicy" };
	json *spec = json_want(o, "spec");

	for (size_t i = 0; i < COUNT(kept); i++) {
		const json *before = json_get(json_get(old, "spec"), kept[i]);

		if (before && json_is_null(json_get(spec, kept[i])))
			json_set(spec, kept[i], json_copy(before));
	}
	return 0;
}

/* Tolerated already: the key or any, without regard to the effect or of NoExecute. */
static bool tolerates(const json *spec, const char *key)
{
	for (const json *t = json_first(json_get(spec, "tolerations")); t; t = json_next(t)) {
		const char *own = json_str_or(json_get(t, "key"), ""), *effect = json_str_or(json_get(t, "effect"), "");

		if ((!*own || streq(own, key)) && (!*effect || streq(effect, "NoExecute")))
			return true;
	}
	return false;
}

static void admit_tolerations(json *spec)
{
	for (size_t i = 0; i < COUNT(departures); i++)
		if (!tolerates(spec, departures[i]))
			json_push(json_want_array(spec, "tolerations"),
				  json_format(
					  "{'key':%q,'operator':'Exists','effect':'NoExecute','tolerationSeconds':300}",
					  departures[i]));
}

int pod_admit(const struct resource_context *x, json *o, const json *old, struct status *why)
{
	const char *class = json_str_or(json_at(o, "spec.runtimeClassName"), "");
	int r = 0;

	admit_tolerations(json_want(o, "spec"));
	if (old)
		return keep_priority(o, old);
	r = admit_priority(x->cache, o, why);
	if (r == 0 && *class)
		r = forbid(why, o, "pod rejected: RuntimeClass \"%s\" not found", class);
	return r;
}

/* --- quality of service --- */

struct qos {
	bool any;		/* something is asked for or limited */
	bool guaranteed;	/* so far everything is limited, and asks for no less */
};

static bool positive(const json *amounts, const char *name)
{
	return quantity_cmp(json_str_or(json_get(amounts, name), "0"), "0") > 0;
}

static void weigh(const json *resources, struct qos *q)
{
	static const char *const counted[] = { "cpu", "memory" };
	const json *limits = json_get(resources, "limits"), *requests = json_get(resources, "requests");

	for (size_t i = 0; i < COUNT(counted); i++) {
		const char *limit = json_str_or(json_get(limits, counted[i]), "0");
		const char *request = json_str_or(json_get(requests, counted[i]), limit);

		q->any |= positive(limits, counted[i]) || positive(requests, counted[i]);
		q->guaranteed &= positive(limits, counted[i]) && quantity_cmp(request, limit) == 0;
	}
}

const char *pod_qos(const json *spec)
{
	static const char *const lists[] = { "containers", "initContainers" };
	struct qos q = { false, true };

	if (json_get(spec, "resources")) {
		weigh(json_get(spec, "resources"), &q);
		return !q.any ? "BestEffort" : q.guaranteed ? "Guaranteed" : "Burstable";
	}
	for (size_t i = 0; i < COUNT(lists); i++)
		for (const json *c = json_first(json_get(spec, lists[i])); c; c = json_next(c))
			weigh(json_get(c, "resources"), &q);
	return !q.any ? "BestEffort" : q.guaranteed ? "Guaranteed" : "Burstable";
}
