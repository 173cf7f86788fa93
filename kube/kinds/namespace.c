#include "kube/kinds/namespace.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct namespace *n = facts;

	n->phase = arena_at(arena, tree, "status.phase");
}

const struct kind namespace_kind = {
	.group = "",
	.version = "v1",
	.name = "Namespace",
	.plural = "namespaces",
	.singular = "namespace",
	.shorts = { "ns" },
	.schema = "core.Namespace",
	.facts_size = sizeof(struct namespace),
	.read = read,
};
