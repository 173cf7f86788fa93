/* See usage.h. */
#include "sim/admission/usage.h"

#include "kube/quantity.h"
#include "kube/time.h"
#include "sim/admission/amounts.h"
#include "sim/validate/pod_admission.h"

#define CLASS_SUFFIX ".storageclass.storage.k8s.io/"

static const char *const pod_names[] = {
	"count/pods",		      "cpu",	    "memory",	     "ephemeral-storage",	 "requests.cpu",
	"requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage", "requests.memory",
	"pods",
};

/* Core kinds that are counted by their bare name too. */
static bool has_bare_name(const struct kind *k)
{
	return k == KIND(configmap) || k == KIND(resourcequota) || k == KIND(secret) ||
	       (streq(k->plural, "replicationcontrollers") && !*k->group);
}

bool usage_is_counted(const struct kind *k)
{
	return k->namespaced && !streq(k->plural, "events");
}

char *usage_count_name(const struct kind *k)
{
	return xasprintf("count/%s%s%s", k->plural, *k->group ? "." : "", k->group);
}

/* --- pods --- */

static bool restarts_always(const json *container)
{
	return streq0(json_get_str(container, "restartPolicy"), "Always");
}

json *usage_of_pod(const json *pod, const char *list)
{
	json *sum = json_object();
	_cleanup_(json_freep) json *side = json_object(), *init = json_object();
	const json *whole = json_get(json_at(pod, "spec.resources"), list);

	for (const json *c = json_first(json_at(pod, "spec.containers")); c; c = json_next(c))
		amounts_add(sum, json_get(json_get(c, "resources"), list));
	for (const json *c = json_first(json_at(pod, "spec.initContainers")); c; c = json_next(c)) {
		const json *own = json_get(json_get(c, "resources"), list);
		_cleanup_(json_freep) json *then = NULL;

		if (restarts_always(c)) {
			amounts_add(sum, own);
			amounts_add(side, own);
		}
		then = json_copy(side);
		if (!restarts_always(c))
			amounts_add(then, own);
		amounts_raise(init, then);
	}
	amounts_raise(sum, init);
	for (const json *w = json_first(whole); w; w = json_next(w))
		if (streq(json_key(w), "cpu") || streq(json_key(w), "memory"))
			json_set(sum, json_key(w), json_copy(w));
	return sum;
}

static void add_compute(json *out, const json *requests, const json *limits)
{
	static const char *const names[] = { "cpu", "memory", "ephemeral-storage" };

	for (size_t i = 0; i < COUNT(names); i++) {
		_cleanup_(freep) char *request = xasprintf("requests.%s", names[i]),
				      *limit = xasprintf("limits.%s", names[i]);
		const char *asked = json_get_str(requests, names[i]), *most = json_get_str(limits, names[i]);

		if (asked) {
			amounts_set(out, names[i], asked);
			amounts_set(out, request, asked);
		}
		if (most)
			amounts_set(out, limit, most);
	}
	for (const json *r = json_first(requests); r; r = json_next(r)) {
		_cleanup_(freep) char *name = xasprintf("requests.%s", json_key(r));

		if (starts_with(json_key(r), "hugepages-"))
			amounts_set(out, json_key(r), json_str_or(r, "0"));
		if (starts_with(json_key(r), "hugepages-") || strchr(json_key(r), '/'))
			amounts_set(out, name, json_str_or(r, "0"));
	}
}

static bool is_over(const json *pod, int64_t now_s)
{
	const char *phase = json_str_or(json_at(pod, "status.phase"), ""),
		   *deleted = json_str(json_at(pod, "metadata.deletionTimestamp"));
	int64_t ms, grace = json_int_or(json_at(pod, "metadata.deletionGracePeriodSeconds"), 0);

	if (streq(phase, "Failed") || streq(phase, "Succeeded"))
		return true;
	return deleted && time_parse(deleted, &ms) && now_s > ms / 1000 + grace;
}

static void add_pod(json *out, const json *pod, int64_t now_s)
{
	_cleanup_(json_freep) json *requests = NULL, *limits = NULL;

	if (is_over(pod, now_s))
		return;
	requests = usage_of_pod(pod, "requests");
	limits = usage_of_pod(pod, "limits");
	amounts_set(out, "pods", "1");
	add_compute(out, requests, limits);
}

