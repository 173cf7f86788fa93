/* StatefulSets: pods with a name, an order and claims of their own. Source: reference 1.1-1.4, truth/wire
 * b-statefulset-*. */
#include "sim/cells.h"
#include "sim/validate/pod_warnings.h"
#include "sim/validate/claim.h"
#include "sim/validate/pod.h"
#include "kube/defaults.h"
#include "kube/selector.h"

static const struct go_field go_rolling[] = { GO_NUMBER("Partition"), GO("MaxUnavailable"), GO_END };
static const struct go_field go_strategy[] = { GO("Type"), GO_IN("RollingUpdate", go_rolling), GO_END };
static const char *const retentions[] = { "Retain", "Delete", NULL };
static const char *const always[] = { "Always", NULL };
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
	pod_warnings(json_at(o, "spec.template.spec"), "spec.template.spec", warnings);
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

/* The selector; false if it cannot be read, which leaves the template unchecked. */
static bool check_selector(const struct node *selector)
{
	_cleanup_(selector_freep) struct selector *parsed = NULL;

	if (!selector->value) {
		refuse_required(selector, NULL);
		return true;
	}
	check_label_selector(selector);
	if (selector_is_empty(selector->value))
		refuse_invalid(selector, "empty selector is invalid for statefulset");
	parsed = selector_from_json(selector->value, NULL);
	if (!parsed)
		refuse_invalid(selector, "%s", "");
	return parsed != NULL;
}

static void check_labels_match(const struct node *spec)
{
	const json *labels = json_at(spec->value, "template.metadata.labels"),
		   *tree = json_get(spec->value, "selector");
	_cleanup_(selector_freep) struct selector *selector = tree ? selector_from_json(tree, NULL) : NULL;

	if (selector && (selector_is_everything(selector) || selector_matches_json(selector, labels)))
		return;
	refuse_invalid(AS(AT(AT(spec, "template"), "metadata"), "labels", labels),
		       "`selector` does not match template `labels`");
}

static void check_template(const struct node *spec)
{
	const struct node *pod = AT(AT(spec, "template"), "spec");

	check_labels_match(spec);
	validate_pod_template(AT(spec, "template"), json_get(spec->value, "volumeClaimTemplates"));
	validate_template_metadata(AT(spec, "template"));
	if (!streq(json_str_or(json_get(pod->value, "restartPolicy"), ""), "Always"))
		refuse_unsupported(AT(pod, "restartPolicy"), always);
	if (json_get(pod->value, "activeDeadlineSeconds"))
		refuse_forbidden(AT(pod, "activeDeadlineSeconds"),
				 "activeDeadlineSeconds in StatefulSet is not Supported");
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
	if (check_selector(AT(spec, "selector")))
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

static void check_not_above(const struct node *status, const char *count, const char *bound)
{
	int64_t n = json_get_int(status->value, count, 0);

	if (n > json_get_int(status->value, bound, 0))
		refuse_invalid_as(AT(status, count), json_number(n), "cannot be greater than status.%s", bound);
}

static void validate_status(const json *o, const json *old, struct causes *causes)
{
	static const char *const counts[] = { "replicas",	 "readyReplicas",     "currentReplicas",
					      "updatedReplicas", "availableReplicas", "observedGeneration",
					      "collisionCount" };
	const struct node *status = AT(ROOT(o, causes), "status");
	int64_t collisions = json_get_int(status->value, "collisionCount", 0);

	for (size_t i = 0; i < COUNT(counts); i++)
		check_non_negative(AT(status, counts[i]));
	for (size_t i = 1; i < 5; i++)
		check_not_above(status, counts[i], "replicas");
	check_not_above(status, "availableReplicas", "readyReplicas");
	if (collisions >= 0 && collisions < json_int_or(json_at(old, "status.collisionCount"), 0))
		refuse_invalid_as(AT(status, "collisionCount"), json_number(collisions), "cannot be decremented");
}

/* --- table --- */

static void cell_ready(const json *o, int64_t now_s UNUSED, json *cells)
{
	_cleanup_(freep) char *text =
		xasprintf("%" PRId64 "/%" PRId64, json_int_or(json_at(o, "status.readyReplicas"), 0),
			  json_int_or(json_at(o, "spec.replicas"), 0));

	cell_add_text(cells, text);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Ready", .cell = cell_ready, .description = DESCRIBE_STATEFULSET_READY },
	COLUMN_AGE,
	{ .name = "Containers",
	  .cell = cell_template_containers,
	  .priority = 1,
	  .description = DESCRIBE_STATEFULSET_CONTAINERS },
	{ .name = "Images", .cell = cell_template_images, .priority = 1, .description = DESCRIBE_STATEFULSET_IMAGES },
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
