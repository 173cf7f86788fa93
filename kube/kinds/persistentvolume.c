#include "kube/kinds/persistentvolume.h"
#include "kube/read.h"

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct persistentvolume *v = facts;

	v->phase = arena_at(arena, tree, "status.phase");
	v->reason = arena_at(arena, tree, "status.reason");
	v->class = arena_at(arena, tree, "spec.storageClassName");
	v->reclaim = arena_at(arena, tree, "spec.persistentVolumeReclaimPolicy");
	v->capacity = arena_at(arena, tree, "spec.capacity.storage");
	v->modes = read_access_modes(json_at(tree, "spec.accessModes"), arena);
	v->mode = arena_at(arena, tree, "spec.volumeMode");
	v->claim_namespace = arena_at(arena, tree, "spec.claimRef.namespace");
	v->claim_name = arena_at(arena, tree, "spec.claimRef.name");
	v->claim_uid = arena_at(arena, tree, "spec.claimRef.uid");
	v->has_affinity = !json_is_null(json_at(tree, "spec.nodeAffinity"));
}

const struct kind persistentvolume_kind = {
	.group = "",
	.version = "v1",
	.name = "PersistentVolume",
	.plural = "persistentvolumes",
	.singular = "persistentvolume",
	.shorts = { "pv" },
	.schema = "core.PersistentVolume",
	.facts_size = sizeof(struct persistentvolume),
	.read = read,
};
