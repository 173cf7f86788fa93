/* Services: a name and an address for a selection of pods. Addresses and ports come from sim/validate/service_ips.c. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "sim/validate/service_ips.h"
#include "kube/defaults.h"

static const char *const types[] = { "ClusterIP", "ExternalName", "LoadBalancer", "NodePort", NULL };
static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };
static const char *const affinities[] = { "ClientIP", "None", NULL };
static const char *const family_policies[] = { "PreferDualStack", "RequireDualStack", "SingleStack", NULL };
static const char *const traffic_policies[] = { "Cluster", "Local", NULL };
static const char *const distributions[] = { "PreferClose", "PreferSameZone", "PreferSameNode", NULL };

static bool is_type(const json *spec, const char *type)
{
	return streq(json_str_or(json_get(spec, "type"), ""), type);
}

static bool is_external(const json *spec)
{
	return is_type(spec, "NodePort") || is_type(spec, "LoadBalancer") ||
	       (is_type(spec, "ClusterIP") && json_len(json_get(spec, "externalIPs")) > 0);
}

/* --- defaults --- */

static void default_port(json *p)
{
	defaults_fill(p, "{'protocol':'TCP'}");
	if (json_is_empty(json_get(p, "targetPort")))
		json_set_int(p, "targetPort", json_get_int(p, "port", 0));
}

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	defaults_fill(spec, "{'sessionAffinity':'None','type':'ClusterIP'}");
	if (streq(json_str_or(json_get(spec, "sessionAffinity"), ""), "ClientIP"))
		defaults_fill(json_want(json_want(spec, "sessionAffinityConfig"), "clientIP"),
			      "{'timeoutSeconds':10800}");
	for (json *p = json_first(json_get(spec, "ports")); p; p = json_next(p))
		default_port(p);
	if (is_external(spec))
		defaults_fill(spec, "{'externalTrafficPolicy':'Cluster'}");
	if (!is_type(spec, "ExternalName"))
		defaults_fill(spec, "{'internalTrafficPolicy':'Cluster'}");
	if (is_type(spec, "LoadBalancer"))
		defaults_fill(spec, "{'allocateLoadBalancerNodePorts':true}");
}

