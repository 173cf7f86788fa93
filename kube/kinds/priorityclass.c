/* PriorityClass: a name for a pod's priority. */
#include "kube/kinds/priorityclass.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct priorityclass *p = facts;

	p->value = read_int32(tree, "value", 0);
	p->is_default = json_true(json_get(tree, "globalDefault"));
	p->preemption = arena_at(arena, tree, "preemptionPolicy");
}

const struct kind priorityclass_kind = {
	.group = "scheduling.k8s.io",
	.version = "v1",
	.name = "PriorityClass",
	.plural = "priorityclasses",
	.singular = "priorityclass",
	.shorts = { "pc" },
	.schema = "scheduling.PriorityClass",
	.facts_size = sizeof(struct priorityclass),
	.read = read,
};
