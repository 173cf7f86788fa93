/* StatefulSets: pods with a name, an order and claims of their own. Source: reference 1.1-1.4, truth/wire
 * b-statefulset-*. */
#include "sim/cells.h"
#include "sim/validate/claim.h"
#include "sim/validate/pod.h"
#include "sim/validate/workload.h"
#include "kube/defaults.h"

static const struct go_field go_rolling[] = { GO_NUMBER("Partition"), GO("MaxUnavailable"), GO_END };
static const struct go_field go_strategy[] = { GO("Type"), GO_IN("RollingUpdate", go_rolling), GO_END };
static const char *const retentions[] = { "Retain", "Delete", NULL };
static const char *const mutable_fields[] = { "replicas",
					      "ordinals",
					      "template",
					      "updateStrategy",
					      "revisionHistoryLimit",
					      "persistentVolumeClaimRetentionPolicy",
					      "minReadySeconds" };

/* --- defaults --- */

/* A strategy without a type gets rollingUpdate too; one of type RollingUpdate without it stays so: both mean something.
 */
static void default_strategy(json *strategy)
{
	if (json_is_empty(json_get(strategy, "type"))) {
		json_set_str(strategy, "type", "RollingUpdate");
		defaults_fill(strategy, "{'rollingUpdate':{}}");
	}
	if (streq(json_str_or(json_get(strategy, "type"), ""), "RollingUpdate"))
		defaults_fill(json_get(strategy, "rollingUpdate"), "{'partition':0}");
}

static void default_claim(json *claim)
{
	json_set_str(claim, "kind", "PersistentVolumeClaim");
	json_set_str(claim, "apiVersion", "v1");
	defaults_claim(claim);
}

static void defaults(json *o)
{
	json *spec = json_want(o, "spec");

	defaults_fill(spec, "{'replicas':1,'podManagementPolicy':'OrderedReady','revisionHistoryLimit':10,"
			    "'persistentVolumeClaimRetentionPolicy':{}}");
	defaults_fill(json_get(spec, "persistentVolumeClaimRetentionPolicy"),
		      "{'whenDeleted':'Retain','whenScaled':'Retain'}");
	default_strategy(json_want(spec, "updateStrategy"));
	defaults_fill(json_get(spec, "ordinals"), "{'start':0}");
	defaults_pod_template(json_want(spec, "template"));
	for (json *c = json_first(json_get(spec, "volumeClaimTemplates")); c; c = json_next(c))
		default_claim(c);
}

/* maxUnavailable is behind a feature gate that is off in 1.36: what is not stored already is dropped. */
static void drop_gated(json *o)
{
	json *rolling = json_at(o, "spec.updateStrategy.rollingUpdate");

	if (rolling)
		json_del(rolling, "maxUnavailable");
}

static void prepare_create(const struct resource_context *x UNUSED, json *o)
{
	drop_gated(o);
}

static void prepare_update(const struct resource_context *x UNUSED, json *o, const json *old UNUSED)
{
	drop_gated(o);
}

static void warn(const json *o, json *warnings)
{
	warn_template(o, warnings);
	if (json_int_or(json_at(o, "spec.revisionHistoryLimit"), 0) < 0)
		warning_add(warnings, "spec.revisionHistoryLimit: a negative value retains all historical revisions; "
				      "a value >= 0 is recommended");
}

/* --- validation --- */

static void check_policy(const struct node *policy)
{
	if (!streq(node_str(policy), "OrderedReady") && !streq(node_str(policy), "Parallel"))
		refuse_invalid(policy, "must be 'OrderedReady' or 'Parallel'");
}

static void check_strategy(const struct node *strategy)
{
	const char *type = json_str_or(json_get(strategy->value, "type"), "");
	const struct node *rolling = AT(strategy, "rollingUpdate");

	if (streq(type, "RollingUpdate"))
		check_non_negative(AT(rolling, "partition"));
	else if (!streq(type, "OnDelete"))
		refuse_invalid_as(strategy, go_struct(strategy->value, go_strategy),
				  "must be 'RollingUpdate' or 'OnDelete'");
	else if (rolling->value)
		refuse_invalid_as(rolling, go_struct(rolling->value, go_rolling),
				  "only allowed for updateStrategy 'RollingUpdate'");
}

static void check_template(const struct node *spec)
{
	check_template_labels(spec);
	validate_pod_template(AT(spec, "template"), json_get(spec->value, "volumeClaimTemplates"));
	validate_template_metadata(AT(spec, "template"));
	check_runs_always(AT(AT(spec, "template"), "spec"), "StatefulSet");
}

static void check_claim_template(const struct node *claim)
{
	validate_claim_spec(AT(claim, "spec"));
}

static void check_counts(const struct node *spec)
{
	const struct node *retention = AT(spec, "persistentVolumeClaimRetentionPolicy");

	check_one_of(AT(retention, "whenDeleted"), retentions);
	check_one_of(AT(retention, "whenScaled"), retentions);
	check_non_negative(AT(spec, "replicas"));
	check_non_negative(AT(spec, "minReadySeconds"));
	check_non_negative(AT(AT(spec, "ordinals"), "start"));
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");
	bool create = json_is_empty(json_at(o, "metadata.resourceVersion"));

	check_policy(AT(spec, "podManagementPolicy"));
	check_strategy(AT(spec, "updateStrategy"));
	check_counts(spec);
	if (create && !node_empty(AT(spec, "serviceName")))
		check_label_name(AT(spec, "serviceName"));
	if (create)
		each_item(AT(spec, "volumeClaimTemplates"), check_claim_template);
	if (check_workload_selector(AT(spec, "selector"), "statefulset", ""))
		check_template(spec);
}

static json *fixed_part(const json *o)
{
	json *spec = json_copy(json_get(o, "spec"));

	for (size_t i = 0; i < COUNT(mutable_fields); i++)
		json_del(spec, mutable_fields[i]);
	if (json_is_empty(json_get(spec, "serviceName")))
		json_del(spec, "serviceName");
	return spec;
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	_cleanup_(json_freep) json *now = fixed_part(o), *was = fixed_part(old);

	if (!json_equal(now, was))
		refuse_forbidden(AT(ROOT(o, causes), "spec"),
				 "updates to statefulset spec for fields other than 'replicas', 'ordinals', "
				 "'template', 'updateStrategy', "
				 "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' "
				 "are forbidden");
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	static const char *const counts[] = { "replicas",	 "readyReplicas",     "currentReplicas",
					      "updatedReplicas", "availableReplicas", "observedGeneration",
					      "collisionCount" };
	const struct node *status = AT(ROOT(o, causes), "status");

	check_counts_non_negative(status, counts, COUNT(counts));
	for (size_t i = 1; i < 5; i++)
		check_not_above(status, counts[i], "replicas", "status.replicas");
	check_not_above(status, "availableReplicas", "readyReplicas", "status.readyReplicas");
	check_collisions(status, old);
}

/* --- table --- */

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Ready", .cell = cell_ready_of_wanted, .description = DESCRIBE_STATEFULSET_READY },
	COLUMN_AGE,
	COLUMN_CONTAINERS,
	COLUMN_IMAGES,
};

const struct resource statefulset_resource = {
	.kind = KIND(statefulset),
	.flags = RESOURCE_STATUS | RESOURCE_SCALE | RESOURCE_GENERATION | RESOURCE_NAME_LABEL,
	.defaults = defaults,
	.prepare_create = prepare_create,
	.prepare_update = prepare_update,
	.validate = validate,
	.validate_update = validate_update,
	.validate_status = validate_status,
	.warn = warn,
	COLUMNS(columns),
};
