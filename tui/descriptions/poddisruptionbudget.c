/* A budget, as describePodDisruptionBudget says it. */
#include "kube/kinds/poddisruptionbudget.h"

#include "tui/describe.h"

static void tell_budget(struct telling *t)
{
	const json *spec = json_get(t->tree, "spec"), *status = json_get(t->tree, "status");

	tell_names(t);
	if (json_get(spec, "minAvailable"))
		tell_field(t, 0, "Min available", spec, "minAvailable", "");
	else if (json_get(spec, "maxUnavailable"))
		tell_field(t, 0, "Max unavailable", spec, "maxUnavailable", "");
	tell_selector(t, json_get(spec, "selector"));
	tell(t, 0, "Status:");
	tell(t, 2, "Allowed disruptions:\t%" PRId64, json_get_int(status, "disruptionsAllowed", 0));
	tell(t, 2, "Current:\t%" PRId64, json_get_int(status, "currentHealthy", 0));
	tell(t, 2, "Desired:\t%" PRId64, json_get_int(status, "desiredHealthy", 0));
	tell(t, 2, "Total:\t%" PRId64, json_get_int(status, "expectedPods", 0));
}

const struct description poddisruptionbudget_description = { .kind = KIND(poddisruptionbudget),
							     .tell = tell_budget };
