/* Nodes: machines, with the taint that keeps pods away until their kubelet says that it is ready. */
#include "sim/cells.h"
#include "sim/validate/check.h"

#define NOT_READY "node.kubernetes.io/not-ready"
#define ROLE_PREFIX "node-role.kubernetes.io/"

static const char *const effects[] = { "NoSchedule", "PreferNoSchedule", "NoExecute", NULL };
static const struct go_field go_taint[] = { GO("Key"), GO_TEXT("Value"), GO("Effect"), GO("TimeAdded"), GO_END };

static void defaults(json *o)
{
	json *spec = json_want(o, "spec"), *status = json_want(o, "status");

	if (json_get(status, "capacity") && !json_get(status, "allocatable"))
		json_set(status, "allocatable", json_copy(json_get(status, "capacity")));
	if (!json_is_empty(json_get(spec, "podCIDR")) && json_len(json_get(spec, "podCIDRs")) == 0)
		json_push(json_want_array(spec, "podCIDRs"), json_string(json_get_str(spec, "podCIDR")));
	else if (json_len(json_get(spec, "podCIDRs")) > 0)
		json_set_str(spec, "podCIDR", json_str_or(json_item(json_get(spec, "podCIDRs"), 0), ""));
}

static void prepare_status(const struct resource_context *x UNUSED, json *o, const json *old UNUSED)
{
	defaults(o);
}

/* TaintNodesByCondition: every node begins as one that is not ready. */
static int admit(const struct resource_context *x UNUSED, json *o, const json *old, struct status *why UNUSED)
{
	json *taints;

	if (old)
		return 0;
	taints = json_want_array(json_want(o, "spec"), "taints");
	for (const json *t = json_first(taints); t; t = json_next(t))
		if (streq0(json_get_str(t, "key"), NOT_READY) && streq0(json_get_str(t, "effect"), "NoSchedule"))
			return 0;
	json_push(taints, json_format("{'key':%q,'effect':'NoSchedule'}", NOT_READY));
	return 0;
}

/* --- validation --- */

static bool same_taint(const json *a, const json *b)
{
	return json_equal(json_get(a, "key"), json_get(b, "key")) &&
	       json_equal(json_get(a, "effect"), json_get(b, "effect"));
}

static void check_repeated(const struct node *taint)
{
	const json *other = json_first(taint->up->value);
	_cleanup_(json_freep) json *shown = go_struct(taint->value, go_taint);

	for (long i = 0; i < taint->index; i++, other = json_next(other)) {
		if (same_taint(other, taint->value)) {
			refuse_duplicate_because(ITEM(taint->up, shown, taint->index),
						 "taints must be unique by key and effect pair");
			return;
		}
	}
}

static void check_taint(const struct node *taint)
{
	check_label_key(AT(taint, "key"));
	check_required_one_of(AT(taint, "effect"), effects);
	check_repeated(taint);
}

static bool is_cidr(const char *text)
{
	const char *slash = strchr(text, '/');
	_cleanup_(freep) char *address = slash ? xstrndup(text, (size_t)(slash - text)) : NULL;
	bool v6 = false;

	if (!slash || !is_ip(address, &v6) || slash[1] < '0' || slash[1] > '9')
		return false;
	return strtol(slash + 1, NULL, 10) <= (v6 ? 128 : 32);
}

static void check_cidr(const struct node *cidr)
{
	if (!is_cidr(node_str(cidr)))
		refuse_invalid(cidr, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes), *spec = AT(root, "spec");

	each_item(AS(AT(root, "metadata"), "taints", json_get(spec->value, "taints")), check_taint);
	each_item(AT(spec, "podCIDRs"), check_cidr);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	const struct node *cidrs = AT(AT(ROOT(o, causes), "spec"), "podCIDRs");
	const json *before = json_at(old, "spec.podCIDRs");

	if (json_len(before) > 0 && !json_equal(cidrs->value, before))
		refuse_forbidden(cidrs, "node updates may not change podCIDR except from \"\" to valid");
}

