/* The ReplicaSet controller: keeps as many pods of a template as are wanted. Source: pkg/controller/replicaset of
 * Kubernetes 1.36. */
#include "sim/controller.h"

#include "reconciler/counters.h"
#include "sim/workloads/conditions.h"
#include "sim/workloads/pods.h"

#define BURST 500

/* One sync. */
struct round {
	struct crew *crew;
	const struct object *set;
	json *tree;
	object_vec active;		/* references */
	size_t terminating;
	int64_t wanted, min_ready;
	const char *failed;		/* "FailedCreate", "FailedDelete", NULL: nothing was refused */
	char why[1024];
};

/* --- more pods, fewer pods --- */

static void note_failure(struct round *r, const char *reason, const struct outcome *o)
{
	r->failed = reason;
	memcpy(r->why, o->message, sizeof(r->why));
}

/* Batches begin with one pod and double, so that what is refused is refused once and not 500 times. */
static void create_pods(struct round *r, size_t count)
{
	size_t batch = 1, left = MIN(count, (size_t)BURST);

	for (; left > 0 && !r->failed; batch *= 2) {
		size_t n = MIN(batch, left);

		for (size_t i = 0; i < n; i++) {
			json *pod = workload_pod(r->set, json_at(r->tree, "spec.template"));
			struct outcome o = { 0 };

			if (!workload_create_pod(r->crew, r->set, pod, &o) && !o.terminating)
				note_failure(r, "FailedCreate", &o);
			outcome_release(&o);
		}
		left -= n;
	}
}

/* Pods of all sets of the same controller, which share nodes with ours. */
static void related_pods(struct round *r, object_vec *ret)
{
	const struct owner *owner = object_controller(r->set);
	object_vec sets = VEC_INIT;

	if (owner)
		cache_list(r->crew->agent.cache, KIND(replicaset), r->set->namespace, owner->uid, &sets);
	else
		vec_push(&sets, r->set);
	vec_each(&sets, s)
		cache_list(r->crew->agent.cache, KIND(pod), (*s)->namespace, (*s)->uid, ret);
	vec_release(&sets);
}

static void delete_pods(struct round *r, size_t count)
{
	object_vec related = VEC_INIT;

	count = MIN(count, (size_t)BURST);
	if (count < r->active.len) {
		related_pods(r, &related);
		workload_rank_pods(&r->active, &related, world_now(r->crew->agent.world));
		vec_release(&related);
	}
	for (size_t i = 0; i < count; i++) {
		struct outcome o = { 0 };

		if (!workload_delete_pod(r->crew, r->set, r->active.items[i], &o))
			note_failure(r, "FailedDelete", &o);
		outcome_release(&o);
	}
}

static void manage(struct round *r)
{
	int64_t diff = (int64_t)r->active.len - r->wanted;

	if (r->set->deleted)
		return;
	if (diff < 0)
		create_pods(r, (size_t)-diff);
	else if (diff > 0)
		delete_pods(r, (size_t)diff);
}

/* --- status --- */

static bool has_labels(const struct object *pod, const json *labels)
{
	for (const json *l = json_first(labels); l; l = json_next(l))
		if (!streq0(object_label(pod, json_key(l)), json_str_or(l, "")))
			return false;
	return true;
}

static json *make_status(struct round *r)
{
	json *status = json_copy(json_get(r->tree, "status"));
	const json *labels = json_at(r->tree, "spec.template.metadata.labels");
	int64_t labelled = 0, ready = 0, available = 0, now = world_now(r->crew->agent.world);

	vec_each(&r->active, p) {
		labelled += has_labels(*p, labels);
		ready += pod_of(*p)->ready;
		available += pod_available(*p, (int32_t)r->min_ready, now);
	}
	status = status ? status : json_object();
	json_set_int(status, "replicas", (int64_t)r->active.len);
	conditions_count(status, "fullyLabeledReplicas", labelled);
	conditions_count(status, "readyReplicas", ready);
	conditions_count(status, "availableReplicas", available);
	json_set_int(status, "terminatingReplicas", (int64_t)r->terminating);
	if (!r->failed)
		condition_remove(status, "ReplicaFailure");
	else if (!condition_get(status, "ReplicaFailure"))
		condition_set(status, condition_new("ReplicaFailure", "True", r->failed, r->why, false,
						    crew_stamp(r->crew)));
	return status;
}

/* False if it could not be written. */
static bool write_status(struct round *r)
{
	_cleanup_(json_freep) json *status = make_status(r);
	const json *old = json_get(r->tree, "status");

	if (json_equal(status, old) && json_get_int(old, "observedGeneration", 0) == r->set->generation)
		return true;
	json_set_int(status, "observedGeneration", r->set->generation);
	json_set(r->tree, "status", take(status));
	return crew_put(r->crew, r->set, "status", take(r->tree), NULL);
}

/* A ready pod becomes available by time alone. */
static void look_again(struct round *r, const char *key)
{
	vec_each(&r->active, p) {
		int64_t in = pod_available_in(*p, (int32_t)r->min_ready, world_now(r->crew->agent.world));

		if (r->min_ready > 0 && in >= 0)
			queue_after(r->crew->agent.queue, key, in, WORLD_EVENT);
	}
}

/* --- one sync --- */

static bool read_pods(struct round *r)
{
	const json *wanted = json_at(r->tree, "spec.selector");
	_cleanup_(selector_freep) struct selector *selector = wanted ? selector_from_json(wanted, NULL) : NULL;
	object_vec all = VEC_INIT;
	bool ok;

	if (!selector)
		return false;
	ok = workload_claim_pods(r->crew, r->set, selector, &all);
	vec_each(&all, p) {
		if (pod_is_active(*p))
			vec_push(&r->active, object_ref(*p));
		else
			r->terminating += (*p)->deleted && !pod_ended(*p);
	}
	objects_release(&all);
	return ok;
}

static void sync_set(void *arg, const char *key)
{
	struct round r = { .crew = arg };
	_cleanup_(object_unrefp) const struct object *set = crew_object(r.crew, key);
	bool ok;

	if (!set)
		return;
	r.set = set;
	r.tree = object_tree(set);
	r.wanted = json_int_or(json_at(r.tree, "spec.replicas"), 1);
	r.min_ready = json_int_or(json_at(r.tree, "spec.minReadySeconds"), 0);
	ok = read_pods(&r);
	if (ok)
		manage(&r);
	ok = write_status(&r) && ok && !r.failed;
	if (!ok)
		queue_retry(r.crew->agent.queue, key);
	look_again(&r, key);
	objects_release(&r.active);
	json_free(r.tree);
}

static void *replicaset_start(struct world *w, struct port *port)
{
	struct crew *crew = xcalloc(1, sizeof(*crew));
	struct crew_plan plan = { .kind = KIND(replicaset), .members = { KIND(pod) }, .work = sync_set, .arg = crew,
				  .component = "replicaset-controller" };

	crew_init(crew, w, port, &plan);
	return crew;
}

static void replicaset_stop(void *state)
{
	crew_release(state);
	free(state);
}

const struct controller replicaset_controller = {
	.name = "replicaset",
	.user = "replicaset-controller",
	.help = "Keeps the pods of ReplicaSets: makes them, adopts them, and deletes them in upstream's order",
	.start = replicaset_start,
	.stop = replicaset_stop,
};
