/* The Job controller, and the one that removes Jobs some time after they have finished. Source: pkg/controller/job and
 * pkg/controller/ttlafterfinished of Kubernetes 1.36. */
#include "sim/controller.h"

#include "kube/time.h"
#include "sim/validate/job.h"
#include "sim/workloads/tasks.h"

/* What is further away than this does not drive the clock. */
#define FAR_MS 60000

static void later(struct tasks *t, const char *key, int64_t in)
{
	queue_after(t->crew->agent.queue, key, in, in > FAR_MS ? WORLD_BACKGROUND : WORLD_EVENT);
}

/* --- when it is over --- */

static int64_t restarts(const struct tasks *t)
{
	int64_t n = 0;

	if (!streq0(json_str(json_at(t->tree, "spec.template.spec.restartPolicy")), "OnFailure"))
		return -1;
	vec_each(&t->active, p)
		n += pod_of(*p)->restarts;
	return n;
}

/* When its deadline is over, ms from now; -1: it has none. */
static int64_t deadline_in(const struct tasks *t)
{
	const json *limit = json_at(t->tree, "spec.activeDeadlineSeconds");
	int64_t start;

	if (!limit || !time_parse(json_str_or(json_at(t->tree, "status.startTime"), ""), &start))
		return -1;
	return MAX(start + json_int_or(limit, 0) * 1000 - world_now(t->crew->agent.world), (int64_t)0);
}

static json *failure(struct tasks *t, const char *key)
{
	int64_t limit = json_int_or(json_at(t->tree, "spec.backoffLimit"), 6), again = restarts(t), in = deadline_in(t);

	if (t->failed > limit || (again > 0 && again >= limit))
		return tasks_condition(t, "FailureTarget", "BackoffLimitExceeded",
				       "Job has reached the specified backoff limit");
	if (in == 0)
		return tasks_condition(t, "FailureTarget", "DeadlineExceeded",
				       "Job was active longer than specified deadline");
	if (in > 0)
		later(t, key, in);
	return NULL;
}

static bool is_complete(const struct tasks *t)
{
	int64_t wanted = tasks_wanted(t);

	return t->active.len == 0 && (wanted < 0 ? t->succeeded > 0 : t->succeeded >= wanted);
}

/* A condition that was decided in an earlier sync. */
static json *decided(const struct tasks *t)
{
	const json *status = json_get(t->tree, "status");

	if (condition_is(status, "SuccessCriteriaMet", "True"))
		return json_copy(condition_get(status, "SuccessCriteriaMet"));
	if (condition_is(status, "FailureTarget", "True"))
		return json_copy(condition_get(status, "FailureTarget"));
	return NULL;
}

/* --- holding and resuming --- */

static void note_suspension(struct tasks *t)
{
	json *status = json_want(t->tree, "status"), *c;
	bool held = json_true(json_at(t->tree, "spec.suspend")), was = condition_is(status, "Suspended", "True");
	const char *text = held ? "Job suspended" : "Job resumed";

	if (!held && !json_get(status, "startTime"))
		json_set(status, "startTime", crew_stamp(t->crew));
	if (held == was)
		return;
	c = tasks_condition(t, "Suspended", held ? "JobSuspended" : "JobResumed", text);
	json_set_str(c, "status", held ? "True" : "False");
	condition_set(status, c);
	crew_tell(t->crew, t->job, false, held ? "Suspended" : "Resumed", "%s", text);
	if (held)
		json_del(status, "startTime");
	else
		json_set(status, "startTime", crew_stamp(t->crew));
}

/* --- a Job that has finished --- */

