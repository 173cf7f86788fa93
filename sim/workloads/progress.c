/* What a Deployment says of itself: counts, Available, Progressing, and when it gave up. */
#include "sim/workloads/rollout.h"

#include "kube/time.h"

/* --- questions --- */

bool rollout_is_complete(const struct rollout *r, const json *status)
{
	return json_get_int(status, "updatedReplicas", 0) == r->wanted &&
	       json_get_int(status, "replicas", 0) == r->wanted &&
	       json_get_int(status, "availableReplicas", 0) == r->wanted &&
	       json_get_int(status, "observedGeneration", 0) >= r->deployment->generation;
}

bool rollout_has_deadline(const struct rollout *r)
{
	const json *deadline = json_at(r->tree, "spec.progressDeadlineSeconds");

	return deadline && json_int_or(deadline, 0) != INT32_MAX;
}

static bool grew(const struct rollout *r, const json *status, const char *count)
{
	return json_get_int(status, count, 0) > json_get_int(r->written, count, 0);
}

static int64_t old_replicas(const json *status)
{
	return json_get_int(status, "replicas", 0) - json_get_int(status, "updatedReplicas", 0);
}

static bool is_progressing(const struct rollout *r, const json *status)
{
	return grew(r, status, "updatedReplicas") || old_replicas(status) < old_replicas(r->written) ||
	       grew(r, status, "readyReplicas") || grew(r, status, "availableReplicas");
}

/* When the deadline is over, as virtual ms; -1: there is no saying. */
static int64_t due(const struct rollout *r, const json *condition)
{
	int64_t since;

	if (!time_parse(json_str_or(json_get(condition, "lastUpdateTime"), ""), &since))
		return -1;
	return since + json_int_or(json_at(r->tree, "spec.progressDeadlineSeconds"), 0) * 1000;
}

static bool has_timed_out(const struct rollout *r, const json *status)
{
	const json *c = condition_get(status, "Progressing");

	if (!c || streq0(json_get_str(c, "reason"), "NewReplicaSetAvailable"))
		return false;
	return streq0(json_get_str(c, "reason"), "ProgressDeadlineExceeded") ||
	       due(r, c) < world_now(r->crew->agent.world);
}

/* --- writing --- */

bool rollout_put_status(struct rollout *r)
{
	struct outcome o = { 0 };
	bool ok = crew_put(r->crew, r->deployment, "status", json_copy(r->tree), &o);

	if (ok) {
		object_unref(r->deployment);
		r->deployment = object_ref(o.object);
		json_set_str(json_get(r->tree, "metadata"), "resourceVersion", o.object->version);
	}
	r->failed = r->failed || !ok;
	outcome_release(&o);
	return ok;
}

static void say(struct rollout *r, json *status, const char *value, const char *reason, const char *text)
{
	condition_set(status, condition_new("Progressing", value, reason, text, true, crew_stamp(r->crew)));
}

void rollout_pause(struct rollout *r)
{
	json *status = json_want(r->tree, "status");
	const char *reason = json_get_str(condition_get(status, "Progressing"), "reason");
	bool paused = json_true(json_at(r->tree, "spec.paused")), said = streq0(reason, "DeploymentPaused");

	if (!rollout_has_deadline(r) || streq0(reason, "ProgressDeadlineExceeded") || paused == said)
		return;
	if (paused)
		say(r, status, "Unknown", "DeploymentPaused", "Deployment is paused");
	else
		say(r, status, "Unknown", "DeploymentResumed", "Deployment is resumed");
	rollout_put_status(r);
}

/* --- the status --- */

static int64_t sum(const struct rollout *r, int64_t (*of)(const struct replicas *s))
{
	int64_t total = 0;

	vec_each(&r->sets, s)
		total += of(s);
	return total;
}

static int64_t there(const struct replicas *s)
{
	return s->there;
}

static int64_t ready(const struct replicas *s)
{
	return s->ready;
}

static int64_t available(const struct replicas *s)
{
	return s->available;
}

static int64_t terminating(const struct replicas *s)
{
	return json_int_or(json_at(s->tree, "status.terminatingReplicas"), 0);
}

static void say_available(struct rollout *r, json *status, bool enough)
{
	const char *value = enough ? "True" : "False";
	const char *reason = enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable";
	const char *text = enough ? "Deployment has minimum availability." :
				    "Deployment does not have minimum availability.";

	condition_set(status, condition_new("Available", value, reason, text, true, crew_stamp(r->crew)));
}

