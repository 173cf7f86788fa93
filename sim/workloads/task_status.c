/* What a Job says of its pods: counts, indexes, conditions. */
#include "sim/workloads/tasks.h"

#include "sim/pods.h"

/* --- indexes --- */

static void mark_texts(const char *text, bool *done, int64_t n)
{
	while (text && *text) {
		char *end;
		int64_t from = strtoll(text, &end, 10), to = *end == '-' ? strtoll(end + 1, &end, 10) : from;

		for (int64_t i = from; i <= to && i < n; i++)
			done[i] = true;
		text = *end == ',' ? end + 1 : NULL;
	}
}

static void mark_pods(const struct tasks *t, bool *done, int64_t n)
{
	vec_each(&t->pods, p) {
		const char *text = object_annotation(*p, INDEX);
		int64_t index = text ? strtoll(text, NULL, 10) : -1;

		if (streq(pod_of(*p)->phase, "Succeeded") && index >= 0 && index < n)
			done[index] = true;
	}
}

char *tasks_indexes(const struct tasks *t, bool *ret_done, int64_t n)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	mark_texts(json_str(json_at(t->tree, "status.completedIndexes")), ret_done, n);
	mark_pods(t, ret_done, n);
	for (int64_t i = 0; i < n; i++) {
		int64_t to = i;

		if (!ret_done[i])
			continue;
		while (to + 1 < n && ret_done[to + 1])
			to++;
		str_addf(&out, "%s%" PRId64, out.len > 0 ? "," : "", i);
		if (to > i)
			str_addf(&out, to == i + 1 ? ",%" PRId64 : "-%" PRId64, to);
		i = to;
	}
	return str_take(&out);
}

/* --- conditions --- */

json *tasks_condition(struct tasks *t, const char *type, const char *reason, const char *message)
{
	json *c = condition_new(type, "True", reason, message, false, crew_stamp(t->crew));

	json_set(c, "lastProbeTime", crew_stamp(t->crew));
	return c;
}

/* --- writing --- */

static bool write_status(struct tasks *t)
{
	struct outcome o = { 0 };
	bool ok = crew_put(t->crew, t->job, "status", json_copy(t->tree), &o);

	if (ok) {
		object_unref(t->job);
		t->job = object_ref(o.object);
		json_set_str(json_get(t->tree, "metadata"), "resourceVersion", o.object->version);
	}
	t->refused = t->refused || !ok;
	outcome_release(&o);
	return ok;
}

/* Pods that have ended are named in the status first, then let go of, then counted: none is counted twice. */
static bool note_ended(struct tasks *t, json *uncounted)
{
	size_t n = 0;

	vec_each(&t->pods, p) {
		if (!object_has_finalizer(*p, TRACKING) || (!pod_is_over(*p) && (*p)->deleted == 0))
			continue;
		json_push(json_want_array(uncounted, task_failed(*p) ? "failed" : "succeeded"), json_string((*p)->uid));
		n++;
	}
	return n > 0;
}

static void let_go(struct tasks *t)
{
	vec_each(&t->pods, p)
		if (object_has_finalizer(*p, TRACKING) && (pod_is_over(*p) || (*p)->deleted))
			t->refused = !tasks_drop_finalizer(t->crew, *p) || t->refused;
}

static void set_counts(struct tasks *t, json *status)
{
	int64_t active = 0, ready = 0, terminating = 0;
	object_vec all = VEC_INIT;

	cache_list(t->crew->agent.cache, KIND(pod), t->job->namespace, t->job->uid, &all);
	vec_each(&all, p) {
		active += pod_is_active(*p);
		ready += pod_is_active(*p) && pod_of(*p)->ready;
		terminating += (*p)->deleted && !pod_is_over(*p);
	}
	vec_release(&all);
	t->terminating = terminating;
	conditions_count(status, "active", active);
	json_set_int(status, "ready", ready);
	json_set_int(status, "terminating", terminating);
	if (t->indexed) {
		int64_t n = tasks_wanted(t);
		bool *done = xcalloc((size_t)MAX(n, (int64_t)1), sizeof(*done));
		_cleanup_(freep) char *text = tasks_indexes(t, done, n);

		if (*text)
			json_set_str(status, "completedIndexes", text);
		free(done);
	}
}

static bool is_quiet(const struct tasks *t, const json *status)
{
	return json_get_int(status, "active", 0) == 0 && t->terminating == 0;
}

/* Nothing runs any more: the condition that decided it is followed by the terminal one. */
static void conclude(struct tasks *t, json *status, json *decided)
{
	bool good = streq0(json_get_str(decided, "type"), "SuccessCriteriaMet");
	const char *reason = json_get_str(decided, "reason"), *message = json_get_str(decided, "message");

	condition_set(status, tasks_condition(t, good ? "Complete" : "Failed", reason, message));
	if (good)
		json_set(status, "completionTime", crew_stamp(t->crew));
	if (!write_status(t))
		return;
	if (good)
		crew_tell(t->crew, t->job, false, "Completed", "Job completed");
	else
		crew_tell(t->crew, t->job, true, reason, "%s", message);
}

void tasks_track(struct tasks *t, json *finish)
{
	_cleanup_(json_freep) json *before = json_copy(json_at(t->tree, "status")), *decided = finish;
	json *status = json_want(t->tree, "status");
	json *uncounted = json_set(status, "uncountedTerminatedPods", json_object());
	bool ended = note_ended(t, uncounted);

	if (decided)
		condition_set(status, json_copy(decided));
	set_counts(t, status);
	if (!json_equal(before, status) && !write_status(t))
		return;
	if (ended) {
		let_go(t);
		json_set(status, "uncountedTerminatedPods", json_object());
		conditions_count(status, "succeeded", t->succeeded);
		conditions_count(status, "failed", t->failed);
		set_counts(t, status);
		if (t->refused || !(decided && is_quiet(t, status))) {
			write_status(t);
			return;
		}
	}
	if (decided && is_quiet(t, status))
		conclude(t, status, decided);
}
