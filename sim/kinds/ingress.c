/* Ingresses: stored; the bundled cluster has no controller that lets anybody in. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/check.h"

#define HOSTS_SHOWN 3

static void check_host(const struct node *host)
{
	const char *text = node_str(host);

	if (is_ip(text, NULL))
		refuse_invalid(host, "must be a DNS name, not an IP address");
	if (starts_with(text, "*."))
		text += 2;
	if (*text) {
		_cleanup_(json_freep) json *bare = json_string(text);

		check_subdomain(AS(host->up, host->name, text == node_str(host) ? host->value : bare));
	}
}

static void check_backend(const struct node *backend)
{
	const struct node *service = AT(backend, "service"), *port = AT(service, "port");
	bool resource = !json_is_null(json_get(backend->value, "resource"));

	if (json_is_null(service->value)) {
		if (!resource)
			refuse_required(backend, "must specify either a service or a resource backend");
		return;
	}
	if (resource)
		refuse_invalid_as(backend, json_string(""), "cannot set both resource and service backends");
	if (check_required(AT(service, "name")))
		check_label_name(AT(service, "name"));
	if (node_empty(AT(port, "name")) && node_empty(AT(port, "number")))
		refuse_required(port, "port name or number is required");
	else if (!node_empty(AT(port, "name")) && !node_empty(AT(port, "number")))
		refuse_invalid_as(port, json_copy(port->value), "cannot set both port name & port number");
	else if (!node_empty(AT(port, "number")))
		check_port(AT(port, "number"));
	else
		check_port_name(AT(port, "name"));
}

static void check_path(const struct node *path)
{
	static const char *const types[] = { "Exact", "ImplementationSpecific", "Prefix", NULL };
	const struct node *type = AT(path, "pathType"), *text = AT(path, "path");

	if (json_is_null(type->value)) {
		refuse_required(type, "pathType must be specified");
		return;
	}
	check_one_of(type, types);
	if (!streq(node_str(type), types[1]) || *node_str(text)) {
		if (*node_str(text) != '/')
			refuse_invalid_as(text, json_string(node_str(text)), "must be an absolute path");
	}
	check_backend(AT(path, "backend"));
}

static void check_rule(const struct node *rule)
{
	const struct node *http = AT(rule, "http"), *paths = AT(http, "paths");

	check_host(AT(rule, "host"));
	if (json_is_null(http->value))
		return;
	if (json_len(paths->value) == 0)
		refuse_required(paths, "");
	each_item(paths, check_path);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec"), *rules = AT(spec, "rules");
	const struct node *backend = AT(spec, "defaultBackend"), *class = AT(spec, "ingressClassName");

	if (json_len(rules->value) == 0 && json_is_null(backend->value))
		refuse_invalid_as(spec, json_null(), "either `defaultBackend` or `rules` must be specified");
	if (!json_is_null(backend->value))
		check_backend(backend);
	each_item(rules, check_rule);
	if (!json_is_null(class->value))
		check_subdomain(class);
}

/* --- table --- */

static void cell_hosts(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *rules = json_at(o, "spec.rules");
	_cleanup_(str_release) struct str out = STR_INIT;
	size_t shown = 0;
	bool more = false;

	for (const json *r = json_first(rules); r; r = json_next(r)) {
		const char *host = json_str_or(json_get(r, "host"), "");

		more |= shown == HOSTS_SHOWN;
		if (!more && *host)
			str_addf(&out, "%s%s", shown++ > 0 ? "," : "", host);
	}
	if (shown == 0)
		str_add(&out, "*");
	else if (more)
		str_addf(&out, " + %zu more...", json_len(rules) - HOSTS_SHOWN);
	cell_add_text(cells, out.buf);
}

static void cell_address(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	for (const json *i = json_first(json_at(o, "status.loadBalancer.ingress")); i; i = json_next(i)) {
		const char *ip = json_str_or(json_get(i, "ip"), "");

		str_addf(&out, "%s%s", out.len > 0 ? "," : "", *ip ? ip : json_str_or(json_get(i, "hostname"), ""));
	}
	cell_add_text(cells, out.buf);
}

static void cell_ports(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_text(cells, json_len(json_at(o, "spec.tls")) > 0 ? "80, 443" : "80");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Class", .path = "spec.ingressClassName", .absent = "<none>", .description = DESCRIBE_INGRESS_CLASS },
	{ .name = "Hosts", .cell = cell_hosts, .description = DESCRIBE_INGRESS_HOSTS },
	{ .name = "Address", .cell = cell_address, .description = DESCRIBE_INGRESS_ADDRESS },
	{ .name = "Ports", .cell = cell_ports, .description = DESCRIBE_INGRESS_PORTS },
	COLUMN_AGE,
};

const struct resource ingress_resource = {
	.kind = KIND(ingress),
	.flags = RESOURCE_STATUS | RESOURCE_GENERATION,
	.validate = validate,
	COLUMNS(columns),
};
