#include "sim/validate/conditions.h"

static const char *const statuses[] = { "False", "True", "Unknown", NULL };

static void check_condition(const struct node *condition)
{
	const struct node *type = AT(condition, "type");

	if (check_required(type)) {
		check_qualified_name(type);
		if (seen_before(condition->up, condition->index, "type"))
			refuse_duplicate(type);
	}
	check_one_of(AT(condition, "status"), statuses);
	check_non_negative(AT(condition, "observedGeneration"));
	check_required(AT(condition, "lastTransitionTime"));
	check_required(AT(condition, "reason"));
}

void check_conditions(const struct node *conditions)
{
	each_item(conditions, check_condition);
}
