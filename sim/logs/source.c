/* See source.h. The order of the questions is the kubelet's (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus).
 */
#include "sim/logs/source.h"

#include "kube/time.h"
#include "sim/hash.h"

static const char *const spec_lists[] = { "containers", "initContainers" };
static const char *const status_lists[] = { "containerStatuses", "initContainerStatuses" };

static const json *named(const json *parent, const char *const lists[2], const char *name)
{
	for (size_t i = 0; i < 2; i++)
		for (json *c = json_first(json_get(parent, lists[i])); c; c = json_next(c))
			if (streq0(json_get_str(c, "name"), name))
				return c;
	return NULL;
}

static void add_names(const json *list, struct str *out)
{
	str_addc(out, '[');
	for (json *c = json_first(list); c; c = json_next(c))
		str_addf(out, "%s%s", c == json_first(list) ? "" : " ", json_str_or(json_get(c, "name"), ""));
	str_addc(out, ']');
}

const char *source_container(const json *pod, const char *container, struct status *why)
{
	const json *spec = json_get(pod, "spec"), *all = json_get(spec, "containers"), *found;
	const char *name = json_str_or(json_at(pod, "metadata.name"), "");
	_cleanup_(str_release) struct str names = STR_INIT;

	if (container && *container) {
		found = named(spec, spec_lists, container);
		if (!found)
			status_set(why, 400, "BadRequest", "container %s is not valid for pod %s", container, name);
		return json_get_str(found, "name");
	}
	if (json_len(all) == 1)
		return json_get_str(json_first(all), "name");
	add_names(all, &names);
	if (json_len(json_get(spec, "initContainers"))) {
		str_add(&names, " or one of the init containers: ");
		add_names(json_get(spec, "initContainers"), &names);
	}
	status_set(why, 400, "BadRequest", "a container name must be specified for pod %s, choose one of: %s", name,
	           names.buf);
	return NULL;
}

static int refuse(const json *pod, const char *container, const char *what, struct status *why)
{
	return status_set(why, 400, "BadRequest", "container \"%s\" in pod \"%s\" %s", container,
	                  json_str_or(json_at(pod, "metadata.name"), ""), what);
}

static int refuse_waiting(const json *pod, const char *container, const json *status, struct status *why)
{
	static const struct {
		const char *reason, *text;
	} common[] = {
		{ "ErrImagePull", "image can't be pulled" },
		{ "ImagePullBackOff", "trying and failing to pull image" },
	};
	const char *reason = json_str(json_at(status, "state.waiting.reason"));
	_cleanup_(freep) char *text = NULL;

	if (!reason)
		return refuse(pod, container, "is waiting to start - no logs yet", why);
	for (size_t i = 0; i < COUNT(common); i++)
		if (streq(common[i].reason, reason))
			reason = common[i].text;
	text = xasprintf("is waiting to start: %s", reason);
	return refuse(pod, container, text, why);
}

/* The end of a run as its state tells it. Times are cut to seconds: it may have written to the end of the last one. */
static void read_end(const json *terminated, int64_t *ret_ended_ms, int64_t *ret_code)
{
	*ret_ended_ms = time_seconds(json_get_str(terminated, "finishedAt")) * 1000 + 999;
	*ret_code = json_get_int(terminated, "exitCode", 0);
}

static void fill(const json *pod, const char *container, const json *state, const struct images *images,
		 struct run *ret, const char **ret_id)
{
	const json *spec = named(json_get(pod, "spec"), spec_lists, container);
	const char *image = json_str_or(json_get(spec, "image"), "");
	const char *id = json_str_or(json_get(state, "containerID"), "");

	*ret = (struct run){
		.says = &images_find(images, image)->says,
		.pod = json_str_or(json_at(pod, "metadata.name"), ""),
		.container = container,
		.image = image,
		.seed = hash_add(HASH_START, id, strlen(id)),
		.begun_ms = time_seconds(json_get_str(state, "startedAt")) * 1000,
		.ended_ms = -1,
	};
	if (json_get(state, "finishedAt"))
		read_end(state, &ret->ended_ms, &ret->exit_code);
	*ret_id = id;
}

int source_run(const json *pod, const char *container, bool previous, const struct images *images, struct run *ret,
	       const char **ret_id, struct status *why)
{
	const json *status = named(json_get(pod, "status"), status_lists, container), *state;
	const json *running = json_at(status, "state.running"), *ended = json_at(status, "state.terminated");
	const json *last = json_at(status, "lastState.terminated");

	if (!status)
		return refuse(pod, container, "is not available", why);
	if (previous && !last)
		return status_set(why, 400, "BadRequest",
		                  "previous terminated container \"%s\" in pod \"%s\" not found", container,
		                  json_str_or(json_at(pod, "metadata.name"), ""));
	state = previous ? last : running ? running : ended ? ended : last;
	if (!state)
		return refuse_waiting(pod, container, status, why);
	fill(pod, container, state, images, ret, ret_id);
	/* Only an ended state tells its container's id itself. */
	if (state == running) {
		*ret_id = json_str_or(json_get(status, "containerID"), "");
		ret->seed = hash_add(HASH_START, *ret_id, strlen(*ret_id));
	}
	return 0;
}

bool source_end(const json *pod, const char *container, const char *id, int64_t *ret_ended_ms, int64_t *ret_code)
{
	static const char *const states[] = { "state.terminated", "lastState.terminated" };
	const json *status = named(json_get(pod, "status"), status_lists, container);

	for (size_t i = 0; i < COUNT(states); i++) {
		const json *ended = json_at(status, states[i]);

		if (ended && streq0(json_get_str(ended, "containerID"), id)) {
			read_end(ended, ret_ended_ms, ret_code);
			return true;
		}
	}
	return json_at(status, "state.running") && streq0(json_get_str(status, "containerID"), id);
}
