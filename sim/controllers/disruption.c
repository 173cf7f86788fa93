/*
 * The disruption controller: keeps the status of budgets, so that the eviction gate knows how many pods may go. What
 * the status is, is decided in reconciler/disruption.h; here it is looked at when a budget or a pod changes, and
 * written.
 */
#include "sim/controller.h"

#include <stdio.h>

#include "kube/kinds/statefulset.h"
#include "reconciler/disruption.h"
#include "sim/agent.h"
#include "sim/resource.h"

struct disruptor {
	struct agent agent;		/* keys of budgets */
	struct queue *stale;		/* keys of pods whose DisruptionTarget condition may be stale */
};

/* --- who controls the pods --- */

static const char *version_of(const char *kind)
{
	return streq(kind, "ReplicationController") ? "v1" : "apps/v1";
}

static void read_workload(const struct object *o, struct workload *ret)
{
	_cleanup_(json_freep) json *tree = NULL;

	*ret = (struct workload){ .uid = o->uid, .controller = object_controller(o) };
	if (o->kind == KIND(statefulset)) {
		ret->replicas = statefulset_of(o)->replicas;
		return;
	}
	tree = object_tree(o);
	ret->replicas = json_int_or(json_at(tree, "spec.replicas"), 1);
}

static bool find_object(void *arg, const char *kind, const char *namespace, const char *name, struct workload *ret)
{
	struct disruptor *d = arg;
	const struct kind *k = kind_by_name(version_of(kind), kind);
	const struct object *o = k ? cache_get(d->agent.cache, k, namespace, name) : NULL;

	if (o)
		read_workload(o, ret);
	return o;
}

static int find_scale(void *arg, const char *namespace, const struct owner *of, struct workload *ret, struct err *err)
{
	struct disruptor *d = arg;
	const struct kind *k = kind_by_name(of->api_version, of->kind);
	const struct resource *resource = k ? resource_of(k) : NULL;
	const struct object *o;
	char name[128];

	if (!resource)
		return err_set(err, -ENOENT, "no matches for kind \"%s\" in version \"%s\"", of->kind, of->api_version);
	kind_resource(k, name, sizeof(name));
	if (!(resource->flags & RESOURCE_SCALE))
		return err_set(err, -ENOTSUP, "%s does not implement the scale subresource", name);
	o = cache_get(d->agent.cache, k, k->namespaced ? namespace : NULL, of->name);
	if (!o)
		return 0;
	read_workload(o, ret);
	return 1;
}

/* --- a budget --- */

struct written {
	int code;
	char message[512];
};

static void note_answer(void *arg, const struct answer *a)
{
	struct written *w = arg;

	w->code = a->code;
	snprintf(w->message, sizeof(w->message), "%s", a->status.message ? a->status.message : "");
}

static struct written put_status(struct disruptor *d, const struct object *o, const char *status)
{
	struct written w = { 0 };
	struct request r;

	request_init(&r, VERB_UPDATE, o->kind, o->namespace, o->name);
	request_sub(&r, "status");
	r.tree = object_tree(o);
	json_set(r.tree, "status", json_parse(status, strlen(status), NULL));
	port_submit(d->agent.port, &r, note_answer, &w);
	return w;
}

static void tell(struct disruptor *d, const struct disruption *decided)
{
	vec_each(&decided->events, e) {
		struct event_note note = { .about = e->about, .reason = e->reason, .warning = e->warning };

		notes_tell(d->agent.notes, &note, "%s", e->message);
	}
}

static void write_status(struct disruptor *d, const struct object *budget, const struct disruption *decided,
                         const char *key)
{
	struct written w = put_status(d, budget, decided->status.buf);

	if (w.code < 300)
		return;
	if (w.code != 409 && w.code != 404) {
		_cleanup_(str_release) struct str safe = STR_INIT;

		disruption_fail_safe(budget, w.message, world_now(d->agent.world), &safe);
		w = put_status(d, budget, safe.buf);
	}
	if (w.code >= 300 && w.code != 404)
		queue_retry(d->agent.queue, key);
}

