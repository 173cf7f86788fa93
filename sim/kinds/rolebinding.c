/* RoleBindings: who has a Role, or a ClusterRole, in this namespace. The role itself cannot be changed. */
#include "sim/cells.h"
#include "sim/descriptions_policy.h"
#include "sim/validate/rules.h"

static void validate(const json *o, struct causes *causes)
{
	check_binding(ROOT(o, causes), true);
}

static void validate_update(const json *o, const json *old, struct causes *causes)
{
	check_binding_update(ROOT(o, causes), old);
}

static const struct column columns[] = { BINDING_COLUMNS(DESCRIBE_ROLE_BINDING) };

const struct resource rolebinding_resource = {
	.kind = KIND(rolebinding),
	.flags = RESOURCE_NAME_SEGMENT | RESOURCE_CREATE_ON_UPDATE,
	.defaults = defaults_binding,
	.validate = validate,
	.validate_update = validate_update,
	COLUMNS(columns),
};
