/* Roles: rules of a namespace. */
#include "sim/cells.h"
#include "sim/validate/check.h"
#include "sim/validate/rules.h"

static void validate(const json *o, struct causes *causes)
{
	check_rules(ROOT(o, causes), true);
}

const struct resource role_resource = {
	.kind = KIND(role),
	.flags = RESOURCE_NAME_SEGMENT | RESOURCE_CREATE_ON_UPDATE,
	.validate = validate,
};
