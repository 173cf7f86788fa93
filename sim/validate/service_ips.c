#include "sim/validate/service_ips.h"
#include "sim/validate/causes.h"
#include "sim/validate/check.h"

#define RANGE "10.0.0.0/16"
#define RANGE_BASE "10.0.0.0"		/* what dry runs answer: nothing is looked for */
#define PREFIX "10.0."
#define FIRST_HOST 2			/* 10.0.0.1 is the API server's own */
#define HOSTS 65534
#define FIRST_PORT 30000
#define PORTS 2768

static bool is_type(const json *spec, const char *type)
{
	return streq(json_str_or(json_get(spec, "type"), ""), type);
}

static bool needs_address(const json *spec)
{
	return spec && !is_type(spec, "ExternalName");
}

static bool needs_node_ports(const json *spec)
{
	const json *allocate = json_get(spec, "allocateLoadBalancerNodePorts");

	return is_type(spec, "NodePort") || (is_type(spec, "LoadBalancer") && (!allocate || json_true(allocate)));
}

static bool needs_health_port(const json *spec)
{
	return is_type(spec, "LoadBalancer") && streq0(json_get_str(spec, "externalTrafficPolicy"), "Local");
}

bool service_is_headless(const json *spec)
{
	return streq0(json_get_str(spec, "clusterIP"), "None") ||
	       streq0(json_str(json_item(json_get(spec, "clusterIPs"), 0)), "None");
}

/* --- what is taken --- */

/* What the stored Services have, but for the one that is being written. */
static json *others(const struct resource_context *x, const json *o)
{
	json *trees = json_array();
	object_vec services = VEC_INIT;
	const char *uid = json_str_or(json_at(o, "metadata.uid"), "");

	cache_list(x->cache, KIND(service), NULL, NULL, &services);
	vec_each(&services, s)
		if (!streq((*s)->uid, uid))
			json_push(trees, object_tree(*s));
	vec_release(&services);
	return trees;
}

static bool address_taken(const json *services, const char *address)
{
	for (const json *s = json_first(services); s; s = json_next(s))
		if (streq0(json_str(json_at(s, "spec.clusterIP")), address))
			return true;
	return false;
}

static bool has_port(const json *spec, int64_t port)
{
	for (const json *p = json_first(json_get(spec, "ports")); p; p = json_next(p))
		if (json_get_int(p, "nodePort", 0) == port)
			return true;
	return json_get_int(spec, "healthCheckNodePort", 0) == port;
}

static bool port_taken(const json *services, const json *spec, int64_t port)
{
	for (const json *s = json_first(services); s; s = json_next(s))
		if (has_port(json_get(s, "spec"), port))
			return true;
	return has_port(spec, port);
}

/* --- addresses --- */

static char *free_address(const struct resource_context *x, const json *services)
{
	if (x->dry_run)
		return xstrdup(RANGE_BASE);
	for (int try = 0; try < HOSTS; try++) {
		unsigned host = FIRST_HOST + rng_below(world_rng(x->world), HOSTS - FIRST_HOST);
		char *address = xasprintf(PREFIX "%u.%u", host >> 8, host & 255);

		if (!address_taken(services, address))
			return address;
		free(address);
	}
	return xstrdup(RANGE_BASE);
}

static void check_address(const struct node *spec, const json *services, const char *address)
{
	const struct node *list = AT(spec, "clusterIPs");

	if (!starts_with(address, PREFIX))
		refuse_invalid(list,
			       "failed to allocate IP %s: the provided IP (%s) is not in the valid range. The range of "
			       "valid IPs is " RANGE,
			       address, address);
	else if (address_taken(services, address))
		refuse_invalid(list, "failed to allocate IP %s: provided IP is already allocated", address);
}

static void fill_families(json *spec)
{
	bool free_form = service_is_headless(spec) && json_is_empty(json_get(spec, "selector"));
	json *families;

	if (!json_get(spec, "ipFamilyPolicy"))
		json_set_str(spec, "ipFamilyPolicy", free_form ? "RequireDualStack" : "SingleStack");
	families = json_want_array(spec, "ipFamilies");
	if (json_len(families) == 0)
		json_push(families, json_string("IPv4"));
	if (free_form && json_len(families) == 1 && streq0(json_get_str(spec, "ipFamilyPolicy"), "RequireDualStack"))
		json_push(families, json_string("IPv6"));
}

static void check_families(const struct node *spec)
{
	const struct node *families = AT(spec, "ipFamilies");
	bool free_form = service_is_headless(spec->value) && json_is_empty(json_get(spec->value, "selector"));
	long i = 0;

	if (free_form)
		return;
	if (streq0(json_get_str(spec->value, "ipFamilyPolicy"), "RequireDualStack"))
		refuse_invalid(AT(spec, "ipFamilyPolicy"), "this cluster is not configured for dual-stack services");
	for (const json *f = json_first(families->value); f; f = json_next(f), i++)
		if (streq0(json_str(f), "IPv6"))
			refuse_invalid(ITEM(families, f, i), "not configured on this cluster");
}

