/* EndpointSlices: the addresses behind a Service. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "kube/defaults.h"

static const char *const address_types[] = { "FQDN", "IPv4", "IPv6", NULL };
static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };

static void defaults(json *o)
{
	for (json *p = json_first(json_get(o, "ports")); p; p = json_next(p))
		defaults_fill(p, "{'name':'','protocol':'TCP'}");
}

static void warn(const json *o, json *warnings)
{
	if (streq0(json_get_str(o, "addressType"), "FQDN"))
		warning_add(warnings, "spec.addressType: FQDN endpoints are deprecated");
}

/* Addresses of a host itself or of one link are nobody else's business. */
static void check_reachable(const struct node *address)
{
	const char *text = node_str(address);

	if (streq(text, "0.0.0.0") || streq(text, "::"))
		refuse_invalid(address, "may not be unspecified (0.0.0.0 or ::)");
	else if (starts_with(text, "127.") || streq(text, "::1"))
		refuse_invalid(address, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
	else if (starts_with(text, "169.254.") || starts_with(text, "fe80:"))
		refuse_invalid(address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
	else if (starts_with(text, "224.0.0.") || starts_with(text, "ff02:"))
		refuse_invalid(address, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
}

static void check_address(const struct node *address, const char *type)
{
	const struct node *list = AS(address->up->up, "addresses", address->value);
	bool v6;

	if (streq(type, "FQDN")) {
		check_subdomain(address);
		return;
	}
	if (!check_ip(address))
		return;
	is_ip(node_str(address), &v6);
	if (v6 != streq(type, "IPv6"))
		refuse_invalid(list, "must be an %s address", type);
	check_reachable(address);
}

static void check_endpoint(const struct node *endpoint, const char *type)
{
	const struct node *addresses = AT(endpoint, "addresses");
	long i = 0;

	if (json_len(addresses->value) == 0)
		refuse_required(addresses, "must contain at least 1 address");
	for (const json *a = json_first(addresses->value); a; a = json_next(a))
		check_address(ITEM(addresses, a, i++), type);
	if (!node_empty(AT(endpoint, "nodeName")))
		check_subdomain(AT(endpoint, "nodeName"));
	if (!node_empty(AT(endpoint, "hostname")))
		check_label_name(AT(endpoint, "hostname"));
}

static void check_slice_port(const struct node *port)
{
	const struct node *name = AT(port, "name");

	if (!node_empty(name))
		check_label_name(name);
	if (seen_before(port->up, port->index, "name"))
		refuse_duplicate(name);
	check_required_one_of(AT(port, "protocol"), protocols);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes), *type = AT(root, "addressType"), *endpoints = AT(root, "endpoints");
	long i = 0;

	if (check_required_one_of(type, address_types))
		for (const json *e = json_first(endpoints->value); e; e = json_next(e))
			check_endpoint(ITEM(endpoints, e, i++), node_str(type));
	each_item(AT(root, "ports"), check_slice_port);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_immutable(AT(ROOT(o, causes), "addressType"), json_get(old, "addressType"));
}

static void cell_ports(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(json_freep) json *texts = json_array();

	for (const json *p = json_first(json_get(o, "ports")); p; p = json_next(p)) {
		_cleanup_(freep) char *text = xasprintf("%" PRId64, json_get_int(p, "port", 0));

		if (json_get(p, "port"))
			json_push(texts, json_string(text));
	}
	cell_add_some(cells, texts, "<unset>");
}

static void cell_endpoints(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(json_freep) json *texts = json_array();

	for (const json *e = json_first(json_get(o, "endpoints")); e; e = json_next(e))
		for (const json *a = json_first(json_get(e, "addresses")); a; a = json_next(a))
			json_push(texts, json_copy(a));
	cell_add_some(cells, texts, "<unset>");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "AddressType", .path = "addressType", .description = DESCRIBE_ENDPOINTSLICE_ADDRESSTYPE },
	{ .name = "Ports", .cell = cell_ports, .description = DESCRIBE_ENDPOINTSLICE_PORTS },
	{ .name = "Endpoints", .cell = cell_endpoints, .description = DESCRIBE_ENDPOINTSLICE_ENDPOINTS },
	COLUMN_AGE,
};

const struct resource endpointslice_resource = {
	.kind = KIND(endpointslice),
	.flags = RESOURCE_GENERATION | RESOURCE_GENERATION_ANY,
	.defaults = defaults,
	.validate = validate,
	.validate_update = validate_update,
	.warn = warn,
	COLUMNS(columns),
};
