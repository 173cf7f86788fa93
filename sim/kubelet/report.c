/*
 * What a kubelet tells of a pod: one strategic merge patch of its status, written when a moment in which something
 * happened is over. Conditions merge by type, so that the scheduler's PodScheduled and conditions of others stay.
 */
#include "kube/time.h"
#include "kube/kinds/pod.h"
#include "sim/kubelet/machine.h"
#include "sim/kubelet/podlet.h"

static const char *const condition_types[] = { "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady" };

static void set_time(json *object, const char *key, int64_t s)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	time_add(&text, s);
	json_set_str(object, key, text.buf);
}

/* --- containers --- */

json *podlet_exited_state(const struct container *c)
{
	json *state = json_object();
	json *end = json_set(state, "terminated", json_object());

	json_set_int(end, "exitCode", c->exit_code);
	json_set_str(end, "reason", c->reason);
	set_time(end, "startedAt", c->started_at);
	set_time(end, "finishedAt", c->finished_at);
	json_set_str(end, "containerID", c->id ? c->id : "");
	return state;
}

static json *state_of(const struct container *c)
{
	json *state, *waiting;

	if (c->state == CONTAINER_EXITED)
		return podlet_exited_state(c);
	state = json_object();
	if (c->state == CONTAINER_RUNNING) {
		set_time(json_set(state, "running", json_object()), "startedAt", c->started_at);
		return state;
	}
	waiting = json_set(state, "waiting", json_object());
	json_set_str(waiting, "reason", c->reason);
	if (c->message)
		json_set_str(waiting, "message", c->message);
	return state;
}

static json *container_status(const struct container *c)
{
	json *s = json_object();
	_cleanup_(freep) char *id = c->id ? image_id(c->image) : NULL;

	json_set_str(s, "name", c->name);
	json_set(s, "state", state_of(c));
	json_set(s, "lastState", c->last ? json_copy(c->last) : json_object());
	json_set(s, "ready", json_bool(c->ready));
	json_set_int(s, "restartCount", c->restarts);
	json_set_str(s, "image", c->image);
	json_set_str(s, "imageID", id ? id : "");
	if (c->id)
		json_set_str(s, "containerID", c->id);
	json_set(s, "started", json_bool(c->started));
	return s;
}

/* --- the pod as a whole --- */

struct tally {
	size_t init_done, running, ready, ended, failed, waiting_first;
	struct str unready, incomplete;		/* names, with blanks between */
};

static void add_name(struct str *names, const char *name)
{
	if (names->len > 0)
		str_addc(names, ' ');
	str_add(names, name);
}

static void tally_init(struct tally *t, const struct container *c)
{
	if (c->sidecar ? c->state == CONTAINER_RUNNING : c->state == CONTAINER_EXITED && c->exit_code == 0)
		t->init_done++;
	else
		add_name(&t->incomplete, c->name);
	if (c->state == CONTAINER_EXITED && c->exit_code != 0 && streq(c->podlet->restart_policy, "Never"))
		t->failed++;
}

static void tally_main(struct tally *t, const struct container *c)
{
	t->running += c->state == CONTAINER_RUNNING;
	t->ended += c->state == CONTAINER_EXITED;
	t->failed += c->state == CONTAINER_EXITED && c->exit_code != 0;
	t->waiting_first += c->state == CONTAINER_WAITING && !c->id;
	if (c->ready)
		t->ready++;
	else
		add_name(&t->unready, c->name);
}

static void tally_of(const struct podlet *p, struct tally *ret)
{
	*ret = (struct tally){ .unready = STR_INIT, .incomplete = STR_INIT };
	for (size_t i = 0; i < p->ncontainers; i++)
		if (i < p->ninit)
			tally_init(ret, &p->containers[i]);
		else
			tally_main(ret, &p->containers[i]);
}

static void tally_release(struct tally *t)
{
	str_release(&t->unready);
	str_release(&t->incomplete);
}

/* Pending until every container has run once; ended when none will run again. */
static const char *phase_of(const struct podlet *p, const struct tally *t)
{
	size_t containers = p->ncontainers - p->ninit;
	bool final = p->stopped || streq(p->restart_policy, "Never") ||
	             (streq(p->restart_policy, "OnFailure") && t->failed == 0);

	if (t->failed > 0 && t->init_done < p->ninit && streq(p->restart_policy, "Never"))
		return "Failed";
	if (t->init_done < p->ninit || t->waiting_first > 0)
		return "Pending";
	if (t->ended == containers && final)
		return t->failed > 0 ? "Failed" : "Succeeded";
	return "Running";
}

