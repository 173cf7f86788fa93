#include "kube/kinds/controllerrevision.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct controllerrevision *r = facts;

	r->revision = json_get_int(tree, "revision", 0);
	r->data = read_json(tree, "data", arena);
}

const struct kind controllerrevision_kind = {
	.group = "apps",
	.version = "v1",
	.name = "ControllerRevision",
	.plural = "controllerrevisions",
	.singular = "controllerrevision",
	.schema = "apps.ControllerRevision",
	.namespaced = true,
	.facts_size = sizeof(struct controllerrevision),
	.read = read,
};