static json *count(struct rollout *r)
{
	const json *old = json_get(r->tree, "status");
	json *status = json_object();
	int64_t up = sum(r, available), enough = r->wanted - (r->wanted > 0 ? r->unavailable : 0);

	json_set_int(status, "observedGeneration", r->deployment->generation);
	conditions_count(status, "replicas", sum(r, there));
	conditions_count(status, "updatedReplicas", r->newest < 0 ? 0 : r->sets.items[r->newest].there);
	conditions_count(status, "readyReplicas", sum(r, ready));
	conditions_count(status, "availableReplicas", up);
	conditions_count(status, "unavailableReplicas", MAX(rollout_total(r) - up, (int64_t)0));
	json_set_int(status, "terminatingReplicas", sum(r, terminating));
	if (json_get(old, "conditions"))
		json_set(status, "conditions", json_copy(json_get(old, "conditions")));
	if (json_get(old, "collisionCount"))
		json_set(status, "collisionCount", json_copy(json_get(old, "collisionCount")));
	say_available(r, status, up >= enough);
	return status;
}

/* Any progress moves the time of the last update, though status and reason stay. */
static void say_progress(struct rollout *r, json *status, const char *text)
{
	const json *old = condition_get(status, "Progressing");
	json *c = condition_new("Progressing", "True", "ReplicaSetUpdated", text, true, crew_stamp(r->crew));

	if (condition_is(status, "Progressing", "True"))
		json_set(c, "lastTransitionTime", json_copy(json_get(old, "lastTransitionTime")));
	condition_remove(status, "Progressing");
	condition_set(status, c);
}

static char *subject(struct rollout *r, const char *what)
{
	const struct replicas *s = rollout_new_set(r);

	return xasprintf("%s \"%s\" %s", s ? "ReplicaSet" : "Deployment", s ? s->object->name : r->deployment->name,
			 what);
}

static void estimate(struct rollout *r, json *status)
{
	const char *reason = json_get_str(condition_get(status, "Progressing"), "reason");
	_cleanup_(freep) char *text = NULL;

	if (!rollout_has_deadline(r)) {
		condition_remove(status, "Progressing");
	} else if (old_replicas(status) == 0 && streq0(reason, "NewReplicaSetAvailable")) {
		return;
	} else if (rollout_is_complete(r, status)) {
		say(r, status, "True", "NewReplicaSetAvailable", text = subject(r, "has successfully progressed."));
	} else if (is_progressing(r, status)) {
		say_progress(r, status, text = subject(r, "is progressing."));
	} else if (has_timed_out(r, status)) {
		say(r, status, "False", "ProgressDeadlineExceeded", text = subject(r, "has timed out progressing."));
	}
}

/* A refusal that the new set met, or else an old one. */
static const json *failure_of(struct rollout *r)
{
	const struct replicas *new = rollout_new_set(r);
	const json *found = new ? condition_get(json_get(new->tree, "status"), "ReplicaFailure") : NULL;

	vec_each(&r->sets, s)
		if (!found)
			found = condition_get(json_get(s->tree, "status"), "ReplicaFailure");
	return found;
}

static void take_over_failure(struct rollout *r, json *status)
{
	const json *failure = failure_of(r);
	json *copy;

	if (!failure) {
		condition_remove(status, "ReplicaFailure");
		return;
	}
	copy = json_copy(failure);
	json_set(copy, "lastUpdateTime", json_copy(json_get(failure, "lastTransitionTime")));
	condition_set(status, copy);
}

/* Nothing new: a rollout that may be stuck is looked at again when its deadline is over. */
static void look_again(struct rollout *r, const json *status)
{
	const json *c = condition_get(status, "Progressing");
	_cleanup_(str_release) struct str key = STR_INIT;
	int64_t at = c ? due(r, c) : -1;

	if (!rollout_has_deadline(r) || at < 0 || rollout_is_complete(r, status) ||
	    streq0(json_get_str(c, "reason"), "ProgressDeadlineExceeded"))
		return;
	object_key(r->deployment, &key);
	queue_after(r->crew->agent.queue, key.buf, at - world_now(r->crew->agent.world) + 1000, WORLD_BACKGROUND);
}

void rollout_write_status(struct rollout *r, bool progress)
{
	json *status = count(r);

	if (progress) {
		estimate(r, status);
		take_over_failure(r, status);
	}
	if (json_equal(status, r->written)) {
		look_again(r, status);
		json_free(status);
		return;
	}
	json_set(r->tree, "status", status);
	rollout_put_status(r);
	look_again(r, status);
}