static void work(void *arg, const char *key)
{
	struct disruptor *d = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *budget = cache_get(d->agent.cache, KIND(poddisruptionbudget), namespace, name);
	struct disruption_finder finder = { .arg = d, .object = find_object, .scale = find_scale };
	struct disruption decided = { 0 };
	object_vec pods = VEC_INIT;

	if (!budget)
		return;
	object_ref(budget);
	cache_list(d->agent.cache, KIND(pod), namespace, NULL, &pods);
	disruption_decide(budget, &pods, &finder, world_now(d->agent.world), &decided);
	tell(d, &decided);
	if (decided.write)
		write_status(d, budget, &decided, key);
	if (decided.recheck_ms >= 0)
		queue_after(d->agent.queue, key, decided.recheck_ms, WORLD_EVENT);
	disruption_release(&decided);
	vec_release(&pods);
	object_unref(budget);
}

/* --- stale conditions --- */

static void work_stale(void *arg, const char *key)
{
	struct disruptor *d = arg;
	char namespace[256];
	const char *name = key_split(key, namespace, sizeof(namespace));
	const struct object *pod = cache_get(d->agent.cache, KIND(pod), namespace, name);
	int64_t in = pod ? disruption_stale_in(pod, world_now(d->agent.world)) : -1;
	_cleanup_(str_release) struct str status = STR_INIT;

	if (in > 0)
		queue_after(d->stale, key, in, WORLD_EVENT);
	if (in != 0)
		return;
	disruption_unstale(pod, world_now(d->agent.world), &status);
	put_status(d, pod, status.buf);
}

/* --- what happens --- */

static void on_budget(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                      bool unknown)
{
	struct disruptor *d = arg;

	(void)old;
	(void)unknown;
	if (event != CACHE_DELETED)
		queue_add_object(d->agent.queue, now);
}

static void queue_budgets_of(struct disruptor *d, const struct object *pod)
{
	object_vec budgets = VEC_INIT, concerned = VEC_INIT;

	cache_list(d->agent.cache, KIND(poddisruptionbudget), pod->namespace, NULL, &budgets);
	if (budgets.len > 0)
		disruption_budgets_of(pod, &budgets, &concerned);
	if (concerned.len > 0)
		queue_add_object(d->agent.queue, concerned.items[0]);
	if (concerned.len > 1) {
		struct event_note note = { .about = pod, .reason = "MultiplePodDisruptionBudgets", .warning = true };
		_cleanup_(str_release) struct str text = STR_INIT;

		disruption_several_text(pod, concerned.items[0], &text);
		notes_tell(d->agent.notes, &note, "%s", text.buf);
	}
	vec_release(&budgets);
	vec_release(&concerned);
}

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct disruptor *d = arg;

	(void)unknown;
	queue_budgets_of(d, now ? now : old);
	if (event != CACHE_DELETED && strstr(now->bytes, "DisruptionTarget"))
		queue_add_object(d->stale, now);
}

static void *disruption_start(struct world *w, struct port *port)
{
	struct disruptor *d = xcalloc(1, sizeof(*d));

	agent_init(&d->agent, w, port, "controllermanager");
	agent_work(&d->agent, work, d);
	d->stale = queue_new(w, work_stale, d);
	agent_watch(&d->agent, KIND(poddisruptionbudget), on_budget, d);
	agent_watch(&d->agent, KIND(pod), on_pod, d);
	return d;
}

static void disruption_stop(void *state)
{
	struct disruptor *d = state;

	queue_free(d->stale);
	agent_release(&d->agent);
	free(d);
}

const struct controller disruption_controller = {
	.name = "disruption",
	.user = "disruption-controller",
	.help = "Keeps the status of disruption budgets, which the eviction gate asks",
	.start = disruption_start,
	.stop = disruption_stop,
};
