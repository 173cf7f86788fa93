#include "sim/workloads/tasks.h"

#include "kube/time.h"
#include "sim/pods.h"

#define PAUSE_FIRST_MS 10000
#define PAUSE_MOST_MS 600000
#define MOST_A_SYNC 500

/* --- reading --- */

bool task_failed(const struct object *pod)
{
	const char *phase = pod_of(pod)->phase;

	return streq(phase, "Failed") || (pod->deleted && !streq(phase, "Succeeded"));
}

/* Ended, and not in the counts of the status yet. */
static bool is_uncounted(const struct object *pod)
{
	return object_has_finalizer(pod, TRACKING) && (pod_is_over(pod) || pod->deleted);
}

int64_t tasks_wanted(const struct tasks *t)
{
	return json_int_or(json_at(t->tree, "spec.completions"), -1);
}

static void count_indexed(struct tasks *t)
{
	int64_t n = tasks_wanted(t);
	bool *done = xcalloc((size_t)MAX(n, (int64_t)1), sizeof(*done));

	free(tasks_indexes(t, done, n));
	t->succeeded = 0;
	for (int64_t i = 0; i < n; i++)
		t->succeeded += done[i];
	free(done);
}

void tasks_read(struct tasks *t)
{
	const json *wanted = json_at(t->tree, "spec.selector"), *status = json_get(t->tree, "status");
	_cleanup_(selector_freep) struct selector *selector = wanted ? selector_from_json(wanted, NULL) : NULL;

	t->indexed = streq0(json_str(json_at(t->tree, "spec.completionMode")), "Indexed");
	t->succeeded = json_get_int(status, "succeeded", 0);
	t->failed = json_get_int(status, "failed", 0);
	if (selector)
		t->refused = !workload_claim_pods(t->crew, t->job, selector, &t->pods);
	vec_each(&t->pods, p) {
		if (pod_is_active(*p))
			vec_push(&t->active, *p);
		t->terminating += (*p)->deleted && !pod_is_over(*p);
		if (is_uncounted(*p) && task_failed(*p))
			t->failed++;
		else if (is_uncounted(*p))
			t->succeeded++;
	}
	if (t->indexed)
		count_indexed(t);
}

void tasks_release(struct tasks *t)
{
	vec_release(&t->active);
	objects_release(&t->pods);
	json_free(t->tree);
	object_unref(t->job);
}

/* --- finalizers --- */

bool tasks_drop_finalizer(struct crew *c, const struct object *pod)
{
	struct request r;
	struct outcome o = { 0 };
	json *left = json_array();
	bool ok;

	for (size_t i = 0; i < pod->nfinalizers; i++)
		if (!streq(pod->finalizers[i], TRACKING))
			json_push(left, json_string(pod->finalizers[i]));
	request_init(&r, VERB_PATCH, pod->kind, pod->namespace, pod->name);
	r.content_type = TYPE_MERGE_PATCH;
	r.tree = json_format("{'metadata':{'uid':%q,'finalizers':%j}}", pod->uid, left);
	json_free(left);
	ok = crew_send(c, &r, &o) || o.code == 404;
	outcome_release(&o);
	return ok;
}

/* --- pods --- */

/* The index as annotation, label, variable and host name. */
static void give_index(struct tasks *t, json *pod, int64_t index)
{
	_cleanup_(freep) char *text = xasprintf("%" PRId64, index);
	_cleanup_(freep) char *host = xasprintf("%s-%s", t->job->name, text), *prefix = xasprintf("%s-", host);
	static const char *const lists[] = { "initContainers", "containers" };
	json *metadata = json_get(pod, "metadata"), *spec = json_get(pod, "spec");

	json_set_str(metadata, "generateName", prefix);
	json_set_str(json_want(metadata, "annotations"), INDEX, text);
	json_set_str(json_want(metadata, "labels"), INDEX, text);
	json_set_str(spec, "hostname", host);
	for (size_t i = 0; i < COUNT(lists); i++)
		for (json *c = json_first(json_get(spec, lists[i])); c; c = json_next(c))
			json_push(json_want_array(c, "env"),
				  json_format("{'name':'JOB_COMPLETION_INDEX','valueFrom':{'fieldRef':"
					      "{'fieldPath':%q}}}", "metadata.labels['" INDEX "']"));
}

