/* Deployments: pods replaced step by step by way of ReplicaSets. Source: truth/wire b-deployment, pkg/apis/apps of
 * Kubernetes 1.36. */
#include "kube/defaults.h"
#include "sim/cells.h"
#include "sim/validate/workload.h"

static const struct go_field go_rolling[] = { GO_ZERO("MaxUnavailable", "0"), GO_ZERO("MaxSurge", "0"), GO_END };
static const struct go_field go_strategy[] = { GO_TEXT("Type"), GO_IN("RollingUpdate", go_rolling), GO_END };
static const char *const strategies[] = { "Recreate", "RollingUpdate", NULL };

static void defaults(json *o)
{
	json *spec = json_want(o, "spec"), *strategy = json_want(spec, "strategy");

	defaults_fill(spec, "{'replicas':1,'revisionHistoryLimit':10,'progressDeadlineSeconds':600}");
	if (json_is_empty(json_get(strategy, "type")))
		json_set_str(strategy, "type", "RollingUpdate");
	if (streq(json_get_str(strategy, "type"), "RollingUpdate"))
		defaults_fill(json_want(strategy, "rollingUpdate"), "{'maxUnavailable':'25%%','maxSurge':'25%%'}");
	defaults_pod_template(json_want(spec, "template"));
}

/* Labels cannot be written by way of the status. */
static void prepare_status(const struct resource_context *x UNUSED, json *o, const json *old)
{
	const json *labels = json_at(old, "metadata.labels");

	if (labels)
		json_set_at(o, "metadata.labels", json_copy(labels));
	else
		json_del(json_want(o, "metadata"), "labels");
}

static void warn(const json *o, json *warnings)
{
	warn_pod_name(o, warnings);
	warn_template(o, warnings);
}

/* --- validation --- */

static void check_rolling(const struct node *rolling)
{
	const struct node *unavailable = AT(rolling, "maxUnavailable"), *surge = AT(rolling, "maxSurge");

	check_int_or_percent(unavailable);
	check_int_or_percent(surge);
	if (int_or_percent_value(unavailable->value) == 0 && int_or_percent_value(surge->value) == 0)
		refuse_invalid(unavailable, "may not be 0 when `maxSurge` is 0");
	check_not_over_100_percent(unavailable);
}

static void check_strategy(const struct node *strategy)
{
	const char *type = json_str_or(json_get(strategy->value, "type"), "");
	const struct node *rolling = AT(strategy, "rollingUpdate");
	_cleanup_(json_freep) json *shown = NULL;

	if (streq(type, "RollingUpdate")) {
		check_rolling(rolling);
	} else if (!streq(type, "Recreate")) {
		shown = go_struct(strategy->value, go_strategy);
		refuse_unsupported(AS(strategy->up, "strategy", shown), strategies);
	} else if (rolling->value) {
		refuse_forbidden(rolling, "may not be specified when strategy `type` is 'Recreate'");
	}
}

static void check_deadline(const struct node *spec)
{
	const struct node *deadline = AT(spec, "progressDeadlineSeconds");

	if (!deadline->value)
		return;
	check_non_negative(deadline);
	if (node_int(deadline, 0) <= json_get_int(spec->value, "minReadySeconds", 0))
		refuse_invalid(deadline, "must be greater than minReadySeconds");
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_non_negative(AT(spec, "replicas"));
	if (check_workload_selector(AT(spec, "selector"), "deployment", "invalid label selector"))
		check_replica_template(spec);
	check_strategy(AT(spec, "strategy"));
	check_non_negative(AT(spec, "minReadySeconds"));
	check_non_negative(AT(spec, "revisionHistoryLimit"));
	check_deadline(spec);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_immutable(AT(AT(ROOT(o, causes), "spec"), "selector"), json_at(old, "spec.selector"));
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	static const char *const counts[] = { "observedGeneration", "replicas", "updatedReplicas", "readyReplicas",
					      "availableReplicas", "unavailableReplicas", "terminatingReplicas",
					      "collisionCount" };
	const struct node *status = AT(ROOT(o, causes), "status");

	check_counts_non_negative(status, counts, COUNT(counts));
	check_replica_counts(status, counts + 2, 3);
	check_collisions(status, old);
}

/* --- table --- */

static void add_count(const json *o, const char *path, json *cells)
{
	json_push(cells, json_number(json_int_or(json_at(o, path), 0)));
}

static void cell_updated(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_count(o, "status.updatedReplicas", cells);
}

static void cell_available(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_count(o, "status.availableReplicas", cells);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Ready", .cell = cell_ready_of_wanted, .description = DESCRIBE_DEPLOYMENT_READY },
	{ .name = "Up-to-date", .cell = cell_updated, .description = DESCRIBE_DEPLOYMENT_UP_TO_DATE },
	{ .name = "Available", .cell = cell_available, .description = DESCRIBE_DEPLOYMENT_AVAILABLE },
	COLUMN_AGE,
	COLUMN_CONTAINERS,
	COLUMN_IMAGES,
	{ .name = "Selector", .cell = cell_selector, .priority = 1, .description = DESCRIBE_DEPLOYMENT_SELECTOR },
};

const struct resource deployment_resource = {
	.kind = KIND(deployment),
	.flags = RESOURCE_STATUS | RESOURCE_SCALE | RESOURCE_GENERATION | RESOURCE_GENERATION_ANNOTATIONS,
	.defaults = defaults,
	.prepare_status = prepare_status,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	.warn = warn,
	COLUMNS(columns),
};
