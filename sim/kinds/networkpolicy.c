/* NetworkPolicies: stored; the bundled cluster has no network that they could divide. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/check.h"
#include "kube/selector.h"

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	for (const char *const *list = (const char *const[]){ "ingress", "egress", NULL }; *list; list++)
		for (json *rule = json_first(json_get(spec, *list)); rule; rule = json_next(rule))
			for (json *p = json_first(json_get(rule, "ports")); p; p = json_next(p))
				if (json_is_empty(json_get(p, "protocol")))
					json_set_str(p, "protocol", "TCP");
	if (json_len(json_get(spec, "policyTypes")) > 0)
		return;
	json_push(json_want_array(spec, "policyTypes"), json_string("Ingress"));
	if (json_len(json_get(spec, "egress")) > 0)
		json_push(json_want_array(spec, "policyTypes"), json_string("Egress"));
}

static void check_policy_port(const struct node *port)
{
	static const char *const protocols[] = { "SCTP", "TCP", "UDP", NULL };
	const struct node *number = AT(port, "port"), *end = AT(port, "endPort");
	bool ends = !json_is_null(end->value), numeric = json_type(number->value) == JSON_NUMBER;

	check_one_of(AT(port, "protocol"), protocols);
	if (json_is_null(number->value)) {
		if (ends)
			refuse_invalid(end, "may not be specified when `port` is not specified");
		return;
	}
	check_port_or_name(number);
	if (ends && !numeric)
		refuse_invalid(end, "may not be specified when `port` is non-numeric");
	if (!ends || !numeric)
		return;
	if (node_int(end, 0) < node_int(number, 0))
		refuse_invalid_as(end, json_copy(number->value), "must be greater than or equal to `port`");
	check_port(end);
}

static void check_peer(const struct node *peer)
{
	static const char *const selectors[] = { "podSelector", "namespaceSelector" };
	bool block = !json_is_null(json_get(peer->value, "ipBlock"));
	int peers = block;

	for (size_t i = 0; i < COUNT(selectors); i++) {
		peers += !json_is_null(json_get(peer->value, selectors[i]));
		check_label_selector(AT(peer, selectors[i]));
	}
	if (block && node_empty(AT(AT(peer, "ipBlock"), "cidr")))
		refuse_required(AT(AT(peer, "ipBlock"), "cidr"), "");
	if (peers == 0)
		refuse_required(peer, "must specify a peer");
	else if (peers > 1 && block)
		refuse_forbidden(peer, "may not specify both ipBlock and another peer");
}

static void check_rule(const struct node *rule)
{
	each_item(AT(rule, "ports"), check_policy_port);
	each_item(AT(rule, "from"), check_peer);
	each_item(AT(rule, "to"), check_peer);
}

static void check_type(const struct node *type)
{
	static const char *const types[] = { "Egress", "Ingress", NULL };

	check_one_of(type, types);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec"), *types = AT(spec, "policyTypes");

	check_label_selector(AT(spec, "podSelector"));
	each_item(AT(spec, "ingress"), check_rule);
	each_item(AT(spec, "egress"), check_rule);
	if (json_len(types->value) > 2)
		refuse_invalid(types, "may not specify more than two policyTypes");
	else
		each_item(types, check_type);
}

static void cell_pods(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_at(o, "spec.podSelector"), NULL);
	_cleanup_(str_release) struct str out = STR_INIT;

	if (s)
		selector_print(s, &out);
	cell_add_text(cells, out.len > 0 ? out.buf : "<none>");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Pod-Selector", .cell = cell_pods, .description = DESCRIBE_NETWORK_POLICY_POD_SELECTOR },
	COLUMN_AGE,
};

const struct resource networkpolicy_resource = {
	.kind = KIND(networkpolicy),
	.flags = RESOURCE_GENERATION,
	.defaults = defaults,
	.validate = validate,
	COLUMNS(columns),
};
