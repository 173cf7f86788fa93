/* Pods: what is filled in on creation, the little that may change after, and kubectl's columns. */
#include "sim/cells.h"
#include "sim/validate/pod_admission.h"
#include "sim/validate/pod_update.h"
#include "sim/validate/pod_warnings.h"
#include "sim/validate/pod.h"
#include "kube/defaults.h"
#include "kube/kinds/pod.h"
#include "kube/pod_status.h"
#include "kube/time.h"

static json *gated(int64_t now_s)
{
	_cleanup_(str_release) struct str now = STR_INIT;

	time_add(&now, now_s);
	return json_format(
		"{'type':'PodScheduled','status':'False','lastProbeTime':null,'lastTransitionTime':%q,"
		"'reason':'SchedulingGated','message':'Scheduling is blocked due to non-empty scheduling gates'}",
		now.buf);
}

static void prepare_create(const struct resource_context *x, json *o)
{
	json *spec = json_want(o, "spec"), *status = json_want(o, "status");

	if (json_get_int(spec, "terminationGracePeriodSeconds", 0) < 0)
		json_set_int(spec, "terminationGracePeriodSeconds", 1);
	json_set_str(status, "phase", "Pending");
	json_set_str(status, "qosClass", pod_qos(spec));
	if (json_len(json_get(spec, "schedulingGates")) > 0)
		json_push(json_want_array(status, "conditions"), gated(x->now_ms / 1000));
}

static void warn(const json *o, json *warnings)
{
	pod_warnings(json_get(o, "spec"), "spec", warnings);
}

/* The first of the addresses is also told as the only one. */
static void convert(json *o)
{
	json *status = json_get(o, "status");
	const char *ip = json_str_or(json_get(status, "podIP"), ""), *first;

	first = json_str_or(json_get(json_item(json_get(status, "podIPs"), 0), "ip"), "");
	if (!*ip && *first)
		json_set_str(status, "podIP", first);
	else if (*ip && !streq(ip, first))
		json_set(status, "podIPs", json_format("[{'ip':%q}]", ip));
}

static void prepare_status(const struct resource_context *x UNUSED, json *o, const json *old)
{
	json *status = json_want(o, "status");

	if (!json_get(status, "qosClass") && json_at(old, "status.qosClass"))
		json_set(status, "qosClass", json_copy(json_at(old, "status.qosClass")));
}

static void validate(const json *o, struct causes *causes)
{
	validate_pod_spec(AT(ROOT(o, causes), "spec"), false, NULL);
}

static void check_pod_ip(const struct node *entry)
{
	check_ip(ITEM(entry->up, json_get(entry->value, "ip"), entry->index));
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	const struct node *status = AT(ROOT(o, causes), "status"), *nominated = AT(status, "nominatedNodeName");
	const struct node *observed = AT(status, "observedGeneration");

	if (!node_empty(nominated))
		check_subdomain(nominated);
	check_immutable(AT(status, "qosClass"), json_at(old, "status.qosClass"));
	each_item(AT(status, "podIPs"), check_pod_ip);
	if (node_int(observed, 0) < 0)
		refuse_invalid(observed, "must be a non-negative integer");
}

/* --- selectors --- */

static const char *node_name(const struct object *o)
{
	return pod_of(o)->node;
}

static const char *phase(const struct object *o)
{
	return pod_of(o)->phase;
}

static const char *ip(const struct object *o)
{
	return pod_of(o)->ip;
}

/* The label is known, but upstream fills in no value. */
static const char *no_value(const struct object *o UNUSED)
{
	return "";
}

static const char *scheduler(const struct object *o)
{
	return pod_of(o)->scheduler;
}

static const char *host_network(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);

	return json_true(json_at(tree, "spec.hostNetwork")) ? "true" : "false";
}

static const struct selectable fields[] = {
	{ .path = "spec.nodeName", .value = node_name },
	{ .path = "spec.host", .value = node_name },
	{ .path = "spec.restartPolicy" },
	{ .path = "spec.schedulerName", .value = scheduler },
	{ .path = "spec.serviceAccountName" },
	{ .path = "spec.hostNetwork", .value = host_network },
	{ .path = "status.phase", .value = phase },
	{ .path = "status.podIP", .value = ip },
	{ .path = "status.podIPs", .value = no_value },
	{ .path = "status.nominatedNodeName" },
};

