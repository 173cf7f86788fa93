/*
 * The Deployment controller: one ReplicaSet a template, and pods moved from the old ones to the new one. Source:
 * pkg/controller/deployment of Kubernetes 1.36; the steps are in sim/workloads/rollout.h.
 */
#include "sim/controller.h"

#include "sim/workloads/rollout.h"

/* Scales and cleans up, but rolls nothing out. */
static void hold(struct rollout *r)
{
	if (!rollout_revise(r, false))
		return;
	rollout_scale(r);
	if (json_true(json_at(r->tree, "spec.paused")))
		rollout_clean(r);
	rollout_write_status(r, false);
}

static void sync_deployment(struct rollout *r)
{
	if (r->deployment->deleted) {
		if (rollout_revise(r, false))
			rollout_write_status(r, false);
		return;
	}
	rollout_pause(r);
	if (json_true(json_at(r->tree, "spec.paused")))
		hold(r);
	else if (!rollout_revise(r, false))
		return;
	else if (rollout_is_scaling(r))
		hold(r);
	else if (r->rolling)
		rollout_roll(r);
	else
		rollout_recreate(r);
}

static void work(void *arg, const char *key)
{
	struct crew *crew = arg;
	struct rollout r;

	if (rollout_read(&r, crew, key))
		sync_deployment(&r);
	if (r.failed)
		queue_retry(crew->agent.queue, key);
	rollout_release(&r);
}

/* A pod that went may have been what a Recreate waited for. */
static void pod_changed(struct crew *crew, const struct object *old, const struct object *now)
{
	const struct owner *owner = object_controller(old ? old : now);
	const struct object *set;

	if (now || !owner || !streq(owner->kind, "ReplicaSet"))
		return;
	set = cache_get(crew->agent.cache, KIND(replicaset), old->namespace, owner->name);
	if (set)
		crew_queue_owner(crew, set);
}

static void changed(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	if ((now ? now : old)->kind == KIND(pod))
		pod_changed(arg, old, now);
	else
		crew_member_changed(arg, event, old, now, unknown);
}

static void *deployment_start(struct world *w, struct port *port)
{
	struct crew *crew = xcalloc(1, sizeof(*crew));
	struct crew_plan plan = { .kind = KIND(deployment), .members = { KIND(replicaset), KIND(pod) }, .work = work,
				  .changed = changed, .arg = crew, .component = "deployment-controller" };

	crew_init(crew, w, port, &plan);
	return crew;
}

static void deployment_stop(void *state)
{
	crew_release(state);
	free(state);
}

const struct controller deployment_controller = {
	.name = "deployment",
	.user = "deployment-controller",
	.help = "Rolls Deployments out by way of ReplicaSets: RollingUpdate, Recreate, pause, undo, history",
	.start = deployment_start,
	.stop = deployment_stop,
};
