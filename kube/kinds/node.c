#include "kube/kinds/node.h"
#include "kube/quantity.h"
#include "kube/read.h"
#include "kube/time.h"

static const char *allocatable(const json *tree, const char *resource)
{
	const json *own = json_at(tree, "status.allocatable");
	const json *amounts = json_is_empty(own) ? json_at(tree, "status.capacity") : own;

	return json_str_or(json_get(amounts, resource), "0");
}

static void read_taints(const json *list, struct arena *arena, struct node *n)
{
	struct taint *taints = arena_alloc(arena, json_len(list) * sizeof(*taints));

	for (const json *t = json_first(list); t; t = json_next(t)) {
		struct taint *taint = &taints[n->ntaints++];

		taint->key = arena_at(arena, t, "key");
		taint->value = arena_at(arena, t, "value");
		taint->effect = arena_at(arena, t, "effect");
	}
	n->taints = taints;
}

static const char *address(const json *tree)
{
	for (const json *a = json_first(json_at(tree, "status.addresses")); a; a = json_next(a))
		if (streq0(json_get_str(a, "type"), "InternalIP"))
			return json_get_str(a, "address");
	return NULL;
}

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct node *n = facts;
	const json *ready = read_condition(tree, "Ready");
	const char *status = json_str_or(json_get(ready, "status"), "Unknown");

	n->ready = streq(status, "True");
	n->known = !streq(status, "Unknown");
	n->ready_at = time_seconds(json_get_str(ready, "lastTransitionTime"));
	n->unschedulable = json_true(json_at(tree, "spec.unschedulable"));
	read_taints(json_at(tree, "spec.taints"), arena, n);
	n->cpu_milli = quantity_milli(allocatable(tree, "cpu"));
	n->memory = quantity_value(allocatable(tree, "memory"));
	n->pods = quantity_value(allocatable(tree, "pods"));
	n->address = arena_str(arena, address(tree));
	n->version = arena_at(arena, tree, "status.nodeInfo.kubeletVersion");
}

const struct kind node_kind = {
	.group = "",
	.version = "v1",
	.name = "Node",
	.plural = "nodes",
	.singular = "node",
	.shorts = { "no" },
	.schema = "core.Node",
	.facts_size = sizeof(struct node),
	.read = read,
};
