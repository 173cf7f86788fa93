/* ReplicaSets: so many pods of one template. Source: truth/wire b-replicaset, pkg/apis/apps of Kubernetes 1.36. */
#include "kube/defaults.h"
#include "sim/cells.h"
#include "sim/validate/workload.h"

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	defaults_fill(spec, "{'replicas':1}");
	defaults_pod_template(json_want(spec, "template"));
}

static void warn(const json *o, json *warnings)
{
	warn_pod_name(o, warnings);
	warn_template(o, warnings);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_non_negative(AT(spec, "replicas"));
	check_non_negative(AT(spec, "minReadySeconds"));
	if (check_workload_selector(AT(spec, "selector"), "deployment", "invalid label selector"))
		check_replica_template(spec);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_immutable(AT(AT(ROOT(o, causes), "spec"), "selector"), json_at(old, "spec.selector"));
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	static const char *const counts[] = { "replicas", "fullyLabeledReplicas", "readyReplicas",
					      "availableReplicas", "observedGeneration", "terminatingReplicas" };
	const struct node *status = AT(ROOT(o, causes), "status");

	check_counts_non_negative(status, counts, COUNT(counts));
	check_replica_counts(status, counts + 1, 3);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Desired", .type = "integer", .path = "spec.replicas", .description = DESCRIBE_REPLICASET_DESIRED },
	{ .name = "Current", .type = "integer", .path = "status.replicas",
	  .description = DESCRIBE_REPLICASET_CURRENT },
	{ .name = "Ready", .type = "integer", .path = "status.readyReplicas",
	  .description = DESCRIBE_REPLICASET_READY },
	COLUMN_AGE,
	COLUMN_CONTAINERS,
	COLUMN_IMAGES,
	{ .name = "Selector", .cell = cell_selector, .priority = 1, .description = DESCRIBE_REPLICASET_SELECTOR },
};

const struct resource replicaset_resource = {
	.kind = KIND(replicaset),
	.flags = RESOURCE_STATUS | RESOURCE_SCALE | RESOURCE_GENERATION,
	.defaults = defaults,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	.warn = warn,
	COLUMNS(columns),
};