static void check_amounts(const struct node *amounts)
{
	for (const json *a = json_first(amounts->value); a; a = json_next(a))
		check_non_negative(AT(amounts, json_key(a)));
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	const struct node *status = AT(ROOT(o, causes), "status");

	check_amounts(AT(status, "capacity"));
	check_amounts(AT(status, "allocatable"));
}

/* --- table --- */

static void cell_status(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	str_add(&out, "Unknown");
	for (const json *c = json_first(json_at(o, "status.conditions")); c; c = json_next(c)) {
		if (!streq0(json_get_str(c, "type"), "Ready"))
			continue;
		str_reset(&out);
		str_add(&out, streq0(json_get_str(c, "status"), "True") ? "Ready" : "NotReady");
	}
	if (json_true(json_at(o, "spec.unschedulable")))
		str_add(&out, ",SchedulingDisabled");
	cell_add_text(cells, out.buf);
}

static int text_cmp(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void cell_roles(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	VEC(const char *) roles = VEC_INIT;

	for (const json *l = json_first(json_at(o, "metadata.labels")); l; l = json_next(l)) {
		if (starts_with(json_key(l), ROLE_PREFIX) && json_key(l)[strlen(ROLE_PREFIX)])
			vec_push(&roles, json_key(l) + strlen(ROLE_PREFIX));
		else if (streq(json_key(l), "kubernetes.io/role") && *json_str_or(l, ""))
			vec_push(&roles, json_str(l));
	}
	if (roles.len)
		qsort(roles.items, roles.len, sizeof(*roles.items), text_cmp);
	vec_each(&roles, r)
		str_addf(&out, "%s%s", out.len ? "," : "", *r);
	vec_release(&roles);
	cell_add_text(cells, out.len ? out.buf : "<none>");
}

static void add_address(const json *o, const char *type, json *cells)
{
	for (const json *a = json_first(json_at(o, "status.addresses")); a; a = json_next(a)) {
		if (streq0(json_get_str(a, "type"), type)) {
			cell_add_text(cells, json_str_or(json_get(a, "address"), ""));
			return;
		}
	}
	cell_add_text(cells, "<none>");
}

static void cell_internal(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_address(o, "InternalIP", cells);
}

static void cell_external(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_address(o, "ExternalIP", cells);
}

static void cell_kernel(const json *o, int64_t now_s UNUSED, json *cells)
{
	const char *kernel = json_str_or(json_at(o, "status.nodeInfo.kernelVersion"), "");
	const char *machine = json_str_or(json_at(o, "status.nodeInfo.architecture"), "");
	_cleanup_(freep) char *text = xasprintf(*machine ? "%s (%s)" : "%s", kernel, machine);

	cell_add_text(cells, *kernel ? text : "<unknown>");
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Status", .cell = cell_status, .description = DESCRIBE_NODE_STATUS },
	{ .name = "Roles", .cell = cell_roles, .description = DESCRIBE_NODE_ROLES },
	COLUMN_AGE,
	{ .name = "Version", .path = "status.nodeInfo.kubeletVersion", .description = DESCRIBE_NODE_VERSION },
	{ .name = "Internal-IP", .cell = cell_internal, .priority = 1, .description = DESCRIBE_NODE_EXTERNAL_IP },
	{ .name = "External-IP", .cell = cell_external, .priority = 1, .description = DESCRIBE_NODE_EXTERNAL_IP },
	{ .name = "OS-Image",
	  .path = "status.nodeInfo.osImage",
	  .absent = "<unknown>",
	  .priority = 1,
	  .description = DESCRIBE_NODE_OS_IMAGE },
	{ .name = "Kernel-Version", .cell = cell_kernel, .priority = 1, .description = DESCRIBE_NODE_KERNEL_VERSION },
	{ .name = "Container-Runtime",
	  .path = "status.nodeInfo.containerRuntimeVersion",
	  .absent = "<unknown>",
	  .priority = 1,
	  .description = DESCRIBE_NODE_CONTAINER_RUNTIME },
};

static const struct selectable fields[] = { { .path = "spec.unschedulable", .absent = "false" } };

const struct resource node_resource = {
	.kind = KIND(node),
	.flags = RESOURCE_STATUS | RESOURCE_STATUS_ON_CREATE,
	.defaults = defaults,
	.prepare_status = prepare_status,
	.admit = admit,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