/* --- table --- */

static void cell_ready(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(pod_status_release) struct pod_status s = POD_STATUS_INIT;
	_cleanup_(freep) char *text = NULL;

	pod_status(o, &s);
	text = xasprintf("%d/%d", s.ready, s.total);
	cell_add_text(cells, text);
}

static void cell_status(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(pod_status_release) struct pod_status s = POD_STATUS_INIT;

	pod_status(o, &s);
	cell_add_text(cells, pod_status_text(&s));
}

static void cell_restarts(const json *o, int64_t now_s, json *cells)
{
	_cleanup_(pod_status_release) struct pod_status s = POD_STATUS_INIT;
	_cleanup_(str_release) struct str text = STR_INIT;

	pod_status(o, &s);
	pod_status_restarts(&s, now_s, &text);
	cell_add_text(cells, text.buf);
}

static void cell_ip(const json *o, int64_t now_s UNUSED, json *cells)
{
	const char *first = json_str(json_get(json_item(json_at(o, "status.podIPs"), 0), "ip"));
	const char *text = first ? first : json_str_or(json_at(o, "status.podIP"), "");

	cell_add_text(cells, *text ? text : "<none>");
}

static bool condition_is_true(const json *o, const char *type)
{
	for (const json *c = json_first(json_at(o, "status.conditions")); c; c = json_next(c))
		if (streq0(json_get_str(c, "type"), type))
			return streq0(json_get_str(c, "status"), "True");
	return false;
}

static void cell_gates(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *gates = json_at(o, "spec.readinessGates");
	_cleanup_(freep) char *text = NULL;
	size_t passed = 0;

	for (const json *g = json_first(gates); g; g = json_next(g))
		passed += condition_is_true(o, json_str_or(json_get(g, "conditionType"), ""));
	text = xasprintf("%zu/%zu", passed, json_len(gates));
	cell_add_text(cells, json_len(gates) > 0 ? text : "<none>");
}

static void row_conditions(const json *o, json *conditions)
{
	const char *word = json_str_or(json_at(o, "status.phase"), "");

	if (streq(word, "Succeeded"))
		json_push(conditions, json_format("{'type':'Completed','status':'True','reason':'Succeeded','message':'"
						  "The pod has completed "
						  "successfully.'}"));
	if (streq(word, "Failed"))
		json_push(
			conditions,
			json_format(
				"{'type':'Completed','status':'True','reason':'Failed','message':'The pod failed.'}"));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Ready", .cell = cell_ready, .description = DESCRIBE_POD_READY },
	{ .name = "Status", .cell = cell_status, .description = DESCRIBE_POD_STATUS },
	{ .name = "Restarts", .cell = cell_restarts, .description = DESCRIBE_POD_RESTARTS },
	COLUMN_AGE,
	{ .name = "IP", .cell = cell_ip, .priority = 1, .description = DESCRIBE_POD_IP },
	{ .name = "Node",
	  .path = "spec.nodeName",
	  .absent = "<none>",
	  .priority = 1,
	  .description = DESCRIBE_POD_NODE },
	{ .name = "Nominated Node",
	  .path = "status.nominatedNodeName",
	  .absent = "<none>",
	  .priority = 1,
	  .description = DESCRIBE_POD_NOMINATED_NODE },
	{ .name = "Readiness Gates", .cell = cell_gates, .priority = 1, .description = DESCRIBE_POD_READINESS_GATES },
};

const struct resource pod_resource = {
	.kind = KIND(pod),
	.flags = RESOURCE_STATUS | RESOURCE_GENERATION | RESOURCE_GRACEFUL | RESOURCE_DELETE_ANSWERS_OBJECT,
	.defaults = defaults_pod,
	.prepare_create = prepare_create,
	.convert = convert,
	.prepare_status = prepare_status,
	.admit = pod_admit,
	.validate = validate,
	.validate_update = pod_validate_update,
	.validate_status = validate_status,
	.warn = warn,
	COLUMNS(columns),
	.row_conditions = row_conditions,
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