/* Why a condition is false. */
static void explain_false(json *c, enum podlet_condition which, const char *phase, const struct tally *t)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (which == SANDBOX)
		return;
	if (which != INITIALIZED && (streq(phase, "Succeeded") || streq(phase, "Failed"))) {
		json_set_str(c, "reason", streq(phase, "Succeeded") ? "PodCompleted" : "PodFailed");
		return;
	}
	json_set_str(c, "reason", which == INITIALIZED ? "ContainersNotInitialized" : "ContainersNotReady");
	if (which == INITIALIZED)
		str_addf(&text, "containers with incomplete status: [%s]", t->incomplete.buf);
	else
		str_addf(&text, "containers with unready status: [%s]", t->unready.buf);
	json_set_str(c, "message", text.buf);
}

static json *condition(struct podlet *p, enum podlet_condition which, bool status)
{
	struct condition_memory *memory = &p->conditions[which];
	json *c = json_object();

	if (!memory->known || memory->status != status)
		*memory = (struct condition_memory){ .known = true, .status = status, .since = podlet_now_s(p) };
	json_set_str(c, "type", condition_types[which]);
	json_set_int(c, "observedGeneration", p->pod->generation);
	json_set_str(c, "status", status ? "True" : "False");
	json_set(c, "lastProbeTime", json_null());
	set_time(c, "lastTransitionTime", memory->since);
	return c;
}

/* What is false is said with its reason; a reason that was said before goes. */
static json *conditions_of(struct podlet *p, const char *phase, const struct tally *t)
{
	bool ready = t->ready == p->ncontainers - p->ninit && t->init_done == p->ninit && !p->stopped;
	const bool values[] = {
		[SANDBOX] = p->ip != NULL && !p->stopped, [INITIALIZED] = t->init_done == p->ninit, [READY] = ready,
		[CONTAINERS_READY] = ready,
	};
	json *list = json_array();

	for (size_t i = 0; i < PODLET_CONDITIONS; i++) {
		json *c = json_push(list, condition(p, (enum podlet_condition)i, values[i]));

		if (values[i]) {
			json_set(c, "reason", json_null());
			json_set(c, "message", json_null());
		} else {
			explain_false(c, (enum podlet_condition)i, phase, t);
		}
	}
	return list;
}

static void add_addresses(struct podlet *p, json *status)
{
	json_set_str(status, "hostIP", p->machine->address);
	json_set(status, "hostIPs", json_array());
	json_set_str(json_push(json_get(status, "hostIPs"), json_object()), "ip", p->machine->address);
	if (!p->ip)
		return;
	json_set_str(status, "podIP", p->ip);
	json_set(status, "podIPs", json_array());
	json_set_str(json_push(json_get(status, "podIPs"), json_object()), "ip", p->ip);
}

static void add_containers(const struct podlet *p, json *status)
{
	json *init = json_array(), *others = json_array();

	for (size_t i = 0; i < p->ncontainers; i++)
		json_push(i < p->ninit ? init : others, container_status(&p->containers[i]));
	if (p->ninit > 0)
		json_set(status, "initContainerStatuses", init);
	else
		json_free(init);
	json_set(status, "containerStatuses", others);
}

static bool any_started(const struct podlet *p)
{
	for (size_t i = 0; i < p->ncontainers; i++)
		if (p->containers[i].id)
			return true;
	return false;
}

void podlet_report(struct podlet *p)
{
	json *patch = json_object();
	json *status;
	struct tally t;
	const char *phase;

	if (!p->ip && any_started(p))
		p->ip = machine_take_ip(p->machine);
	tally_of(p, &t);
	phase = phase_of(p, &t);
	json_set_str(json_want(patch, "metadata"), "uid", p->pod->uid);
	status = json_want(patch, "status");
	json_set_int(status, "observedGeneration", p->pod->generation);
	json_set_str(status, "phase", phase);
	json_set(status, "conditions", conditions_of(p, phase, &t));
	add_addresses(p, status);
	set_time(status, "startTime", p->seen_ms / 1000);
	add_containers(p, status);
	tally_release(&t);
	agent_merge(&p->kubelet->agent, p->pod, "status", patch, p->key);
}
