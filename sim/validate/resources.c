/* Resource requirements of containers: names, amounts, requests within limits. */
#include "sim/validate/amounts.h"
#include "sim/validate/pod.h"
#include "kube/quantity.h"

static const char *const standard[] = { "cpu",
					"memory",
					"ephemeral-storage",
					"requests.cpu",
					"requests.memory",
					"requests.ephemeral-storage",
					"limits.cpu",
					"limits.memory",
					"limits.ephemeral-storage",
					"pods",
					"resourcequotas",
					"services",
					"replicationcontrollers",
					"secrets",
					"configmaps",
					"persistentvolumeclaims",
					"storage",
					"requests.storage",
					"services.nodeports",
					"services.loadbalancers",
					NULL };
static const char *const of_containers[] = { "cpu", "memory", "ephemeral-storage", NULL };

static bool is_in(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (streq(name, *names))
			return true;
	return starts_with(name, "hugepages-");
}

bool amount_is_standard(const char *name)
{
	return is_in(name, standard) || starts_with(name, "requests.hugepages-");
}

bool amount_is_whole(const char *name)
{
	static const char *const counts[] = { "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
					      "configmaps", "persistentvolumeclaims", "services.nodeports",
					      "services.loadbalancers", NULL };

	for (size_t i = 0; counts[i]; i++)
		if (streq(name, counts[i]))
			return true;
	return strchr(name, '/') && !strstr(name, "kubernetes.io/") && !starts_with(name, "requests.");
}

bool check_amount_name(const struct node *amount)
{
	if (!check_qualified_key(amount) || strchr(amount->name, '/'))
		return false;
	if (amount_is_standard(amount->name))
		return true;
	refuse_invalid_as(amount, json_string(amount->name), "must be a standard resource type or fully qualified");
	return false;
}

/* What a node may promise more of than it has. */
bool amount_overcommits(const char *name)
{
	return !starts_with(name, "hugepages-") && (!strchr(name, '/') || strstr(name, "kubernetes.io/"));
}

void check_container_amount_name(const struct node *amount)
{
	const char *name = amount->name;

	if (!check_qualified_key(amount) || strchr(name, '/'))
		return;
	if (!is_in(name, standard))
		refuse_invalid_as(amount, json_string(name), "must be a standard resource type or fully qualified");
	if (!is_in(name, of_containers))
		refuse_invalid_as(amount, json_string(name), "must be a standard resource for containers");
}

static void check_amount(const struct node *amount)
{
	check_container_amount_name(amount);
	check_non_negative(amount);
	if (strchr(amount->name, '/') && !strstr(amount->name, "kubernetes.io/") &&
	    quantity_milli(node_str(amount)) % 1000 != 0)
		refuse_invalid(amount, "must be an integer");
}

static void check_within_limit(const struct node *request, const struct node *resources)
{
	const char *limit = json_str(json_get(json_get(resources->value, "limits"), request->name));
	const struct node *shown = AS(resources, "requests", request->value);
	int cmp = limit ? quantity_cmp(node_str(request), limit) : 0;

	if (!limit && !amount_overcommits(request->name))
		refuse_required(AT(resources, "limits"), "Limit must be set for non overcommitable resources");
	else if (cmp != 0 && !amount_overcommits(request->name))
		refuse_invalid(shown, "must be equal to %s limit of %s", request->name, limit);
	else if (cmp > 0)
		refuse_invalid(shown, "must be less than or equal to %s limit of %s", request->name, limit);
}

void validate_resources(const struct node *resources)
{
	const struct node *limits = AT(resources, "limits"), *requests = AT(resources, "requests");

	for (const json *v = json_first(limits->value); v; v = json_next(v))
		check_amount(KEY(limits, v));
	for (const json *v = json_first(requests->value); v; v = json_next(v)) {
		check_amount(KEY(requests, v));
		check_within_limit(KEY(requests, v), resources);
	}
}
