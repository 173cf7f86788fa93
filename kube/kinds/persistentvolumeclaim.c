#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct persistentvolumeclaim *c = facts;
	const json *class = json_at(tree, "spec.storageClassName");

	c->phase = arena_at(arena, tree, "status.phase");
	c->volume = arena_at(arena, tree, "spec.volumeName");
	c->class = arena_str(arena, json_str(class));
	c->has_class = json_str(class);
	c->requested = arena_at(arena, tree, "spec.resources.requests.storage");
	c->capacity = arena_at(arena, tree, "status.capacity.storage");
	c->modes = read_access_modes(json_at(tree, "spec.accessModes"), arena);
	c->mode = arena_at(arena, tree, "spec.volumeMode");
	c->selected_node = arena_str(arena, read_annotation(tree, "volume.kubernetes.io/selected-node"));
	c->bind_completed = *read_annotation(tree, "pv.kubernetes.io/bind-completed");
	c->resizing = read_condition_true(tree, "Resizing") || read_condition_true(tree, "FileSystemResizePending");
}

const struct kind persistentvolumeclaim_kind = {
	.group = "",
	.version = "v1",
	.name = "PersistentVolumeClaim",
	.plural = "persistentvolumeclaims",
	.singular = "persistentvolumeclaim",
	.shorts = { "pvc" },
	.schema = "core.PersistentVolumeClaim",
	.namespaced = true,
	.facts_size = sizeof(struct persistentvolumeclaim),
	.read = read,
};
