/* ReplicationControllers: what ReplicaSets came from. Stored and checked; no controller runs their pods. Source:
 * truth/wire e-table-workloads, pkg/apis/core of Kubernetes 1.36. */
#include "kube/defaults.h"
#include "sim/cells.h"
#include "sim/validate/pod.h"
#include "sim/validate/workload.h"

/* Selector and labels are those of the template where they are not given. */
static void defaults(json *o)
{
	json *spec = json_want(o, "spec");
	const json *labels = json_at(spec, "template.metadata.labels");

	if (json_len(labels) > 0 && json_len(json_get(spec, "selector")) == 0)
		json_set(spec, "selector", json_copy(labels));
	if (json_len(labels) > 0 && json_is_empty(json_at(o, "metadata.labels")))
		json_set_at(o, "metadata.labels", json_copy(labels));
	defaults_fill(spec, "{'replicas':1}");
	if (json_get(spec, "template"))
		defaults_pod_template(json_get(spec, "template"));
}

static void warn(const json *o, json *warnings)
{
	warn_pod_name(o, warnings);
	warn_template(o, warnings);
}

static void check_labels_selected(const struct node *spec)
{
	const json *labels = json_at(spec->value, "template.metadata.labels");

	for (const json *s = json_first(json_get(spec->value, "selector")); s; s = json_next(s))
		if (!json_equal(json_get(labels, json_key(s)), s)) {
			refuse_invalid(AS(AT(AT(spec, "template"), "metadata"), "labels", labels),
				       "`selector` does not match template `labels`");
			return;
		}
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	check_non_negative(AT(spec, "minReadySeconds"));
	check_required(AT(spec, "selector"));
	check_non_negative(AT(spec, "replicas"));
	if (!json_get(spec->value, "template")) {
		refuse_required(AT(spec, "template"), NULL);
		return;
	}
	check_labels_selected(spec);
	validate_pod_template(AT(spec, "template"), NULL);
	check_runs_always(AT(AT(spec, "template"), "spec"), "ReplicationController");
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	static const char *const counts[] = { "replicas", "fullyLabeledReplicas", "readyReplicas",
					      "availableReplicas", "observedGeneration" };
	const struct node *status = AT(ROOT(o, causes), "status");

	check_counts_non_negative(status, counts, COUNT(counts));
	check_replica_counts(status, counts + 1, 3);
}

static void cell_map(const json *o, int64_t now_s UNUSED, json *cells)
{
	cell_add_labels(cells, json_at(o, "spec.selector"));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Desired", .type = "integer", .path = "spec.replicas",
	  .description = DESCRIBE_REPLICATIONCONTROLLER_DESIRED },
	{ .name = "Current", .type = "integer", .path = "status.replicas",
	  .description = DESCRIBE_REPLICATIONCONTROLLER_CURRENT },
	{ .name = "Ready", .type = "integer", .path = "status.readyReplicas",
	  .description = DESCRIBE_REPLICATIONCONTROLLER_READY },
	COLUMN_AGE,
	COLUMN_CONTAINERS,
	COLUMN_IMAGES,
	{ .name = "Selector", .cell = cell_map, .priority = 1, .description = DESCRIBE_REPLICATIONCONTROLLER_SELECTOR },
};

static const struct selectable fields[] = { { .path = "status.replicas", .absent = "0" } };

const struct resource replicationcontroller_resource = {
	.kind = KIND(replicationcontroller),
	.flags = RESOURCE_STATUS | RESOURCE_SCALE | RESOURCE_GENERATION | RESOURCE_ORPHANS,
	.defaults = defaults,
	.validate = validate,
	.validate_status = validate_status,
	.warn = warn,
	COLUMNS(columns),
	FIELDS(fields),
	.field_errors = FIELD_ERRORS_LABEL,
};