static void expire(struct tasks *t, const char *key)
{
	const json *ttl = json_at(t->tree, "spec.ttlSecondsAfterFinished");
	int64_t since = 0, ms, in;

	for (json *c = json_first(json_at(t->tree, "status.conditions")); c; c = json_next(c))
		if ((streq0(json_get_str(c, "type"), "Complete") || streq0(json_get_str(c, "type"), "Failed")) &&
		    time_parse(json_str_or(json_get(c, "lastTransitionTime"), ""), &ms))
			since = ms;
	if (!ttl || since == 0 || t->job->deleted)
		return;
	in = since + json_int_or(ttl, 0) * 1000 - world_now(t->crew->agent.world);
	if (in > 0)
		later(t, key, in);
	else
		crew_delete(t->crew, t->job, "Foreground", NULL);
}

/* --- one sync --- */

static void sync_job(struct tasks *t, const char *key)
{
	json *finish;

	tasks_read(t);
	if (t->job->deleted == 0)
		note_suspension(t);
	finish = decided(t);
	if (!finish)
		finish = failure(t, key);
	if (finish) {
		tasks_end_active(t);
	} else {
		if (t->job->deleted == 0)
			tasks_manage(t, key);
		if (is_complete(t))
			finish = tasks_condition(t, "SuccessCriteriaMet", "CompletionsReached",
						 "Reached expected number of succeeded pods");
	}
	tasks_track(t, finish);
}

static void work(void *arg, const char *key)
{
	struct tasks t = { .crew = arg };

	t.job = crew_object(t.crew, key);
	if (!t.job)
		return;
	t.tree = object_tree(t.job);
	if (job_condition(t.tree, "Complete") || job_condition(t.tree, "Failed"))
		expire(&t, key);
	else if (!json_at(t.tree, "spec.managedBy"))
		sync_job(&t, key);
	if (t.refused)
		queue_retry(t.crew->agent.queue, key);
	tasks_release(&t);
}

/* --- watching --- */

/* A pod whose Job is gone or has finished is let go of. */
static void release_orphan(struct crew *crew, const struct object *pod)
{
	const struct owner *owner = object_controller(pod);
	const struct object *job = owner && streq(owner->kind, "Job") ?
		cache_get(crew->agent.cache, crew->kind, pod->namespace, owner->name) : NULL;
	_cleanup_(json_freep) json *tree = NULL;

	if (!object_has_finalizer(pod, TRACKING) || (owner && !streq(owner->kind, "Job")))
		return;
	if (job && streq(job->uid, owner->uid)) {
		tree = object_tree(job);
		if (!job_condition(tree, "Complete") && !job_condition(tree, "Failed"))
			return;
	}
	tasks_drop_finalizer(crew, pod);
}

static void changed(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct crew *crew = arg;

	crew_member_changed(arg, event, old, now, unknown);
	if (now && now->nfinalizers > 0)
		release_orphan(crew, now);
}

static void release_pods_of(struct crew *crew, const struct object *job)
{
	object_vec pods = VEC_INIT;

	cache_list(crew->agent.cache, KIND(pod), job->namespace, job->uid, &pods);
	vec_each(&pods, p)
		object_ref(*p);
	vec_each(&pods, p)
		release_orphan(crew, *p);
	objects_release(&pods);
}

static void job_changed(void *arg, enum cache_event event UNUSED, const struct object *old, const struct object *now,
			bool unknown UNUSED)
{
	if (!now)
		release_pods_of(arg, old);
}

static void *job_start(struct world *w, struct port *port)
{
	struct crew *crew = xcalloc(1, sizeof(*crew));
	struct crew_plan plan = { .kind = KIND(job), .members = { KIND(pod) }, .work = work, .changed = changed,
				  .arg = crew, .component = "job-controller" };

	crew_init(crew, w, port, &plan);
	agent_watch(&crew->agent, KIND(job), job_changed, crew);
	return crew;
}

static void job_stop(void *state)
{
	crew_release(state);
	free(state);
}

const struct controller job_controller = {
	.name = "job",
	.user = "job-controller",
	.help = "Runs the pods of Jobs until so many have succeeded or failed; removes Jobs after their time to live",
	.start = job_start,
	.stop = job_stop,
};
