/* ClusterRoleBindings: who has a ClusterRole everywhere. The role itself cannot be changed. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/rules.h"

static void validate(const json *o, struct causes *causes)
{
	check_binding(ROOT(o, causes), false);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_binding_update(ROOT(o, causes), old);
}

static const struct column columns[] = { BINDING_COLUMNS(DESCRIBE_CLUSTER_ROLE_BINDING) };

const struct resource clusterrolebinding_resource = {
	.kind = KIND(clusterrolebinding),
	.flags = RESOURCE_NAME_SEGMENT | RESOURCE_CREATE_ON_UPDATE,
	.defaults = defaults_binding,
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
