/* PodDisruptionBudgets: how many pods of a selection may be taken away at once. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "sim/validate/conditions.h"

static const struct go_field go_spec[] = { GO("MinAvailable"), GO("Selector"), GO("MaxUnavailable"),
					   GO("UnhealthyPodEvictionPolicy"), GO_END };
static const char *const eviction_policies[] = { "AlwaysAllow", "IfHealthyBudget", NULL };

static void check_bound(const struct node *bound)
{
	if (bound->value && check_int_or_percent(bound))
		check_not_over_100_percent(bound);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");

	if (json_get(spec->value, "minAvailable") && json_get(spec->value, "maxUnavailable"))
		refuse_invalid_as(spec, go_struct(spec->value, go_spec),
				  "minAvailable and maxUnavailable cannot be both set");
	check_bound(AT(spec, "minAvailable"));
	check_bound(AT(spec, "maxUnavailable"));
	check_label_selector(AT(spec, "selector"));
	check_one_of(AT(spec, "unhealthyPodEvictionPolicy"), eviction_policies);
}

static void validate_status(const json *o, const json *old UNUSED, struct causes *causes)
{
	static const char *const counts[] = { "disruptionsAllowed", "currentHealthy", "desiredHealthy",
					      "expectedPods" };
	const struct node *status = AT(ROOT(o, causes), "status");

	check_conditions(AT(status, "conditions"));
	for (size_t i = 0; i < COUNT(counts); i++)
		check_non_negative(AT(status, counts[i]));
}

/* Numbers and percentages alike are shown as text. */
static void add_bound(const json *bound, json *cells)
{
	_cleanup_(freep) char *number = json_type(bound) == JSON_NUMBER ? json_text(bound) : NULL;

	cell_add_text(cells, number ? number : json_str_or(bound, "N/A"));
}

static void cell_min(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_bound(json_at(o, "spec.minAvailable"), cells);
}

static void cell_max(const json *o, int64_t now_s UNUSED, json *cells)
{
	add_bound(json_at(o, "spec.maxUnavailable"), cells);
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Min Available", .cell = cell_min, .description = DESCRIBE_POD_DISRUPTION_BUDGET_MIN_AVAILABLE },
	{ .name = "Max Unavailable", .cell = cell_max, .description = DESCRIBE_POD_DISRUPTION_BUDGET_MAX_UNAVAILABLE },
	{ .name = "Allowed Disruptions", .type = "integer", .path = "status.disruptionsAllowed",
	  .description = DESCRIBE_POD_DISRUPTION_BUDGET_ALLOWED_DISRUPTIONS },
	COLUMN_AGE,
};

const struct resource poddisruptionbudget_resource = {
	.kind = KIND(poddisruptionbudget),
	.flags = RESOURCE_STATUS | RESOURCE_GENERATION | RESOURCE_NEEDS_VERSION | RESOURCE_NAME_ANY,
	.validate = validate,
	.validate_status = validate_status,
	COLUMNS(columns),
};
