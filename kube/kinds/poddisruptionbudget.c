#include "kube/kinds/poddisruptionbudget.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct poddisruptionbudget *b = facts;

	b->min_available = read_number_or_text(tree, "spec.minAvailable", arena);
	b->max_unavailable = read_number_or_text(tree, "spec.maxUnavailable", arena);
	b->selector = read_json(tree, "spec.selector", arena);
	b->always_allow = streq0(json_str(json_at(tree, "spec.unhealthyPodEvictionPolicy")), "AlwaysAllow");
	b->observed_generation = json_int_or(json_at(tree, "status.observedGeneration"), 0);
	b->allowed = read_int32(tree, "status.disruptionsAllowed", 0);
	b->healthy = read_int32(tree, "status.currentHealthy", 0);
	b->desired = read_int32(tree, "status.desiredHealthy", 0);
	b->expected = read_int32(tree, "status.expectedPods", 0);
}

const struct kind poddisruptionbudget_kind = {
	.group = "policy",
	.version = "v1",
	.name = "PodDisruptionBudget",
	.plural = "poddisruptionbudgets",
	.singular = "poddisruptionbudget",
	.shorts = { "pdb" },
	.schema = "policy.PodDisruptionBudget",
	.namespaced = true,
	.facts_size = sizeof(struct poddisruptionbudget),
	.read = read,
};