static void warn(const json *o, json *warnings)
{
	const json *spec = json_get(o, "spec");

	if (json_len(json_get(spec, "externalIPs")) > 0)
		warning_add(warnings,
			    "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
	if (streq0(json_get_str(spec, "trafficDistribution"), "PreferClose"))
		warning_add(warnings,
			    "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
}

/* The one address and the list of them say the same. */
static void mirror_address(json *spec)
{
	if (!json_is_empty(json_get(spec, "clusterIP")) && json_len(json_get(spec, "clusterIPs")) == 0)
		json_push(json_want_array(spec, "clusterIPs"), json_string(json_get_str(spec, "clusterIP")));
}

static void prepare_create(const struct resource_context *x UNUSED, json *o)
{
	mirror_address(json_want(o, "spec"));
}

static void prepare_update(const struct resource_context *x UNUSED, json *o, const json *old)
{
	service_carry_over(o, old);
	mirror_address(json_want(o, "spec"));
	if (is_type(json_get(old, "spec"), "LoadBalancer") && !is_type(json_get(o, "spec"), "LoadBalancer"))
		json_set_at(o, "status.loadBalancer", json_object());
}

static void prepare_status(const struct resource_context *x UNUSED, json *o, const json *old UNUSED)
{
	for (json *i = json_first(json_at(o, "status.loadBalancer.ingress")); i; i = json_next(i))
		if (json_get(i, "ip"))
			defaults_fill(i, "{'ipMode':'VIP'}");
}

/* --- validation --- */

static void check_port_names(const struct node *port)
{
	const struct node *name = AT(port, "name");

	if (node_empty(name)) {
		if (json_len(port->up->value) > 1)
			refuse_required(name, NULL);
		return;
	}
	check_label_name(name);
	if (seen_before(port->up, port->index, "name"))
		refuse_duplicate(name);
}

static void check_service_port(const struct node *port)
{
	const struct node *number = AT(port, "port");

	check_port_names(port);
	if (number->value)
		check_port(number);
	else
		refuse_invalid_as(number, json_number(0), "must be between 1 and 65535, inclusive");
	check_required_one_of(AT(port, "protocol"), protocols);
	check_port_or_name(AT(port, "targetPort"));
	if (!node_empty(AT(port, "appProtocol")))
		check_qualified_name(AT(port, "appProtocol"));
}

static void check_external_name(const struct node *spec)
{
	static const char *const refused[] = { "clusterIPs", "ipFamilies", "ipFamilyPolicy" };
	const struct node *name = AT(spec, "externalName");

	for (size_t i = 0; i < COUNT(refused); i++)
		if (!node_empty(AT(spec, refused[i])))
			refuse_forbidden(AT(spec, refused[i]), "may not be set for ExternalName services");
	if (check_required(name))
		check_subdomain(name);
}

static void check_type(const struct node *spec)
{
	const char *type = json_str_or(json_get(spec->value, "type"), "");
	bool headless = service_is_headless(spec->value);

	if (json_len(json_get(spec->value, "ports")) == 0 && !headless && !streq(type, "ExternalName"))
		refuse_required(AT(spec, "ports"), NULL);
	if (headless && (streq(type, "LoadBalancer") || streq(type, "NodePort")))
		refuse_invalid_as(ITEM(AT(spec, "clusterIPs"), NULL, 0), json_string("None"),
				  "may not be set to 'None' for %s services", type);
	if (streq(type, "ExternalName"))
		check_external_name(spec);
}

static void check_affinity(const struct node *spec)
{
	const struct node *config = AT(spec, "sessionAffinityConfig"), *client = AT(config, "clientIP");
	const struct node *timeout = AT(client, "timeoutSeconds"), *affinity = AT(spec, "sessionAffinity");

	check_required_one_of(affinity, affinities);
	if (streq(node_str(affinity), "ClientIP") && (node_int(timeout, 0) <= 0 || node_int(timeout, 0) > 86400))
		refuse_invalid(timeout, "must be greater than 0 and less than 86400");
	if (streq(node_str(affinity), "None") && config->value)
		refuse_forbidden(config, "must not be set when session affinity is None");
}

static void check_address(const struct node *address, const char *family)
{
	bool v6;

	if (streq(node_str(address), "None"))
		return;
	if (check_ip(address) && is_ip(node_str(address), &v6) && v6 != streq(family, "IPv6"))
		refuse_invalid(address, "expected an %s value as indicated by `ipFamilies[%ld]`", family,
			       address->index);
}

static void check_addresses(const struct node *spec)
{
	const struct node *list = AT(spec, "clusterIPs");
	const char *one = json_str_or(json_get(spec->value, "clusterIP"), "");
	long i = 0;

	check_one_of(AT(spec, "ipFamilyPolicy"), family_policies);
	if (json_len(list->value) > 0 && *one && !streq(json_str_or(json_item(list->value, 0), ""), one))
		refuse_invalid(list, "first value must match `clusterIP`");
	for (const json *a = json_first(list->value); a; a = json_next(a), i++)
		check_address(ITEM(list, a, i),
			      json_str_or(json_item(json_get(spec->value, "ipFamilies"), (size_t)i), "IPv4"));
}

static bool same_place(const json *a, const json *b, const char *key)
{
	return json_equal(json_get(a, "protocol"), json_get(b, "protocol")) &&
	       json_equal(json_get(a, key), json_get(b, key));
}

static void check_node_port(const struct node *port)
{
	const struct node *number = AT(port, "nodePort");
	const json *other = json_first(port->up->value);

	if (node_empty(number))
		return;
	if (is_type(port->up->up->value, "ClusterIP"))
		refuse_forbidden(number, "may not be used when `type` is 'ClusterIP'");
	for (long i = 0; i < port->index; i++, other = json_next(other))
		if (same_place(other, port->value, "nodePort"))
			refuse_duplicate(number);
}

static void check_same_port(const struct node *port)
{
	static const struct go_field go_port[] = { GO_TEXT("Name"), GO("Protocol"),	     GO("AppProtocol"),
						   GO("Port"),	    GO_NUMBER("TargetPort"), GO_NUMBER("NodePort"),
						   GO_END };
	const json *other = json_first(port->up->value);

	for (long i = 0; i < port->index; i++, other = json_next(other)) {
		if (!same_place(other, port->value, "port"))
			continue;
		_cleanup_(json_freep) json *key = json_format("{'protocol':%q,'port':%ld}",
							      json_get_str(port->value, "protocol"),
							      json_get_int(port->value, "port", 0));
		_cleanup_(json_freep) json *shown = go_struct(key, go_port);

		refuse_duplicate(ITEM(port->up, shown, port->index));
		return;
	}
}

static void check_traffic(const struct node *spec)
{
	const struct node *external = AT(spec, "externalTrafficPolicy");

	if (external->value && !is_external(spec->value))
		refuse_invalid(external, "may only be set for externally-accessible services");
	else
		check_one_of(external, traffic_policies);
	check_one_of(AT(spec, "internalTrafficPolicy"), traffic_policies);
	check_one_of(AT(spec, "trafficDistribution"), distributions);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec"), *ports = AT(spec, "ports");

	check_type(spec);
	each_item(ports, check_service_port);
	check_labels(AT(spec, "selector"));
	check_affinity(spec);
	check_addresses(spec);
	each_checked(AT(spec, "externalIPs"), check_ip);
	check_required_one_of(AT(spec, "type"), types);
	each_item(ports, check_node_port);
	each_item(ports, check_same_port);
	check_traffic(spec);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *list = AT(AT(ROOT(o, causes), "spec"), "clusterIPs");
	const json *before = json_at(old, "spec.clusterIPs");

	if (is_type(json_get(o, "spec"), "ExternalName") || json_len(before) == 0)
		return;
	if (!json_equal(json_item(list->value, 0), json_item(before, 0)))
		refuse_invalid(ITEM(list, list->value, 0), "may not change once set");
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	const struct node *ingress = AT(AT(AT(ROOT(o, causes), "status"), "loadBalancer"), "ingress");

	if (!node_empty(ingress) && !is_type(json_get(o, "spec"), "LoadBalancer"))
		refuse_forbidden(ingress, "may only be used when `spec.type` is 'LoadBalancer'");
}

/* --- table --- */

static void add_joined(struct str *out, const json *texts)
{
	for (const json *t = json_first(texts); t; t = json_next(t))
		str_addf(out, "%s%s", out->len ? "," : "", json_str_or(t, ""));
}

static void cell_external(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	const json *spec = json_get(o, "spec");

	for (const json *i = json_first(json_at(o, "status.loadBalancer.ingress")); i; i = json_next(i))
		str_addf(&out, "%s%s", out.len ? "," : "",
			 json_str_or(json_get(i, "ip"), json_str_or(json_get(i, "hostname"), "")));
	add_joined(&out, json_get(spec, "externalIPs"));
	if (is_type(spec, "ExternalName"))
		str_add(&out, json_str_or(json_get(spec, "externalName"), ""));
	cell_add_text(cells, out.len ? out.buf : is_type(spec, "LoadBalancer") ? "<pending>" : "<none>");
}

static void cell_ports(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *p = json_first(json_at(o, "spec.ports")); p; p = json_next(p)) {
		str_addf(&out, "%s%" PRId64, out.len ? "," : "", json_get_int(p, "port", 0));
		if (json_get_int(p, "nodePort", 0))
			str_addf(&out, ":%" PRId64, json_get_int(p, "nodePort", 0));
		str_addf(&out, "/%s", json_str_or(json_get(p, "protocol"), ""));
	}
	cell_add_text(cells, out.len ? out.buf : "<none>");
}

static void cell_selector(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_labels(cells, json_at(o, "spec.selector"));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Type", .path = "spec.type", .description = DESCRIBE_SERVICE_TYPE },
	{ .name = "Cluster-IP",
	  .path = "spec.clusterIP",
	  .absent = "<none>",
	  .description = DESCRIBE_SERVICE_CLUSTER_IP },
	{ .name = "External-IP", .cell = cell_external, .description = DESCRIBE_SERVICE_EXTERNAL_IP },
	{ .name = "Port(s)", .cell = cell_ports, .description = DESCRIBE_SERVICE_PORT_S },
	COLUMN_AGE,
	{ .name = "Selector", .cell = cell_selector, .priority = 1, .description = DESCRIBE_SERVICE_SELECTOR },
};

static const struct selectable fields[] = { { .path = "spec.clusterIP" }, { .path = "spec.type" } };

const struct resource service_resource = {
	.kind = KIND(service),
	.flags = RESOURCE_STATUS | RESOURCE_CREATE_ON_UPDATE | RESOURCE_NAME_LABEL | RESOURCE_DELETE_ANSWERS_OBJECT,
	.defaults = defaults,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.prepare_status = prepare_status,
	.admit = service_allocate,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	.warn = warn,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
