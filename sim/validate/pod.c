#include "sim/validate/pod.h"

static const char *const restart_policies[] = { "Always", "OnFailure", "Never", NULL };
static const char *const dns_policies[] = { "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None", NULL };
static const char *const preemption_policies[] = { "PreemptLowerPriority", "Never", NULL };

static void check_host_alias(const struct node *alias)
{
	check_ip(AT(alias, "ip"));
	each_checked(AT(alias, "hostnames"), check_subdomain);
}

static void check_dns_config(const struct node *config, const char *policy)
{
	const struct node *servers = AT(config, "nameservers"), *searches = AT(config, "searches");

	if (streq(policy, "None") && json_len(servers->value) == 0)
		refuse_required(AT(config, "nameservers"),
				"must provide at least one DNS nameserver when `dnsPolicy` is None");
	if (json_len(servers->value) > 3)
		refuse_invalid(servers, "must not have more than 3 nameservers");
	each_checked(servers, check_ip);
	if (json_len(searches->value) > 32)
		refuse_invalid(searches, "must not have more than 32 search paths");
	each_checked(searches, check_subdomain);
}

static void check_gates(const struct node *gates)
{
	long i = 0;

	for (const json *g = json_first(gates->value); g; g = json_next(g), i++) {
		const struct node *gate = ITEM(gates, json_get(g, "name"), i);

		if (check_qualified_name(gate) && seen_before(gates, i, "name"))
			refuse_duplicate(gate);
	}
}

static void check_readiness_gates(const struct node *gates)
{
	long i = 0;

	for (const json *g = json_first(gates->value); g; g = json_next(g))
		check_qualified_name(AT(ITEM(gates, g, i++), "conditionType"));
}

static void check_names(const struct node *spec, bool is_template)
{
	if (!node_empty(AT(spec, "serviceAccountName")))
		check_subdomain(AT(spec, "serviceAccountName"));
	if (!node_empty(AT(spec, "nodeName")))
		check_subdomain(AT(spec, "nodeName"));
	if (json_get(spec->value, "activeDeadlineSeconds"))
		check_range(AT(spec, "activeDeadlineSeconds"), 1, INT32_MAX);
	if (!is_template && !node_empty(AT(spec, "hostname")))
		check_label_name(AT(spec, "hostname"));
	if (!is_template && !node_empty(AT(spec, "subdomain")))
		check_label_name(AT(spec, "subdomain"));
}

/* --- what only a pod itself must keep, not a template --- */

static void check_image_spaces(const struct node *container)
{
	const struct node *image = AT(container, "image");
	const char *text = node_str(image);
	size_t len = strlen(text);

	if (len > 0 && (strchr(" \t\n\r", *text) || strchr(" \t\n\r", text[len - 1])))
		refuse_invalid(image, "must not have leading or trailing whitespace");
}

/* A token is for the pod's service account, which must be named by then. */
static void check_tokens(const struct node *volume)
{
	const struct node *list = AT(AT(volume, "projected"), "sources");
	long i = 0;

	for (const json *s = json_first(list->value); s; s = json_next(s), i++)
		if (json_get(s, "serviceAccountToken"))
			refuse_forbidden(AT(ITEM(list, s, i), "serviceAccountToken"),
					 "must not be specified when serviceAccountName is not set");
}

static void check_pod_alone(const struct node *spec)
{
	if (node_empty(AT(spec, "serviceAccountName")))
		each_item(AT(spec, "volumes"), check_tokens);
	each_item(AT(spec, "containers"), check_image_spaces);
	each_item(AT(spec, "initContainers"), check_image_spaces);
}

void validate_pod_spec(const struct node *spec, bool is_template, const json *claims)
{
	struct pod_check pod = {
		.spec = spec->value, .claims = claims, .is_template = is_template, .volumes = json_object()
	};

	validate_volumes(AT(spec, "volumes"), &pod);
	validate_containers(spec, &pod);
	check_required_one_of(AT(spec, "restartPolicy"), restart_policies);
	check_required_one_of(AT(spec, "dnsPolicy"), dns_policies);
	check_labels(AT(spec, "nodeSelector"));
	validate_pod_security(AT(spec, "securityContext"));
	validate_affinity(AT(spec, "affinity"));
	check_dns_config(AT(spec, "dnsConfig"), json_str_or(json_get(spec->value, "dnsPolicy"), ""));
	check_readiness_gates(AT(spec, "readinessGates"));
	check_gates(AT(spec, "schedulingGates"));
	if (!node_empty(AT(spec, "schedulingGates")) && !node_empty(AT(spec, "nodeName")))
		refuse_forbidden(AT(spec, "nodeName"), "cannot be set until all schedulingGates have been cleared");
	validate_spread_constraints(AT(spec, "topologySpreadConstraints"));
	check_names(spec, is_template);
	validate_tolerations(AT(spec, "tolerations"));
	each_item(AT(spec, "hostAliases"), check_host_alias);
	if (!node_empty(AT(spec, "priorityClassName")))
		check_subdomain(AT(spec, "priorityClassName"));
	check_one_of(AT(spec, "preemptionPolicy"), preemption_policies);
	if (!is_template)
		check_pod_alone(spec);
	json_free(pod.volumes);
}

void validate_template_metadata(const struct node *pod_template)
{
	const json *metadata = json_get(pod_template->value, "metadata");

	check_labels(AS(pod_template, "labels", json_get(metadata, "labels")));
	check_annotations(AS(pod_template, "annotations", json_get(metadata, "annotations")));
}

void validate_pod_template(const struct node *pod_template, const json *claims)
{
	validate_template_metadata(pod_template);
	validate_pod_spec(AT(pod_template, "spec"), true, claims);
	if (!node_empty(AT(AT(pod_template, "spec"), "ephemeralContainers")))
		refuse_forbidden(AT(AT(pod_template, "spec"), "ephemeralContainers"),
				 "ephemeral containers not allowed in pod template");
}
