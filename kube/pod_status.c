#include "kube/pod_status.h"
#include "kube/read.h"
#include "kube/time.h"

void pod_status_release(struct pod_status *s)
{
	str_release(&s->word);
}

static const char *text_at(const json *tree, const char *path)
{
	return json_str_or(json_at(tree, path), "");
}

/* The member of a state; a null is none. */
static const json *state(const json *status, const char *which, const char *name)
{
	const json *j = json_get(json_get(status, which), name);

	return json_is_null(j) ? NULL : j;
}

static void set_word(struct pod_status *s, const char *prefix, const char *word)
{
	str_reset(&s->word);
	str_add(&s->word, prefix);
	str_add(&s->word, word);
}

/* "Error", or "Signal:9" and "ExitCode:3" where the kubelet gave no reason. */
static void set_terminated(struct pod_status *s, const char *prefix, const json *terminated)
{
	const char *reason = json_get_str(terminated, "reason");
	int64_t signo = json_get_int(terminated, "signal", 0);

	set_word(s, prefix, reason ? reason : "");
	if (reason && *reason)
		return;
	if (signo)
		str_addf(&s->word, "Signal:%" PRId64, signo);
	else
		str_addf(&s->word, "ExitCode:%" PRId64, json_get_int(terminated, "exitCode", 0));
}

static void count_restarts(struct pod_status *s, const json *status)
{
	const json *last = state(status, "lastState", "terminated");
	int64_t at = last ? time_seconds(json_get_str(last, "finishedAt")) : 0;
	int64_t restarts = json_get_int(status, "restartCount", 0);

	s->restarts += (int)MAX(MIN(restarts, 1000000), 0);
	s->restarted = MAX(s->restarted, at);
}

static bool is_sidecar(const json *pod, const char *name)
{
	for (const json *c = json_first(json_at(pod, "spec.initContainers")); c; c = json_next(c))
		if (streq0(json_get_str(c, "name"), name))
			return streq0(json_get_str(c, "restartPolicy"), "Always");
	return false;
}

/* One init container's status; true if the pod waits for it, and then the word says how. */
static bool waits_for_init(struct pod_status *s, const json *pod, const json *status, size_t index)
{
	const json *terminated = state(status, "state", "terminated");
	const char *waiting = json_get_str(state(status, "state", "waiting"), "reason");

	if (terminated && json_get_int(terminated, "exitCode", 0) == 0)
		return false;
	if (is_sidecar(pod, json_get_str(status, "name")) && json_true(json_get(status, "started"))) {
		s->ready += json_true(json_get(status, "ready"));
		return false;
	}
	if (terminated) {
		set_terminated(s, "Init:", terminated);
	} else if (waiting && *waiting && !streq(waiting, "PodInitializing")) {
		set_word(s, "Init:", waiting);
	} else {
		str_reset(&s->word);
		str_addf(&s->word, "Init:%zu/%zu", index, json_len(json_at(pod, "spec.initContainers")));
	}
	return true;
}

/* True if the init containers are still at work; the restarts are then theirs, else only those of sidecars. */
static bool read_init(struct pod_status *s, const json *pod)
{
	struct pod_status sidecars = POD_STATUS_INIT;
	bool initializing = false;
	size_t index = 0;

	for (const json *i = json_first(json_at(pod, "status.initContainerStatuses")); i; i = json_next(i)) {
		count_restarts(s, i);
		if (is_sidecar(pod, json_get_str(i, "name")))
			count_restarts(&sidecars, i);
		initializing = waits_for_init(s, pod, i, index++);
		if (initializing)
			break;
	}
	if (initializing && !read_condition_true(pod, "Initialized"))
		return true;
	s->restarts = sidecars.restarts;
	s->restarted = sidecars.restarted;
	return false;
}

struct running {
	bool any;
	struct str error;		/* the word of the first container that failed, "" if none did */
};

static void read_container(struct pod_status *s, const json *status, struct running *running)
{
	const json *terminated = state(status, "state", "terminated");
	const char *waiting = json_get_str(state(status, "state", "waiting"), "reason");

	count_restarts(s, status);
	if (waiting && *waiting) {
		set_word(s, "", waiting);
	} else if (terminated) {
		set_terminated(s, "", terminated);
		if (json_get_int(terminated, "exitCode", 0)) {
			str_reset(&running->error);
			str_add(&running->error, s->word.buf);
		}
	} else if (json_true(json_get(status, "ready")) && state(status, "state", "running")) {
		running->any = true;
		s->ready++;
	}
}

/* The last container first, so that the first one has the last word. */
static void read_containers(struct pod_status *s, const json *pod)
{
	const json *statuses = json_at(pod, "status.containerStatuses");
	struct running running = { false, STR_INIT };

	for (size_t i = json_len(statuses); i-- > 0;)
		read_container(s, json_item(statuses, i), &running);
	if (streq(s->word.buf, "Completed")) {
		if (running.any && read_condition_true(pod, "Ready"))
			set_word(s, "", "Running");
		else if (running.error.len)
			set_word(s, "", running.error.buf);
		else if (running.any)
			set_word(s, "", "NotReady");
	}
	str_release(&running.error);
}

static int count_containers(const json *pod)
{
	size_t n = json_len(json_at(pod, "spec.containers"));

	for (const json *c = json_first(json_at(pod, "spec.initContainers")); c; c = json_next(c))
		n += streq0(json_get_str(c, "restartPolicy"), "Always");
	return (int)n;
}

static bool is_gated(const json *pod)
{
	for (const json *c = json_first(json_at(pod, "status.conditions")); c; c = json_next(c))
		if (streq0(json_get_str(c, "type"), "PodScheduled") &&
		    streq0(json_get_str(c, "reason"), "SchedulingGated"))
			return true;
	return false;
}

void pod_status(const json *pod, struct pod_status *ret)
{
	const char *phase = text_at(pod, "status.phase"), *reason = text_at(pod, "status.reason");
	bool deleted = !json_is_null(json_at(pod, "metadata.deletionTimestamp"));

	pod_status_release(ret);
	*ret = (struct pod_status)POD_STATUS_INIT;
	set_word(ret, "", is_gated(pod) ? "SchedulingGated" : *reason ? reason : phase);
	ret->ended = streq(phase, "Succeeded") ? "Succeeded" : streq(phase, "Failed") ? "Failed" : NULL;
	ret->total = count_containers(pod);
	if (!read_init(ret, pod))
		read_containers(ret, pod);
	if (deleted && streq(reason, "NodeLost"))
		ret->deleting = "Unknown";
	else if (deleted && !ret->ended)
		ret->deleting = "Terminating";
}

const char *pod_status_text(const struct pod_status *s)
{
	return s->deleting ? s->deleting : s->word.buf;
}

void pod_status_restarts(const struct pod_status *s, int64_t now_s, struct str *out)
{
	str_addf(out, "%d", s->restarts);
	if (!s->restarts || !s->restarted)
		return;
	str_add(out, " (");
	duration_add(out, now_s - s->restarted);
	str_add(out, " ago)");
}
