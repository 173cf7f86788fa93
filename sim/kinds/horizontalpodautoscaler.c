/*
 * HorizontalPodAutoscalers: how far a workload may be scaled by what is measured. Stored and checked; there are no
 * metrics, so nothing scales by them. Source: truth/wire b-hpa-job-cronjob, pkg/apis/autoscaling of Kubernetes 1.36.
 */
#include "kube/defaults.h"
#include "kube/quantity.h"
#include "sim/cells.h"
#include "sim/validate/check.h"

#define WINDOW_MOST 3600
#define PERIOD_MOST 1800

static const char *const metric_types[] = { "ContainerResource", "External", "Object", "Pods", "Resource", NULL };
static const char *const select_policies[] = { "Disabled", "Max", "Min", NULL };
static const char *const policy_types[] = { "Percent", "Pods", NULL };
static const char *const target_types[] = { "Utilization", "Value", "AverageValue", NULL };

/* --- defaults --- */

static void default_behavior(json *behavior)
{
	if (!behavior)
		return;
	defaults_fill(json_want(behavior, "scaleUp"),
		      "{'stabilizationWindowSeconds':0,'selectPolicy':'Max','policies':["
		      "{'type':'Pods','value':4,'periodSeconds':15},"
		      "{'type':'Percent','value':100,'periodSeconds':15}]}");
	defaults_fill(json_want(behavior, "scaleDown"),
		      "{'selectPolicy':'Max','policies':[{'type':'Percent','value':100,'periodSeconds':15}]}");
}

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	defaults_fill(spec, "{'minReplicas':1}");
	if (json_len(json_get(spec, "metrics")) == 0)
		json_set(spec, "metrics",
			 json_format("[{'type':'Resource','resource':{'name':'cpu','target':"
				     "{'type':'Utilization','averageUtilization':80}}}]"));
	default_behavior(json_get(spec, "behavior"));
}

/* --- validation: metrics --- */

static void check_segment(const struct node *n)
{
	const char *text = node_str(n);

	if (!check_required(n))
		return;
	if (streq(text, ".") || streq(text, ".."))
		refuse_invalid(n, "may not be '%s'", text);
	else if (strchr(text, '/'))
		refuse_invalid(n, "may not contain '/'");
	else if (strchr(text, '%'))
		refuse_invalid(n, "may not contain '%%'");
}

static void check_reference(const struct node *ref)
{
	const struct node *version = AT(ref, "apiVersion");
	const char *slash = strchr(node_str(version), '/');

	check_segment(AT(ref, "kind"));
	check_segment(AT(ref, "name"));
	if (slash && strchr(slash + 1, '/'))
		refuse_invalid(version, "unexpected GroupVersion string: %s", node_str(version));
}

static bool is_positive(const struct node *n)
{
	return !n->value || quantity_cmp(node_str(n), "0") > 0;
}

static void check_target(const struct node *target)
{
	static const char *const amounts[] = { "value", "averageValue" };
	const struct node *type = AT(target, "type"), *utilization = AT(target, "averageUtilization");
	bool known = false;

	if (node_empty(type))
		refuse_required(type, "must specify a metric target type");
	for (size_t i = 0; target_types[i]; i++)
		known = known || streq(node_str(type), target_types[i]);
	if (!known)
		refuse_invalid_as(type, json_string(node_str(type)),
				  "must be either Utilization, Value, or AverageValue");
	for (size_t i = 0; i < COUNT(amounts); i++)
		if (!is_positive(AT(target, amounts[i])))
			refuse_invalid(AT(target, amounts[i]), "must be positive");
	if (utilization->value && node_int(utilization, 1) < 1)
		refuse_invalid(utilization, "must be greater than 0");
}

static void check_identifier(const struct node *metric)
{
	const struct node *name = AT(metric, "name");

	if (node_empty(name))
		refuse_required(name, "must specify a metric name");
	else
		check_segment(name);
}

/* A source must say one of two amounts; where that is one only, not both. */
static void check_either(const struct node *target, const char *const amounts[2], const char *neither, const char *both)
{
	bool first = json_get(target->value, amounts[0]), second = json_get(target->value, amounts[1]);

	if (!first && !second)
		refuse_required(AT(target, amounts[0]), neither);
	if (first && second && both)
		refuse_forbidden(AT(target, amounts[1]), "%s", both);
}

static void check_object(const struct node *source)
{
	check_reference(AT(source, "describedObject"));
	check_identifier(AT(source, "metric"));
	check_target(AT(source, "target"));
	check_either(AT(source, "target"), (const char *const[]){ "averageValue", "value" },
		     "must set either a target value or averageValue", NULL);
}