static void allocate_address(const struct resource_context *x, const struct node *at, json *spec, const json *services)
{
	const char *address = json_str_or(json_get(spec, "clusterIP"), "");
	json *list = json_want_array(spec, "clusterIPs");

	if (!*address && json_len(list) > 0)
		json_set_str(spec, "clusterIP", json_str_or(json_item(list, 0), ""));
	if (!*address && json_len(list) == 0) {
		_cleanup_(freep) char *fresh = free_address(x, services);

		json_set_str(spec, "clusterIP", fresh);
	}
	address = json_str_or(json_get(spec, "clusterIP"), "");
	if (json_len(list) == 0)
		json_push(list, json_string(address));
	if (!streq(address, "None") && is_ip(address, NULL))
		check_address(at, services, address);
}

/* --- ports --- */

static int64_t free_port(const struct resource_context *x, const json *services, const json *spec)
{
	if (x->dry_run)
		return FIRST_PORT;
	for (int try = 0; try < PORTS * 8; try++) {
		int64_t port = FIRST_PORT + rng_below(world_rng(x->world), PORTS);

		if (!port_taken(services, spec, port))
			return port;
	}
	return FIRST_PORT;
}

static void allocate_ports(const struct resource_context *x, const struct node *at, json *spec, const json *services)
{
	const struct node *ports = AT(at, "ports");
	long i = 0;

	for (json *p = json_first(json_get(spec, "ports")); p; p = json_next(p), i++) {
		if (json_get_int(p, "nodePort", 0) == 0)
			json_set_int(p, "nodePort", free_port(x, services, spec));
		else if (port_taken(services, NULL, json_get_int(p, "nodePort", 0)))
			refuse_invalid(AT(ITEM(ports, p, i), "nodePort"), "provided port is already allocated");
	}
}

int service_allocate(const struct resource_context *x, json *o, const json *old, struct status *why)
{
	struct causes causes = { why };
	json *spec = json_want(o, "spec");
	_cleanup_(json_freep) json *services = others(x, o);
	const struct node *at = AT(ROOT(o, &causes), "spec");
	bool had_address = needs_address(json_get(old, "spec"));

	if (needs_address(spec)) {
		fill_families(spec);
		if (!had_address)
			check_families(at);
		allocate_address(x, at, spec, services);
	}
	if (needs_node_ports(spec))
		allocate_ports(x, at, spec, services);
	if (needs_health_port(spec) && json_get_int(spec, "healthCheckNodePort", 0) == 0)
		json_set_int(spec, "healthCheckNodePort", free_port(x, services, spec));
	if (why->causes.len == 0)
		return 0;
	return status_invalid(why, KIND(service), json_str_or(json_at(o, "metadata.name"), ""));
}

/* --- from one state to the next --- */

static void keep_if_absent(json *spec, const json *old, const char *key)
{
	if (json_is_empty(json_get(spec, key)) && json_get(old, key))
		json_set(spec, key, json_copy(json_get(old, key)));
}

static void drop_if_same(json *spec, const json *old, const char *key)
{
	if (json_equal(json_get(spec, key), json_get(old, key)))
		json_del(spec, key);
}

static const json *same_port(const json *old, const json *port)
{
	for (const json *p = json_first(json_get(old, "ports")); p; p = json_next(p))
		if (json_equal(json_get(p, "port"), json_get(port, "port")) &&
		    json_equal(json_get(p, "protocol"), json_get(port, "protocol")))
			return p;
	return NULL;
}

static void carry_ports(json *spec, const json *old)
{
	for (json *p = json_first(json_get(spec, "ports")); p; p = json_next(p)) {
		const json *before = same_port(old, p);

		if (!needs_node_ports(spec) && before)
			drop_if_same(p, before, "nodePort");
		else if (needs_node_ports(spec) && json_get_int(p, "nodePort", 0) == 0 &&
			 json_get_int(before, "nodePort", 0) != 0)
			json_set_int(p, "nodePort", json_get_int(before, "nodePort", 0));
	}
}

void service_carry_over(json *o, const json *old_service)
{
	static const char *const of_address[] = { "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy",
						  "internalTrafficPolicy" };
	static const char *const of_balancer[] = { "allocateLoadBalancerNodePorts", "loadBalancerClass" };
	json *spec = json_want(o, "spec");
	const json *old = json_get(old_service, "spec");

	if (needs_address(old) && needs_address(spec)) {
		keep_if_absent(spec, old, "clusterIP");
		if (json_equal(json_get(spec, "clusterIP"), json_get(old, "clusterIP")))
			keep_if_absent(spec, old, "clusterIPs");
		keep_if_absent(spec, old, "ipFamilies");
		keep_if_absent(spec, old, "ipFamilyPolicy");
	}
	for (size_t i = 0; i < COUNT(of_address) && needs_address(old) && !needs_address(spec); i++)
		drop_if_same(spec, old, of_address[i]);
	if (needs_node_ports(old))
		carry_ports(spec, old);
	if (needs_health_port(old) && needs_health_port(spec))
		keep_if_absent(spec, old, "healthCheckNodePort");
	else if (needs_health_port(old))
		drop_if_same(spec, old, "healthCheckNodePort");
	for (size_t i = 0; i < COUNT(of_balancer) && is_type(old, "LoadBalancer") && !is_type(spec, "LoadBalancer");
	     i++)
		drop_if_same(spec, old, of_balancer[i]);
	if (is_type(spec, "ClusterIP") || is_type(spec, "ExternalName"))
		drop_if_same(spec, old, "externalTrafficPolicy");
}
