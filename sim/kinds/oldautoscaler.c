/*
 * HorizontalPodAutoscalers as autoscaling/v1 has them: stored as those of v2. What v1 has no fields for goes into
 * annotations, as upstream puts it there. Source: pkg/apis/autoscaling/v1/conversion.go of Kubernetes 1.36.
 */
#include "kube/defaults.h"
#include "sim/validate/check.h"

#define METRICS "autoscaling.alpha.kubernetes.io/metrics"
#define CURRENT_METRICS "autoscaling.alpha.kubernetes.io/current-metrics"
#define CONDITIONS "autoscaling.alpha.kubernetes.io/conditions"
#define BEHAVIOR "autoscaling.alpha.kubernetes.io/behavior"
#define CPU_PERCENT 80

/* --- a metric in both forms --- */

/* Where a member of v1 is in v2: in the metric's source of this name. */
struct place {
	const char *source, *here, *stored;
};

static const struct place spec_places[] = {
	{ "object", "target", "describedObject" },
	{ "object", "metricName", "metric.name" },
	{ "object", "targetValue", "target.value" },
	{ "object", "selector", "metric.selector" },
	{ "object", "averageValue", "target.averageValue" },
	{ "pods", "metricName", "metric.name" },
	{ "pods", "targetAverageValue", "target.averageValue" },
	{ "pods", "selector", "metric.selector" },
	{ "resource", "name", "name" },
	{ "resource", "targetAverageUtilization", "target.averageUtilization" },
	{ "resource", "targetAverageValue", "target.averageValue" },
	{ "containerResource", "name", "name" },
	{ "containerResource", "targetAverageUtilization", "target.averageUtilization" },
	{ "containerResource", "targetAverageValue", "target.averageValue" },
	{ "containerResource", "container", "container" },
	{ "external", "metricName", "metric.name" },
	{ "external", "metricSelector", "metric.selector" },
	{ "external", "targetValue", "target.value" },
	{ "external", "targetAverageValue", "target.averageValue" },
	{ NULL, NULL, NULL },
};

static const struct place status_places[] = {
	{ "object", "target", "describedObject" },
	{ "object", "metricName", "metric.name" },
	{ "object", "currentValue", "current.value" },
	{ "object", "selector", "metric.selector" },
	{ "object", "averageValue", "current.averageValue" },
	{ "pods", "metricName", "metric.name" },
	{ "pods", "currentAverageValue", "current.averageValue" },
	{ "pods", "selector", "metric.selector" },
	{ "resource", "name", "name" },
	{ "resource", "currentAverageUtilization", "current.averageUtilization" },
	{ "resource", "currentAverageValue", "current.averageValue" },
	{ "containerResource", "name", "name" },
	{ "containerResource", "currentAverageUtilization", "current.averageUtilization" },
	{ "containerResource", "currentAverageValue", "current.averageValue" },
	{ "containerResource", "container", "container" },
	{ "external", "metricName", "metric.name" },
	{ "external", "metricSelector", "metric.selector" },
	{ "external", "currentValue", "current.value" },
	{ "external", "currentAverageValue", "current.averageValue" },
	{ NULL, NULL, NULL },
};

static json *convert_metric(const json *metric, const struct place *places, bool store)
{
	json *out = json_object();

	json_set_str(out, "type", json_str_or(json_get(metric, "type"), ""));
	for (const struct place *p = places; p->source; p++) {
		const json *source = json_get(metric, p->source);
		const json *value = store ? json_get(source, p->here) : json_at(source, p->stored);

		if (source)
			json_want(out, p->source);
		if (value)
			json_set_at(json_get(out, p->source), store ? p->stored : p->here, json_copy(value));
	}
	return out;
}

/* The type of a target, which v1 does not say. */
static void type_target(json *metric)
{
	for (json *source = json_first(metric); source; source = json_next(source)) {
		json *target = json_get(source, "target");
		const char *type = json_get(target, "averageUtilization") ? "Utilization" :
				   json_get(target, "averageValue") ? "AverageValue" : "Value";

		if (target)
			json_set_str(target, "type", type);
	}
}

static json *convert_metrics(const json *list, const struct place *places, bool store)
{
	json *out = json_array();

	for (const json *m = json_first(list); m; m = json_next(m)) {
		json *one = convert_metric(m, places, store);

		if (store && places == spec_places)
			type_target(one);
		json_push(out, one);
	}
	return out;
}

static bool is_cpu(const json *metric)
{
	return streq0(json_get_str(metric, "type"), "Resource") &&
	       streq0(json_str(json_at(metric, "resource.name")), "cpu");
}

/* --- annotations --- */

static void put_annotation(json *o, const char *key, const json *value)
{
	_cleanup_(freep) char *text = json_text(value);

	json_set_str(json_want(json_want(o, "metadata"), "annotations"), key, text);
}

/* What the annotation holds, which is taken away; NULL: nothing that can be read. */
static json *take_annotation(json *o, const char *key)
{
	json *annotations = json_at(o, "metadata.annotations");
	const char *text = json_get_str(annotations, key);
	json *value = text ? json_parse(text, strlen(text), NULL) : NULL;

	json_del(annotations, key);
	if (annotations && json_len(annotations) == 0)
		json_del(json_get(o, "metadata"), "annotations");
	return value;
}

/* --- behaviour: the annotation holds Go's inner struct --- */

static const struct go_field go_policy[] = { GO_TEXT("Type"), GO_NUMBER("Value"), GO_NUMBER("PeriodSeconds"), GO_END };
static const struct go_field go_rules[] = { GO("StabilizationWindowSeconds"), GO("SelectPolicy"),
					    GO_IN("Policies", go_policy), GO("Tolerance"), GO_END };