static void check_external(const struct node *source)
{
	check_identifier(AT(source, "metric"));
	check_target(AT(source, "target"));
	check_either(AT(source, "target"), (const char *const[]){ "averageValue", "value" },
		     "must set either a target value for metric or a per-pod target",
		     "may not set both a target value for metric and a per-pod target");
}

static void check_pods(const struct node *source)
{
	check_identifier(AT(source, "metric"));
	check_target(AT(source, "target"));
	if (!json_at(source->value, "target.averageValue"))
		refuse_required(AT(AT(source, "target"), "averageValue"),
				"must specify a positive target averageValue");
}

static void check_resource(const struct node *source)
{
	if (node_empty(AT(source, "name")))
		refuse_required(AT(source, "name"), "must specify a resource name");
	if (streq0(source->name, "containerResource")) {
		if (node_empty(AT(source, "container")))
			refuse_required(AT(source, "container"), "must specify a container");
		else
			check_label_name(AT(source, "container"));
	}
	check_target(AT(source, "target"));
	check_either(AT(source, "target"), (const char *const[]){ "averageUtilization", "averageValue" },
		     "must set either a target raw value or a target utilization",
		     "may not set both a target raw value and a target utilization");
}

/* In the order in which they are looked at. */
static const struct source {
	const char *type, *member;
	node_fn check;
} sources[] = {
	{ "Object", "object", check_object },
	{ "External", "external", check_external },
	{ "Pods", "pods", check_pods },
	{ "Resource", "resource", check_resource },
	{ "ContainerResource", "containerResource", check_resource },
};

static void check_sources(const struct node *metric, const struct source *expected)
{
	size_t present = 0;

	for (size_t i = 0; i < COUNT(sources); i++)
		if (json_get(metric->value, sources[i].member) && present++ == 0)
			sources[i].check(AT(metric, sources[i].member));
	if (expected && !json_get(metric->value, expected->member))
		refuse_required(AT(metric, expected->member), "must populate information for the given metric source");
	for (size_t i = 0; present > 1 && i < COUNT(sources); i++)
		if (json_get(metric->value, sources[i].member) && &sources[i] != expected)
			refuse_forbidden(AT(metric, sources[i].member), "must populate the given metric source only");
}

static const struct source *source_of(const char *type)
{
	for (size_t i = 0; i < COUNT(sources); i++)
		if (streq(sources[i].type, type))
			return &sources[i];
	return NULL;
}

static void check_metric(const struct node *metric)
{
	const struct node *type = AT(metric, "type");
	const struct source *expected = source_of(node_str(type));

	if (node_empty(type))
		refuse_required(type, "must specify a metric source type");
	if (!expected)
		refuse_unsupported(AS(metric, "type", type->value ? type->value : NULL), metric_types);
	check_sources(metric, expected);
	if (!expected)
		refuse_unsupported(type, metric_types);
}

static void check_metrics(const struct node *metrics, const struct node *least)
{
	bool outside = false;

	each_item(metrics, check_metric);
	for (const json *m = json_first(metrics->value); m; m = json_next(m))
		outside = outside || streq0(json_get_str(m, "type"), "Object") ||
			  streq0(json_get_str(m, "type"), "External");
	if (least->value && node_int(least, 1) == 0 && !outside)
		refuse_forbidden(metrics, "must specify at least one Object or External metric to support scaling to "
				 "zero replicas");
}

/* --- validation: behaviour and bounds --- */

static void check_scaling_policy(const struct node *policy)
{
	const struct node *period = AT(policy, "periodSeconds"), *value = AT(policy, "value");

	check_one_of(AT(policy, "type"), policy_types);
	if (node_int(value, 0) <= 0)
		refuse_invalid_as(value, json_number(node_int(value, 0)), "must be greater than zero");
	if (node_int(period, 0) <= 0)
		refuse_invalid_as(period, json_number(node_int(period, 0)), "must be greater than zero");
	if (node_int(period, 0) > PERIOD_MOST)
		refuse_invalid(period, "must be less than or equal to %d", PERIOD_MOST);
}

static void check_rules(const struct node *rules)
{
	const struct node *window = AT(rules, "stabilizationWindowSeconds"), *policies = AT(rules, "policies");

	if (!rules->value)
		return;
	if (node_int(window, 0) < 0)
		refuse_invalid(window, "must be greater than or equal to zero");
	if (node_int(window, 0) > WINDOW_MOST)
		refuse_invalid(window, "must be less than or equal to %d", WINDOW_MOST);
	check_one_of(AT(rules, "selectPolicy"), select_policies);
	if (json_len(policies->value) == 0)
		refuse_required(policies, "must specify at least one Policy");
	each_item(policies, check_scaling_policy);
	check_non_negative(AT(rules, "tolerance"));
}