/* --- services and claims --- */

static void add_service(json *out, const json *service)
{
	const char *type = json_str_or(json_at(service, "spec.type"), "");
	const json *ports = json_at(service, "spec.ports"), *allocate;
	size_t n = json_len(ports);
	_cleanup_(freep) char *count = NULL;

	allocate = json_at(service, "spec.allocateLoadBalancerNodePorts");
	if (streq(type, "LoadBalancer") && allocate && !json_true(allocate)) {
		n = 0;
		for (const json *p = json_first(ports); p; p = json_next(p))
			n += json_get_int(p, "nodePort", 0) != 0;
	} else if (!streq(type, "LoadBalancer") && !streq(type, "NodePort")) {
		n = 0;
	}
	count = xasprintf("%zu", n);
	amounts_set(out, "services", "1");
	amounts_set(out, "services.nodeports", count);
	amounts_set(out, "services.loadbalancers", streq(type, "LoadBalancer") ? "1" : "0");
}

static void add_claim(json *out, const json *claim)
{
	const char *class = json_str_or(json_at(claim, "spec.storageClassName"), ""),
		   *size = json_str(json_at(claim, "spec.resources.requests.storage"));
	_cleanup_(freep) char *of_class = xasprintf("%s" CLASS_SUFFIX "persistentvolumeclaims", class),
			      *in_class = xasprintf("%s" CLASS_SUFFIX "requests.storage", class);

	amounts_set(out, "persistentvolumeclaims", "1");
	if (*class)
		amounts_set(out, of_class, "1");
	if (size)
		amounts_set(out, "requests.storage", size);
	if (size && *class)
		amounts_set(out, in_class, size);
}

json *usage_of(const struct kind *k, const json *tree, int64_t now_s)
{
	_cleanup_(freep) char *count = usage_count_name(k);
	json *out = json_object();

	amounts_set(out, count, "1");
	if (k == KIND(pod))
		add_pod(out, tree, now_s);
	else if (k == KIND(service))
		add_service(out, tree);
	else if (k == KIND(persistentvolumeclaim))
		add_claim(out, tree);
	else if (has_bare_name(k))
		amounts_set(out, k->plural, "1");
	return out;
}

/* --- what of a quota concerns a kind --- */

static bool is_pod_name(const char *name)
{
	for (size_t i = 0; i < COUNT(pod_names); i++)
		if (streq(pod_names[i], name))
			return true;
	if (starts_with(name, "hugepages-") || starts_with(name, "requests.hugepages-"))
		return true;
	return starts_with(name, "requests.") && strchr(name, '/') && !strstr(name, "kubernetes.io/");
}

static bool is_claim_name(const char *name)
{
	return streq(name, "persistentvolumeclaims") || streq(name, "requests.storage") || strstr(name, CLASS_SUFFIX);
}

static bool concerns(const struct kind *k, const char *count, const char *name)
{
	if (streq(name, count))
		return true;
	if (k == KIND(pod))
		return is_pod_name(name);
	if (k == KIND(service))
		return streq(name, "services") || starts_with(name, "services.");
	if (k == KIND(persistentvolumeclaim))
		return is_claim_name(name);
	return has_bare_name(k) && streq(name, k->plural);
}

json *usage_names(const struct kind *k, const json *hard)
{
	_cleanup_(freep) char *count = usage_count_name(k);
	json *out = json_object();

	for (const json *h = json_first(hard); h; h = json_next(h))
		if (concerns(k, count, json_key(h)))
			json_set(out, json_key(h), json_copy(h));
	return out;
}

/* --- scopes --- */

static bool is_crossing(const json *terms, bool weighted)
{
	for (const json *t = json_first(terms); t; t = json_next(t)) {
		const json *term = weighted ? json_get(t, "podAffinityTerm") : t;

		if (json_len(json_get(term, "namespaces")) > 0 || !json_is_null(json_get(term, "namespaceSelector")))
			return true;
	}
	return false;
}

