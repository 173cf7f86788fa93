#include "kube/kinds/endpointslice.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct endpointslice *s = facts;
	const json *labels = json_at(tree, "metadata.labels");

	s->service = arena_str(arena, json_get_str(labels, "kubernetes.io/service-name"));
	for (const json *e = json_first(json_get(tree, "endpoints")); e; e = json_next(e)) {
		const json *ready = json_at(e, "conditions.ready");

		s->total++;
		s->ready += json_is_null(ready) || json_true(ready);
	}
}

const struct kind endpointslice_kind = {
	.group = "discovery.k8s.io",
	.version = "v1",
	.name = "EndpointSlice",
	.plural = "endpointslices",
	.singular = "endpointslice",
	.schema = "discovery.EndpointSlice",
	.namespaced = true,
	.facts_size = sizeof(struct endpointslice),
	.read = read,
};
