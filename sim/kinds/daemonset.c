/*
 * DaemonSets: one pod on each node. What internally is spec.templateGeneration is an annotation in apps/v1. Source:
 * pkg/apis/apps and pkg/registry/apps/daemonset of Kubernetes 1.36, truth/wire e-table-workloads.
 */
#include "kube/defaults.h"
#include "sim/cells.h"
#include "sim/validate/pod.h"
#include "sim/validate/workload.h"

#define TEMPLATE_GENERATION "deprecated.daemonset.template.generation"

static const struct go_field go_rolling[] = { GO_ZERO("MaxUnavailable", "0"), GO_ZERO("MaxSurge", "0"), GO_END };
static const struct go_field go_strategy[] = { GO_TEXT("Type"), GO_IN("RollingUpdate", go_rolling), GO_END };
static const char *const strategies[] = { "RollingUpdate", "OnDelete", NULL };

/* --- the template's generation --- */

static int64_t template_generation(const json *o)
{
	return strtoll(json_str_or(json_get(json_at(o, "metadata.annotations"), TEMPLATE_GENERATION), "0"), NULL, 10);
}

static void set_template_generation(json *o, int64_t generation)
{
	_cleanup_(freep) char *text = xasprintf("%" PRId64, generation);
	json *annotations = json_want(json_want(o, "metadata"), "annotations");

	json_set_str(annotations, TEMPLATE_GENERATION, text);
}

/* The annotation stands for a field that the server has inside, which is never absent. */
static void convert(json *o)
{
	set_template_generation(o, template_generation(o));
}

/* --- defaults --- */

static void defaults(json *o)
{
	json *spec = json_want(o, "spec"), *strategy = json_want(spec, "updateStrategy");

	defaults_fill(spec, "{'revisionHistoryLimit':10}");
	if (json_is_empty(json_get(strategy, "type")))
		json_set_str(strategy, "type", "RollingUpdate");
	if (streq(json_get_str(strategy, "type"), "RollingUpdate"))
		defaults_fill(json_want(strategy, "rollingUpdate"), "{'maxUnavailable':1,'maxSurge':0}");
	defaults_pod_template(json_want(spec, "template"));
	set_template_generation(o, template_generation(o));
}

static void prepare_create(const struct resource_context *x UNUSED, json *o)
{
	set_template_generation(o, MAX(template_generation(o), (int64_t)1));
}

static void prepare_update(const struct resource_context *x UNUSED, json *o, const json *old)
{
	bool changed = !json_equal(json_at(o, "spec.template"), json_at(old, "spec.template"));

	set_template_generation(o, template_generation(old) + changed);
}

/* --- validation --- */

static void check_rolling(const struct node *rolling)
{
	const struct node *unavailable = AT(rolling, "maxUnavailable"), *surge = AT(rolling, "maxSurge");
	bool some = int_or_percent_value(unavailable->value) != 0, more = int_or_percent_value(surge->value) != 0;

	check_int_or_percent(unavailable);
	check_int_or_percent(surge);
	check_not_over_100_percent(unavailable);
	check_not_over_100_percent(surge);
	if (some && more)
		refuse_invalid(surge, "may not be set when maxUnavailable is non-zero");
	else if (!some && !more)
		refuse_required(unavailable, "cannot be 0 when maxSurge is 0");
}

static void check_strategy(const struct node *strategy)
{
	const char *type = json_str_or(json_get(strategy->value, "type"), "");
	_cleanup_(json_freep) json *shown = NULL;

	if (streq(type, "RollingUpdate")) {
		check_rolling(AT(strategy, "rollingUpdate"));
	} else if (!streq(type, "OnDelete")) {
		shown = go_struct(strategy->value, go_strategy);
		refuse_unsupported(AS(strategy->up, "updateStrategy", shown), strategies);
	}
}

static void check_selector(const struct node *selector)
{
	check_label_selector(selector);
	if (selector->value && selector_is_empty(selector->value))
		refuse_invalid(selector, "empty selector is invalid for daemonset");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_selector(AT(spec, "selector"));
	check_template_labels(spec);
	validate_pod_template(AT(spec, "template"), NULL);
	check_runs_always(AT(AT(spec, "template"), "spec"), "DaemonSet");
	check_non_negative(AT(spec, "minReadySeconds"));
	check_strategy(AT(spec, "updateStrategy"));
	check_non_negative(AT(spec, "revisionHistoryLimit"));
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_immutable(AT(AT(ROOT(o, causes), "spec"), "selector"), json_at(old, "spec.selector"));
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	static const char *const counts[] = { "currentNumberScheduled", "numberMisscheduled",
					      "desiredNumberScheduled", "numberReady", "observedGeneration",
					      "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
					      "collisionCount" };
	const struct node *status = AT(ROOT(o, causes), "status");

	check_counts_non_negative(status, counts, COUNT(counts));
	check_collisions(status, old);
}

/* --- table --- */

static void cell_node_selector(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_labels(cells, json_at(o, "spec.template.spec.nodeSelector"));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Desired", .type = "integer", .path = "status.desiredNumberScheduled",
	  .description = DESCRIBE_DAEMONSET_DESIRED },
	{ .name = "Current", .type = "integer", .path = "status.currentNumberScheduled",
	  .description = DESCRIBE_DAEMONSET_CURRENT },
	{ .name = "Ready", .type = "integer", .path = "status.numberReady", .description = DESCRIBE_DAEMONSET_READY },
	{ .name = "Up-to-date", .type = "integer", .path = "status.updatedNumberScheduled",
	  .description = DESCRIBE_DAEMONSET_UP_TO_DATE },
	{ .name = "Available", .type = "integer", .path = "status.numberAvailable",
	  .description = DESCRIBE_DAEMONSET_AVAILABLE },
	{ .name = "Node Selector", .cell = cell_node_selector, .description = DESCRIBE_DAEMONSET_NODE_SELECTOR },
	COLUMN_AGE,
	COLUMN_CONTAINERS,
	COLUMN_IMAGES,
	{ .name = "Selector", .cell = cell_selector, .priority = 1, .description = DESCRIBE_DAEMONSET_SELECTOR },
};

const struct resource daemonset_resource = {
	.kind = KIND(daemonset),
	.flags = RESOURCE_STATUS | RESOURCE_GENERATION,
	.defaults = defaults,
	.convert = convert,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	.warn = warn_template,
	COLUMNS(columns),
	.inner_annotation = TEMPLATE_GENERATION,
};
