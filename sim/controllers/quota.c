/*
 * The quota controller: lays a quota's limits into its status, where admission reads them, and counts again what is
 * used whenever something that may be counted goes or ends. It begins to watch when the first quota comes.
 */
#include "sim/controller.h"

#include "sim/admission/amounts.h"
#include "sim/admission/usage.h"
#include "sim/agent.h"
#include "sim/resource.h"

struct counter {
	struct agent agent;		/* keys of quotas */
	bool watching;
};

static void count_object(const struct object *o, const json *spec, const json *names, int64_t now_s, json *used)
{
	_cleanup_(json_freep) json *tree = object_tree(o), *usage = NULL, *counted = NULL;

	if (!usage_in_scope(o->kind, spec, tree))
		return;
	usage = usage_of(o->kind, tree, now_s);
	counted = amounts_masked(usage, names);
	amounts_add(used, counted);
}

static void count_kind(struct counter *q, const struct kind *k, const char *namespace, const json *spec, json *used)
{
	_cleanup_(json_freep) json *names = usage_names(k, json_get(spec, "hard")), *of_kind = json_object();
	object_vec objects = VEC_INIT;

	if (json_len(names) == 0)
		return;
	for (const json *n = json_first(names); n; n = json_next(n))
		json_set_str(of_kind, json_key(n), "0");
	cache_list(q->agent.cache, k, namespace, NULL, &objects);
	vec_each(&objects, o)
		count_object(*o, spec, names, world_now(q->agent.world) / 1000, of_kind);
	vec_release(&objects);
	for (const json *n = json_first(of_kind); n; n = json_next(n))
		json_set(used, json_key(n), json_copy(n));
}

static json *count(struct counter *q, const struct object *quota, const json *tree)
{
	const json *spec = json_get(tree, "spec"), *before = json_at(tree, "status.used");
	_cleanup_(json_freep) json *used = before ? json_copy(before) : json_object();

	for (size_t i = 0; i < kind_count(); i++) {
		const struct kind *k = kind_at(i);

		if (resource_of(k) && usage_is_counted(k))
			count_kind(q, k, quota->namespace, spec, used);
	}
	return amounts_masked(used, json_get(spec, "hard"));
}

static void on_any(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                   bool unknown);

/* From the first quota on. */
static void begin_watching(struct counter *q)
{
	if (q->watching)
		return;
	q->watching = true;
	for (size_t i = 0; i < kind_count(); i++)
		if (resource_of(kind_at(i)) && usage_is_counted(kind_at(i)) && kind_at(i) != KIND(resourcequota))
			agent_watch(&q->agent, kind_at(i), on_any, q);
}

static void work(void *arg, const char *key)
{
	struct counter *q = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *quota = cache_get(q->agent.cache, KIND(resourcequota), namespace, name);
	_cleanup_(json_freep) json *tree = NULL, *used = NULL;
	struct request r;

	if (!quota)
		return;
	begin_watching(q);
	tree = object_tree(quota);
	used = count(q, quota, tree);
	if (amounts_equal(used, json_at(tree, "status.used")) &&
	    amounts_equal(json_at(tree, "status.hard"), json_at(tree, "spec.hard")))
		return;
	json_set(tree, "status", json_object());
	if (json_len(json_at(tree, "spec.hard")) > 0)
		json_set(json_get(tree, "status"), "hard", json_copy(json_at(tree, "spec.hard")));
	json_set(json_get(tree, "status"), "used", take(used));
	request_init(&r, VERB_UPDATE, KIND(resourcequota), namespace, name);
	request_sub(&r, "status");
	r.tree = take(tree);
	agent_send(&q->agent, &r, key);
}

/* --- what happens --- */

static void on_quota(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                     bool unknown)
{
	struct counter *q = arg;

	(void)old, (void)unknown;
	if (event != CACHE_DELETED)
		queue_add_object(q->agent.queue, now);
}

static bool is_over(const struct object *pod)
{
	return strstr(pod->bytes, "\"phase\":\"Succeeded\"") || strstr(pod->bytes, "\"phase\":\"Failed\"");
}

/* Only what frees something is looked at again: what takes was charged when it came. */
static void on_any(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                   bool unknown)
{
	struct counter *q = arg;
	object_vec quotas = VEC_INIT;

	(void)unknown;
	if (event == CACHE_ADDED)
		return;
	if (event == CACHE_UPDATED && (old->kind == KIND(pod) ? is_over(old) || !is_over(now)
							       : old->kind != KIND(service) &&
								     old->kind != KIND(persistentvolumeclaim)))
		return;
	cache_list(q->agent.cache, KIND(resourcequota), old->namespace, NULL, &quotas);
	vec_each(&quotas, quota)
		queue_add_object(q->agent.queue, *quota);
	vec_release(&quotas);
}

static void *quota_start(struct world *w, struct port *port)
{
	struct counter *q = xcalloc(1, sizeof(*q));

	agent_init(&q->agent, w, port, "resourcequota-controller");
	agent_work(&q->agent, work, q);
	agent_watch(&q->agent, KIND(resourcequota), on_quota, q);
	return q;
}

static void quota_stop(void *state)
{
	struct counter *q = state;

	agent_release(&q->agent);
	free(q);
}

const struct controller quota_controller = {
	.name = "quota",
	.user = "resourcequota-controller",
	.help = "Counts what quotas limit, and keeps their status",
	.start = quota_start,
	.stop = quota_stop,
};
