#include "kube/kinds/service.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct service *s = facts;

	s->type = arena_at(arena, tree, "spec.type");
	s->cluster_ip = arena_at(arena, tree, "spec.clusterIP");
	s->headless = streq(s->cluster_ip, "None");
	s->publish_not_ready = json_true(json_at(tree, "spec.publishNotReadyAddresses"));
	s->selector = read_json(tree, "spec.selector", arena);
}

const struct kind service_kind = {
	.group = "",
	.version = "v1",
	.name = "Service",
	.plural = "services",
	.singular = "service",
	.shorts = { "svc" },
	.categories = { "all" },
	.schema = "core.Service",
	.namespaced = true,
	.facts_size = sizeof(struct service),
	.read = read,
};
