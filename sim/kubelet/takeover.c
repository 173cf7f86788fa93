/* A kubelet that comes to pods which run already takes them over as their status tells, and writes nothing yet. */
#include "sim/kubelet/machine.h"
#include "sim/kubelet/podlet.h"

#include "kube/time.h"

/* Reasons outlive the status they were read from. Others are those of a container that is just beginning. */
static const char *static_reason(const char *reason, const char *otherwise)
{
	static const char *const reasons[] = { "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "Completed",
		                               "Error", "OOMKilled", "ContainerCannotRun" };

	for (size_t i = 0; reason && i < COUNT(reasons); i++)
		if (streq(reasons[i], reason))
			return reasons[i];
	return otherwise;
}

static int64_t seconds(const json *object, const char *key)
{
	int64_t ms = 0;

	return time_parse(json_str_or(json_get(object, key), ""), &ms) ? ms / 1000 : 0;
}

static void find_ended(struct container *c, const json *end)
{
	c->state = CONTAINER_EXITED;
	c->exit_code = json_get_int(end, "exitCode", 0);
	c->reason = static_reason(json_get_str(end, "reason"), c->exit_code ? "Error" : "Completed");
	c->started_at = seconds(end, "startedAt");
	c->finished_at = seconds(end, "finishedAt");
}

static void find_state(struct container *c, const json *state)
{
	const json *running = json_get(state, "running"), *ended = json_get(state, "terminated");
	const json *waiting = json_get(state, "waiting");

	if (running) {
		c->state = CONTAINER_RUNNING;
		c->started_at = seconds(running, "startedAt");
		c->begun_ms = c->started_at * 1000;
	} else if (ended) {
		find_ended(c, ended);
	} else if (waiting) {
		c->reason = static_reason(json_get_str(waiting, "reason"), c->reason);
		c->message = xstrdup(json_get_str(waiting, "message"));
	}
}

/* True if it has come far enough to be gone on with. */
static bool find_container(struct container *c, const json *status)
{
	const char *id = json_get_str(status, "containerID");
	const json *last = json_get(status, "lastState");

	if (!id || !*id)
		id = json_str(json_at(last, "terminated.containerID"));
	find_state(c, json_get(status, "state"));
	c->id = id && *id ? xstrdup(id) : NULL;
	c->restarts = (int)json_get_int(status, "restartCount", 0);
	c->ready = json_true(json_get(status, "ready"));
	c->started = json_true(json_get(status, "started"));
	c->last = json_len(last) ? json_copy(last) : NULL;
	if (c->id)
		machine_add_image(c->podlet->machine, c->image);
	return c->id || c->message;
}

static const json *status_of(const json *list, const char *name)
{
	for (const json *i = json_first(list); i; i = json_next(i))
		if (streq0(json_get_str(i, "name"), name))
			return i;
	return NULL;
}

static void remember_conditions(struct podlet *p, const json *list)
{
	static const char *const types[] = { [SANDBOX] = "PodReadyToStartContainers", [INITIALIZED] = "Initialized",
		                             [READY] = "Ready", [CONTAINERS_READY] = "ContainersReady" };

	for (const json *c = json_first(list); c; c = json_next(c))
		for (size_t i = 0; i < COUNT(types); i++)
			if (streq0(json_get_str(c, "type"), types[i]))
				p->conditions[i] =
				    (struct condition_memory){ .known = true,
				                               .status = streq0(json_get_str(c, "status"), "True"),
				                               .since = seconds(c, "lastTransitionTime") };
}

static bool find_containers(struct podlet *p, const json *status)
{
	bool all = true, any = false;

	for (size_t i = 0; i < p->ncontainers; i++) {
		struct container *c = &p->containers[i];
		const char *list = i < p->ninit ? "initContainerStatuses" : "containerStatuses";
		bool found = find_container(c, status_of(json_get(status, list), c->name));

		if (found)
			container_go_on(c);
		any = any || found;
		all = all && found;
	}
	if (any && !all && !p->pod->deleted)
		podlet_begin(p);
	return any;
}

bool podlet_take_over(struct podlet *p)
{
	_cleanup_(json_freep) json *tree = NULL;
	const json *status;
	int64_t started;

	if (!strstr(p->pod->bytes, "\"containerStatuses\""))
		return false;
	tree = object_tree(p->pod);
	status = json_get(tree, "status");
	if (!find_containers(p, status))
		return false;
	started = seconds(status, "startTime");
	p->seen_ms = started ? started * 1000 : p->seen_ms;
	p->ip = xstrdup(json_get_str(status, "podIP"));
	remember_conditions(p, json_get(status, "conditions"));
	return true;
}
