#include "kube/kinds/event.h"
#include "kube/read.h"
#include "kube/time.h"

static const char *first_text(const json *tree, const char *path, const char *otherwise, struct arena *arena)
{
	const char *text = json_str_or(json_at(tree, path), "");

	return *text ? arena_str(arena, text) : arena_at(arena, tree, otherwise);
}

/* The first of the times that is set. */
static int64_t first_time(const json *tree, const char *const paths[4])
{
	for (size_t i = 0; i < 4; i++) {
		int64_t s = time_seconds(json_str(json_at(tree, paths[i])));

		if (s)
			return s;
	}
	return 0;
}

static void read(const json *tree, struct arena *arena, void *facts)
{
	static const char *const first[4] = { "firstTimestamp", "eventTime", "lastTimestamp",
		                              "metadata.creationTimestamp" };
	static const char *const last[4] = { "series.lastObservedTime", "lastTimestamp", "eventTime",
		                             "firstTimestamp" };
	struct event *e = facts;

	e->type = arena_at(arena, tree, "type");
	e->reason = arena_at(arena, tree, "reason");
	e->message = arena_at(arena, tree, "message");
	e->source = first_text(tree, "source.component", "reportingComponent", arena);
	e->host = arena_at(arena, tree, "source.host");
	e->object_kind = arena_at(arena, tree, "involvedObject.kind");
	e->object_namespace = arena_at(arena, tree, "involvedObject.namespace");
	e->object_name = arena_at(arena, tree, "involvedObject.name");
	e->object_uid = arena_at(arena, tree, "involvedObject.uid");
	e->field_path = arena_at(arena, tree, "involvedObject.fieldPath");
	e->count = MAX(read_int32(tree, "series.count", read_int32(tree, "count", 1)), 1);
	e->first_seen = first_time(tree, first);
	e->last_seen = MAX(first_time(tree, last), e->first_seen);
}

const struct kind event_kind = {
	.group = "",
	.version = "v1",
	.name = "Event",
	.plural = "events",
	.singular = "event",
	.shorts = { "ev" },
	.schema = "core.Event",
	.namespaced = true,
	.facts_size = sizeof(struct event),
	.read = read,
};
