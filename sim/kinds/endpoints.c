/* Endpoints: the addresses of a service in the older form. Writing and reading them is warned about. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/check.h"

#define SHOWN 3

static void defaults(json *o)
{
	for (json *s = json_first(json_get(o, "subsets")); s; s = json_next(s))
		for (json *p = json_first(json_get(s, "ports")); p; p = json_next(p))
			if (json_is_empty(json_get(p, "protocol")))
				json_set_str(p, "protocol", "TCP");
}

static void check_address(const struct node *address)
{
	check_ip(AT(address, "ip"));
	if (!node_empty(AT(address, "hostname")))
		check_label_name(AT(address, "hostname"));
	if (!json_is_null(json_get(address->value, "nodeName")))
		check_subdomain(AT(address, "nodeName"));
}

static void check_subset_port(const struct node *port)
{
	static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };
	const struct node *name = AT(port, "name");

	if (!node_empty(name))
		check_label_name(name);
	else if (json_len(port->up->value) > 1)
		refuse_required(name, "");
	check_port(AT(port, "port"));
	check_required_one_of(AT(port, "protocol"), protocols);
}

static void check_subset(const struct node *subset)
{
	const struct node *ready = AT(subset, "addresses"), *unready = AT(subset, "notReadyAddresses");

	if (json_len(ready->value) == 0 && json_len(unready->value) == 0)
		refuse_required(subset, "must specify `addresses` or `notReadyAddresses`");
	each_item(ready, check_address);
	each_item(unready, check_address);
	each_item(AT(subset, "ports"), check_subset_port);
}

static void validate(const json *o, struct causes *causes)
{
	each_item(AT(ROOT(o, causes), "subsets"), check_subset);
}

/* --- table --- */

struct shown {
	struct str text;
	size_t shown, count;
	bool more;
};

static void show_addresses(struct shown *s, const json *subset, const json *port)
{
	for (const json *a = json_first(json_get(subset, "addresses")); a; a = json_next(a)) {
		const char *ip = json_str_or(json_get(a, "ip"), "");
		bool v6 = strchr(ip, ':') != NULL;

		s->count++;
		if (s->shown == SHOWN) {
			s->more = true;
			continue;
		}
		str_add(&s->text, s->shown++ > 0 ? "," : "");
		if (port)
			str_addf(&s->text, v6 ? "[%s]:%" PRId64 : "%s:%" PRId64, ip, json_get_int(port, "port", 0));
		else
			str_add(&s->text, ip);
	}
}

static void cell_endpoints(const json *o, int64_t now_s UNUSED, json *cells)
{
	struct shown s = { .text = STR_INIT };

	for (const json *subset = json_first(json_get(o, "subsets")); subset; subset = json_next(subset)) {
		const json *ports = json_get(subset, "ports");

		if (json_len(ports) == 0)
			show_addresses(&s, subset, NULL);
		for (const json *p = json_first(ports); p; p = json_next(p))
			show_addresses(&s, subset, p);
	}
	if (s.more)
		str_addf(&s.text, " + %zu more...", s.count - SHOWN);
	cell_add_text(cells, json_len(json_get(o, "subsets")) > 0 ? s.text.buf : "<none>");
	str_release(&s.text);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Endpoints", .cell = cell_endpoints, .description = DESCRIBE_ENDPOINTS },
	COLUMN_AGE,
};

const struct resource endpoints_resource = {
	.kind = KIND(endpoints),
	.flags = RESOURCE_CREATE_ON_UPDATE,
	.defaults = defaults,
	.validate = validate,
	.deprecated = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
	COLUMNS(columns),
};
