/* Leases: who holds what, until when. Updates must say which version they are of. */
#include "sim/cells.h"
#include "sim/validate/check.h"

static void validate(const json *o, struct causes *causes)
{
	const struct node *spec = AT(ROOT(o, causes), "spec");
	const struct node *duration = AT(spec, "leaseDurationSeconds");

	if (duration->value && node_int(duration, 1) <= 0)
		refuse_invalid(duration, "must be greater than 0");
	check_non_negative(AT(spec, "leaseTransitions"));
}

static const struct column columns[] = {
	COLUMN_NAME,
	{ .name = "Holder", .path = "spec.holderIdentity", .description = DESCRIBE_LEASE_HOLDER },
	COLUMN_AGE,
};

const struct resource lease_resource = {
	.kind = KIND(lease),
	.flags = RESOURCE_NEEDS_VERSION | RESOURCE_CREATE_ON_UPDATE,
	.validate = validate,
	COLUMNS(columns),
};
