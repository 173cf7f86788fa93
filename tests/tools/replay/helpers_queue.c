/* Recorded events and what they queued, replayed on our handlers and workqueue. */
#include "tests/tools/replay/helpers.h"

#include "reconciler/consistency.h"
#include "reconciler/handlers.h"
#include "tests/list_cache.h"

#define NS_PER_MS 1000000

struct queued {
	VEC(char *) added;
	json *after;
};

static void queue(void *arg, const char *key, int64_t delay_ms)
{
	struct queued *q = arg;

	if (delay_ms == 0)
		vec_push(&q->added, xstrdup(key));
	else
		json_push(q->after, json_format("{'afterNs':%ld,'key':%q}", delay_ms * NS_PER_MS, key));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static json *queued_json(struct queued *q)
{
	json *answer = json_format("{'added':[]}");

	if (q->added.len)
		qsort(q->added.items, q->added.len, sizeof(*q->added.items), by_text);
	vec_each(&q->added, key) {
		json_push(json_get(answer, "added"), json_string(*key));
		free(*key);
	}
	vec_release(&q->added);
	json_set(answer, "addedAfter", q->after);
	if (json_len(q->after) == 0)
		json_set(answer, "addedAfter", json_null());
	if (json_len(json_get(answer, "added")) == 0)
		json_set(answer, "added", json_null());
	return answer;
}

static json *enqueue(const json *in, const json *out UNUSED)
{
	struct definitions known = { MAP_INIT };
	struct list_cache cache;
	struct queued q = { VEC_INIT, json_array() };
	const struct handlers h = { &cache.base, &known, queue, &q };
	const char *event = json_str_or(json_get(in, "event"), "");
	_cleanup_(object_unrefp) const struct object *pod =
	    object_new(KIND(pod), json_get(in, "pod"), OBJECT_FACTS, NULL);
	_cleanup_(object_unrefp) const struct object *old = NULL;

	list_cache_init(&cache);
	for (json *i = json_first(json_get(in, "sets")); i; i = json_next(i))
		list_cache_add(&cache, object_new(KIND(statefulset), i, OBJECT_BYTES, NULL));
	if (json_get(in, "old"))
		old = object_new(KIND(pod), json_get(in, "old"), OBJECT_FACTS, NULL);
	if (streq(event, "add"))
		handlers_pod(&h, CACHE_ADDED, NULL, pod);
	else if (streq(event, "update"))
		handlers_pod(&h, CACHE_UPDATED, old, pod);
	else
		handlers_pod(&h, CACHE_DELETED, pod, NULL);
	definitions_release(&known);
	list_cache_release(&cache);
	return queued_json(&q);
}

static enum consistent kind_of(const char *resource)
{
	static const struct kind *const kinds[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim) };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (streq(kinds[i]->plural, resource))
			return consistency_kind(kinds[i]);
	}
	return CONSISTENT_KINDS;
}

static void read_versions(const json *by_resource, const char *versions[CONSISTENT_KINDS])
{
	for (json *i = json_first(by_resource); i; i = json_next(i))
		versions[kind_of(json_key(i))] = json_str_or(i, "");
}

static json *consistency(const json *in, const json *out)
{
	struct consistency c = { MAP_INIT };
	const char *versions[CONSISTENT_KINDS] = { "", "", "" };
	json *answer = json_copy(out);

	read_versions(json_get(in, "cacheVersions"), versions);
	for (json *i = json_first(json_get(answer, "steps")); i; i = json_next(i)) {
		const char *op = json_str_or(json_get(i, "op"), ""),
			   *version = json_str_or(json_get(i, "resourceVersion"), "");
		enum consistent kind = kind_of(json_str_or(json_get(i, "resource"), ""));
		struct err err = ERR_INIT;

		if (streq(op, "wrote"))
			consistency_wrote(&c, "default/web", json_str_or(json_get(i, "uid"), ""), kind, version);
		else if (streq(op, "cacheAdvances"))
			versions[kind] = version;
		else
			json_set(i, "error",
				 consistency_ready(&c, "default/web", versions, &err) < 0 ? json_string(err.text)
											  : json_null());
	}
	consistency_release(&c);
	return answer;
}

const struct helper queue_helpers[] = {
	{ "enqueue", enqueue },
	{ "consistency", consistency },
	{ NULL, NULL },
};
