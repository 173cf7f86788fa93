/* ServiceAccounts: names that pods run under. Tokens are not simulated. */
#include "sim/cells.h"

static const struct column columns[] = { COLUMN_NAME, COLUMN_AGE };

const struct resource serviceaccount_resource = {
	.kind = KIND(serviceaccount),
	COLUMNS(columns),
};
