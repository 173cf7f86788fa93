#include "kube/kinds/secret.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct secret *s = facts;

	s->type = arena_at(arena, tree, "type");
	s->keys = (int32_t)json_len(json_get(tree, "data"));
}

const struct kind secret_kind = {
	.group = "",
	.version = "v1",
	.name = "Secret",
	.plural = "secrets",
	.singular = "secret",
	.schema = "core.Secret",
	.namespaced = true,
	.facts_size = sizeof(struct secret),
	.read = read,
};