static void check_bounds(const struct node *least, const struct node *most)
{
	int64_t high = node_int(most, 0);

	if (least->value && node_int(least, 1) < 1)
		refuse_invalid(least, "must be greater than or equal to 1");
	if (high == 0)
		refuse_required(most, "must be set and greater than 0");
	else if (high < 0)
		refuse_invalid(most, "must be greater than or equal to 1");
	if (least->value && high < node_int(least, 1))
		refuse_invalid_as(most, json_number(high), "must be greater than or equal to `minReplicas`");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_bounds(AT(spec, "minReplicas"), AT(spec, "maxReplicas"));
	check_reference(AT(spec, "scaleTargetRef"));
	check_metrics(AT(spec, "metrics"), AT(spec, "minReplicas"));
	check_rules(AT(AT(spec, "behavior"), "scaleUp"));
	check_rules(AT(AT(spec, "behavior"), "scaleDown"));
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	const struct node *status = AT(ROOT(o, causes), "status");

	check_non_negative(AT(status, "currentReplicas"));
	check_non_negative(AT(status, "desiredReplicas"));
}

/* --- table --- */

static void cell_reference(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *ref = json_at(o, "spec.scaleTargetRef");
	_cleanup_(freep) char *text = xasprintf("%s/%s", json_str_or(json_get(ref, "kind"), ""),
						json_str_or(json_get(ref, "name"), ""));

	cell_add_text(cells, text);
}

static void add_utilization(const json *target, const char *absent, struct str *out)
{
	const json *percent = json_get(target, "averageUtilization");

	if (percent)
		str_addf(out, "%" PRId64 "%%", json_int_or(percent, 0));
	else
		str_add(out, absent);
}

/* "cpu: 12%/80%", "<unknown>/3 (avg)" */
static void add_metric(const json *spec, const json *status, struct str *out)
{
	const struct source *s = source_of(json_str_or(json_get(spec, "type"), ""));
	const json *source = s ? json_get(spec, s->member) : NULL, *target = json_get(source, "target");
	const json *current = s ? json_get(json_get(status, s->member), "current") : NULL;
	const char *average = json_get_str(target, "averageValue");
	const char *amount = average ? "averageValue" : "value";

	if (!s) {
		str_add(out, "<unknown type>");
		return;
	}
	if (s->check == check_resource)
		str_addf(out, "%s: ", json_str_or(json_get(source, "name"), ""));
	if (s->check == check_resource && !average) {
		add_utilization(current, "<unknown>", out);
		str_addc(out, '/');
		add_utilization(target, "<auto>", out);
		return;
	}
	str_addf(out, "%s/%s", json_str_or(json_get(current, amount), "<unknown>"),
		 json_str_or(json_get(target, amount), "0"));
	if (average && (s->check == check_object || s->check == check_external))
		str_add(out, " (avg)");
}

static void cell_targets(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *metrics = json_at(o, "spec.metrics"), *status = json_first(json_at(o, "status.currentMetrics"));
	_cleanup_(str_release) struct str out = STR_INIT;
	size_t n = 0;

	for (const json *m = json_first(metrics); m && n < 2; m = json_next(m), n++) {
		str_add(&out, n > 0 ? ", " : "");
		add_metric(m, status, &out);
		status = status ? json_next(status) : NULL;
	}
	if (json_len(metrics) > n)
		str_addf(&out, " + %zu more...", json_len(metrics) - n);
	cell_add_text(cells, out.len > 0 ? out.buf : "<none>");
}

static void cell_least(const json *o, int64_t now_s UNUSED, json *cells)
{
	const json *least = json_at(o, "spec.minReplicas");
	_cleanup_(freep) char *text = least ? json_text(least) : xstrdup("<unset>");

	cell_add_text(cells, text);
}

static void cell_most(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number(json_int_or(json_at(o, "spec.maxReplicas"), 0)));
}

static void cell_replicas(const json *o, int64_t now_s UNUSED, json *cells)
{
	json_push(cells, json_number(json_int_or(json_at(o, "status.currentReplicas"), 0)));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Reference", .cell = cell_reference, .description = DESCRIBE_HPA_REFERENCE },
	{ .name = "Targets", .cell = cell_targets, .description = DESCRIBE_HPA_TARGETS },
	{ .name = "MinPods", .cell = cell_least, .description = DESCRIBE_HPA_MINPODS },
	{ .name = "MaxPods", .cell = cell_most, .description = DESCRIBE_HPA_MAXPODS },
	{ .name = "Replicas", .cell = cell_replicas, .description = DESCRIBE_HPA_REPLICAS },
	COLUMN_AGE,
};

const struct resource horizontalpodautoscaler_resource = {
	.kind = KIND(horizontalpodautoscaler),
	.flags = RESOURCE_STATUS,
	.defaults = defaults,
	.validate = validate,
	.validate_status = validate_status,
	COLUMNS(columns),
};
