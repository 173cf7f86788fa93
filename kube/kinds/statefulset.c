#include "kube/kinds/statefulset.h"
#include "kube/read.h"

/* Anything but Retain deletes, as the controller has it; absent is Retain, as the server's default has it. */
static bool deletes(const json *spec, const char *path)
{
	const char *policy = json_str(json_at(spec, path));

	return policy && !streq(policy, "Retain");
}

static void read_claims(const json *templates, struct arena *arena, struct statefulset *s)
{
	const char **names = arena_alloc(arena, json_len(templates) * sizeof(*names));
	const char **sizes = arena_alloc(arena, json_len(templates) * sizeof(*sizes));

	for (const json *t = json_first(templates); t; t = json_next(t)) {
		names[s->nclaims] = arena_at(arena, t, "metadata.name");
		sizes[s->nclaims++] = arena_at(arena, t, "spec.resources.requests.storage");
	}
	s->claims = names;
	s->claim_sizes = sizes;
}

static void read_status(const json *status, struct arena *arena, struct statefulset *s)
{
	s->observed_generation = json_get_int(status, "observedGeneration", 0);
	s->status_replicas = read_int32(status, "replicas", 0);
	s->ready = read_int32(status, "readyReplicas", 0);
	s->available = read_int32(status, "availableReplicas", 0);
	s->current = read_int32(status, "currentReplicas", 0);
	s->updated = read_int32(status, "updatedReplicas", 0);
	s->collisions = read_int32(status, "collisionCount", 0);
	s->current_revision = arena_at(arena, status, "currentRevision");
	s->update_revision = arena_at(arena, status, "updateRevision");
}

static void read(const json *tree, struct arena *arena, void *facts)
{
	struct statefulset *s = facts;
	const json *spec = json_get(tree, "spec");

	s->replicas = read_int32(spec, "replicas", 1);
	s->start = read_int32(spec, "ordinals.start", 0);
	s->partition = read_int32(spec, "updateStrategy.rollingUpdate.partition", 0);
	s->min_ready = read_int32(spec, "minReadySeconds", 0);
	s->history_limit = read_int32(spec, "revisionHistoryLimit", 10);
	s->parallel = streq0(json_get_str(spec, "podManagementPolicy"), "Parallel");
	s->on_delete = streq0(json_str(json_at(spec, "updateStrategy.type")), "OnDelete");
	s->rolling_update = !json_is_null(json_at(spec, "updateStrategy.rollingUpdate"));
	s->delete_when_scaled = deletes(spec, "persistentVolumeClaimRetentionPolicy.whenScaled");
	s->delete_when_deleted = deletes(spec, "persistentVolumeClaimRetentionPolicy.whenDeleted");
	s->max_unavailable = read_number_or_text(spec, "updateStrategy.rollingUpdate.maxUnavailable", arena);
	s->service = arena_at(arena, spec, "serviceName");
	s->image = read_images(json_at(spec, "template.spec"), arena);
	read_claims(json_get(spec, "volumeClaimTemplates"), arena, s);
	read_status(json_get(tree, "status"), arena, s);
}

const struct kind statefulset_kind = {
	.group = "apps",
	.version = "v1",
	.name = "StatefulSet",
	.plural = "statefulsets",
	.singular = "statefulset",
	.shorts = { "sts" },
	.categories = { "all" },
	.schema = "apps.StatefulSet",
	.namespaced = true,
	.facts_size = sizeof(struct statefulset),
	.read = read,
};