static bool create_pod(struct tasks *t, int64_t index)
{
	json *pod = workload_pod(t->job, json_at(t->tree, "spec.template"));
	struct outcome o = { 0 };
	bool ok;

	json_push(json_want_array(json_get(pod, "metadata"), "finalizers"), json_string(TRACKING));
	if (index >= 0)
		give_index(t, pod, index);
	ok = workload_create_pod(t->crew, t->job, pod, &o);
	t->refused = t->refused || (!ok && !o.terminating);
	outcome_release(&o);
	return ok;
}

static void mark_active(const struct tasks *t, bool *taken, int64_t n)
{
	vec_each(&t->active, p) {
		const char *text = object_annotation(*p, INDEX);
		int64_t index = text ? strtoll(text, NULL, 10) : -1;

		if (index >= 0 && index < n)
			taken[index] = true;
	}
}

static void create_pods(struct tasks *t, int64_t count)
{
	int64_t n = tasks_wanted(t), made = 0;
	bool *taken = t->indexed ? xcalloc((size_t)MAX(n, (int64_t)1), sizeof(*taken)) : NULL;

	if (t->indexed) {
		free(tasks_indexes(t, taken, n));
		mark_active(t, taken, n);
	}
	for (int64_t i = 0; made < count && !t->refused && (!t->indexed || i < n); i++)
		if (!t->indexed || !taken[i])
			made += create_pod(t, t->indexed ? i : -1);
	free(taken);
}

static void delete_pods(struct tasks *t, int64_t count)
{
	object_vec none = VEC_INIT;

	workload_rank_pods(&t->active, &none, world_now(t->crew->agent.world));
	for (int64_t i = 0; i < count && i < (int64_t)t->active.len; i++) {
		struct outcome o = { 0 };

		t->refused = !workload_delete_pod(t->crew, t->job, t->active.items[i], &o) || t->refused;
		outcome_release(&o);
	}
}

void tasks_end_active(struct tasks *t)
{
	delete_pods(t, (int64_t)t->active.len);
}

/* --- pauses after failures --- */

static int64_t ended_at(const struct object *pod)
{
	_cleanup_(json_freep) json *tree = object_tree(pod);
	int64_t last = pod->deleted * 1000, ms;

	for (json *c = json_first(json_at(tree, "status.containerStatuses")); c; c = json_next(c))
		if (time_parse(json_str_or(json_at(c, "state.terminated.finishedAt"), ""), &ms))
			last = MAX(last, ms);
	return last;
}

/* How long still to wait: 10 s after the first failure since the last success, then twice as long each time. */
static int64_t pause_left(const struct tasks *t)
{
	int64_t good = 0, last = 0, pause = PAUSE_FIRST_MS;
	size_t failures = 0;

	vec_each(&t->pods, p)
		if (streq(pod_of(*p)->phase, "Succeeded"))
			good = MAX(good, ended_at(*p));
	vec_each(&t->pods, p)
		if (task_failed(*p) && ended_at(*p) > good) {
			last = MAX(last, ended_at(*p));
			failures++;
		}
	if (failures == 0)
		return 0;
	for (size_t i = 1; i < failures && pause < PAUSE_MOST_MS; i++)
		pause *= 2;
	return MAX(last + MIN(pause, (int64_t)PAUSE_MOST_MS) - world_now(t->crew->agent.world), (int64_t)0);
}

void tasks_manage(struct tasks *t, const char *key)
{
	int64_t parallel = json_int_or(json_at(t->tree, "spec.parallelism"), 1), active = (int64_t)t->active.len;
	int64_t wanted = tasks_wanted(t), left = wanted - t->succeeded, pause;
	bool only_failed = streq0(json_str(json_at(t->tree, "spec.podReplacementPolicy")), "Failed");

	if (json_true(json_at(t->tree, "spec.suspend")))
		left = 0;
	else if (wanted < 0)
		left = t->succeeded > 0 ? active : parallel;
	left = MAX(MIN(left, parallel), (int64_t)0);
	if (active > left) {
		delete_pods(t, active - left);
		return;
	}
	left -= active + (only_failed ? t->terminating : 0);
	pause = left > 0 ? pause_left(t) : 0;
	if (pause > 0)
		queue_after(t->crew->agent.queue, key, pause, WORLD_EVENT);
	else if (left > 0)
		create_pods(t, MIN(left, (int64_t)MOST_A_SYNC));
}
