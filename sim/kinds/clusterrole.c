/* ClusterRoles: rules of the whole cluster, some of them gathered from others by their labels. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "sim/validate/rules.h"

static void check_aggregation(const struct node *rule)
{
	const struct node *selectors = AT(rule, "clusterRoleSelectors");

	if (json_len(selectors->value) == 0)
		refuse_required(selectors, "at least one clusterRoleSelector required if aggregationRule is non-nil");
	each_item(selectors, check_label_selector);
}

static void validate(const json *o, struct causes *causes)
{
	const struct node *root = ROOT(o, causes), *aggregation = AT(root, "aggregationRule");

	check_rules(root, false);
	if (!json_is_null(aggregation->value))
		check_aggregation(aggregation);
}

const struct resource clusterrole_resource = {
	.kind = KIND(clusterrole),
	.flags = RESOURCE_NAME_SEGMENT | RESOURCE_CREATE_ON_UPDATE,
	.validate = validate,
};