static const struct go_field go_behavior[] = { GO_IN("ScaleUp", go_rules), GO_IN("ScaleDown", go_rules), GO_END };

/* "ScaleUp" back to "scaleUp", all the way down; nulls go. */
static json *lower_names(const json *v)
{
	json *out = json_type(v) == JSON_OBJECT ? json_object() : json_type(v) == JSON_ARRAY ? json_array() : NULL;

	if (!out)
		return json_copy(v);
	for (const json *m = json_first(v); m; m = json_next(m)) {
		_cleanup_(freep) char *key = json_key(m) ? xstrdup(json_key(m)) : NULL;

		if (json_is_null(m))
			continue;
		if (!key) {
			json_push(out, lower_names(m));
			continue;
		}
		key[0] = (char)(key[0] | 0x20);
		json_set(out, key, lower_names(m));
	}
	return out;
}

/* --- both ways --- */

static void move_metrics_out(json *o)
{
	json *spec = json_get(o, "spec"), *metrics = json_get(spec, "metrics"), *others;
	const json *percent = NULL;

	for (json *m = json_first(metrics), *next; m; m = next) {
		const json *here = is_cpu(m) ? json_at(m, "resource.target.averageUtilization") : NULL;

		next = json_next(m);
		if (!here)
			continue;
		if (!percent)
			percent = json_set(spec, "targetCPUUtilizationPercentage", json_copy(here));
		json_drop(metrics, m);
	}
	others = convert_metrics(metrics, spec_places, false);
	if (json_len(others) > 0)
		put_annotation(o, METRICS, others);
	json_free(others);
	json_del(spec, "metrics");
}

static void move_status_out(json *o)
{
	json *status = json_get(o, "status"), *current = json_get(status, "currentMetrics");
	json *converted = convert_metrics(current, status_places, false);

	for (const json *m = json_first(current); m; m = json_next(m))
		if (is_cpu(m) && json_at(m, "resource.current.averageUtilization"))
			json_set(status, "currentCPUUtilizationPercentage",
				 json_copy(json_at(m, "resource.current.averageUtilization")));
	if (json_len(converted) > 0)
		put_annotation(o, CURRENT_METRICS, converted);
	json_free(converted);
	if (json_len(json_get(status, "conditions")) > 0)
		put_annotation(o, CONDITIONS, json_get(status, "conditions"));
	json_del(status, "currentMetrics");
	json_del(status, "conditions");
}

static void from_stored(json *o)
{
	json *spec = json_get(o, "spec"), *shown;

	move_metrics_out(o);
	move_status_out(o);
	if (!json_get(spec, "behavior"))
		return;
	shown = go_struct(json_get(spec, "behavior"), go_behavior);
	put_annotation(o, BEHAVIOR, shown);
	json_free(shown);
	json_del(spec, "behavior");
}

static void move_metrics_in(json *o)
{
	json *spec = json_want(o, "spec"), *percent = json_get(spec, "targetCPUUtilizationPercentage");
	_cleanup_(json_freep) json *others = take_annotation(o, METRICS);
	json *metrics = convert_metrics(others, spec_places, true);

	if (percent || json_len(metrics) == 0)
		json_push(metrics, json_format("{'type':'Resource','resource':{'name':'cpu','target':"
					       "{'type':'Utilization','averageUtilization':%ld}}}",
					       json_int_or(percent, CPU_PERCENT)));
	json_set(spec, "metrics", metrics);
	json_del(spec, "targetCPUUtilizationPercentage");
}

static void move_status_in(json *o)
{
	_cleanup_(json_freep) json *current = take_annotation(o, CURRENT_METRICS);
	json *conditions = take_annotation(o, CONDITIONS), *status = json_get(o, "status");
	const json *percent = json_get(status, "currentCPUUtilizationPercentage");

	if (status && current)
		json_set(status, "currentMetrics", convert_metrics(current, status_places, true));
	else if (percent)
		json_set(status, "currentMetrics",
			 json_format("[{'type':'Resource','resource':{'name':'cpu','current':"
				     "{'averageUtilization':%ld}}}]", json_int_or(percent, 0)));
	json_del(status, "currentCPUUtilizationPercentage");
	if (status && conditions)
		json_set(status, "conditions", conditions);
	else
		json_free(conditions);
}

static void to_stored(json *o)
{
	_cleanup_(json_freep) json *behavior = take_annotation(o, BEHAVIOR);

	move_metrics_in(o);
	move_status_in(o);
	if (json_len(behavior) > 0)
		json_set(json_get(o, "spec"), "behavior", lower_names(behavior));
}

/* --- the row --- */

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	defaults_fill(spec, "{'minReplicas':1}");
	if (!json_get(json_at(o, "metadata.annotations"), METRICS))
		defaults_fill(spec, "{'targetCPUUtilizationPercentage':80}");
}

static void validate(const json *o, struct causes *causes)
{
	_cleanup_(json_freep) json *stored = json_copy(o);

	to_stored(stored);
	horizontalpodautoscaler_resource.validate(stored, causes);
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	horizontalpodautoscaler_resource.validate_status(o, old, causes);
}

const struct resource oldautoscaler_resource = {
	.kind = KIND(oldautoscaler),
	.flags = RESOURCE_STATUS,
	.defaults = defaults,
	.validate = validate,
	.validate_status = validate_status,
	.from_stored = from_stored,
	.to_stored = to_stored,
};