static bool crosses_namespaces(const json *pod)
{
	static const char *const kinds[] = { "podAffinity", "podAntiAffinity" };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const json *a = json_get(json_at(pod, "spec.affinity"), kinds[i]);

		if (is_crossing(json_get(a, "requiredDuringSchedulingIgnoredDuringExecution"), false) ||
		    is_crossing(json_get(a, "preferredDuringSchedulingIgnoredDuringExecution"), true))
			return true;
	}
	return false;
}

static bool in_values(const json *term, const char *value)
{
	for (const json *v = json_first(json_get(term, "values")); v; v = json_next(v))
		if (streq0(json_str(v), value))
			return true;
	return false;
}

/* A term on a name that the object has or not: a priority class. */
static bool name_fits(const json *term, const char *name)
{
	const char *operator = json_str_or(json_get(term, "operator"), "Exists");

	if (streq(operator, "Exists"))
		return *name;
	if (streq(operator, "DoesNotExist"))
		return !*name;
	if (streq(operator, "In"))
		return *name && in_values(term, name);
	return !*name || !in_values(term, name);
}

static bool pod_fits(const json *pod, const char *scope, const json *term)
{
	bool ends = json_int_or(json_at(pod, "spec.activeDeadlineSeconds"), -1) >= 0;
	bool best_effort = streq(pod_qos(json_get(pod, "spec")), "BestEffort");

	if (streq(scope, "Terminating"))
		return ends;
	if (streq(scope, "NotTerminating"))
		return !ends;
	if (streq(scope, "BestEffort"))
		return best_effort;
	if (streq(scope, "NotBestEffort"))
		return !best_effort;
	if (streq(scope, "PriorityClass"))
		return name_fits(term, json_str_or(json_at(pod, "spec.priorityClassName"), ""));
	return streq(scope, "CrossNamespacePodAffinity") && crosses_namespaces(pod);
}

static bool fits(const struct kind *k, const json *tree, const char *scope, const json *term)
{
	if (k == KIND(pod))
		return pod_fits(tree, scope, term);
	return k == KIND(persistentvolumeclaim) && streq(scope, "VolumeAttributesClass") &&
	       name_fits(term, json_str_or(json_at(tree, "spec.volumeAttributesClassName"), ""));
}

bool usage_in_scope(const struct kind *k, const json *spec, const json *tree)
{
	for (const json *s = json_first(json_get(spec, "scopes")); s; s = json_next(s))
		if (!fits(k, tree, json_str_or(s, ""), NULL))
			return false;
	for (const json *t = json_first(json_at(spec, "scopeSelector.matchExpressions")); t; t = json_next(t))
		if (!fits(k, tree, json_str_or(json_get(t, "scopeName"), ""), t))
			return false;
	return true;
}

/* --- what must be said --- */

static void name_unsaid(const json *list, const char *member, const char *amount, json *names)
{
	for (const json *c = json_first(list); c; c = json_next(c))
		if (!json_get(json_get(json_get(c, "resources"), member), amount))
			json_set_str(names, json_str_or(json_get(c, "name"), ""), "");
}

/* The containers that do not say this amount, sorted. */
static json *who_is_silent(const json *pod, const char *name)
{
	bool limit = starts_with(name, "limits.");
	const char *member = limit ? "limits" : "requests";
	const char *amount = limit ? name + strlen("limits.") : starts_with(name, "requests.") ? name + 9 : name;
	json *names = json_object();

	name_unsaid(json_at(pod, "spec.containers"), member, amount, names);
	name_unsaid(json_at(pod, "spec.initContainers"), member, amount, names);
	return names;
}

void usage_unsaid(const json *pod, const json *names, struct str *out)
{
	static const char *const asked[] = { "cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu",
					     "requests.memory" };

	if (json_len(json_at(pod, "spec.resources.requests")) + json_len(json_at(pod, "spec.resources.limits")) > 0)
		return;
	for (size_t i = 0; i < COUNT(asked); i++) {
		_cleanup_(json_freep) json *silent = json_get(names, asked[i]) ? who_is_silent(pod, asked[i]) : NULL;
		const char *comma = "";

		if (json_len(silent) == 0)
			continue;
		str_addf(out, "%s%s for: ", out->len > 0 ? "; " : "must specify ", asked[i]);
		for (const json *c = json_first(silent); c; c = json_next(c)) {
			str_addf(out, "%s%s", comma, json_key(c));
			comma = ",";
		}
	}
}
