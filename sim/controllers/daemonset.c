/* The DaemonSet controller: one pod on each node that the template fits. Source: pkg/controller/daemon of Kubernetes
 * 1.36. */
#include "sim/controller.h"

#include "kube/kinds/node.h"
#include "reconciler/counters.h"
#include "sim/workloads/daemons.h"

/* --- status --- */

static void count_post(const struct daemons *d, const struct post *post, json *status)
{
	const struct object *pod = post->pods.len > 0 ? post->pods.items[0] : NULL;
	bool ready = pod && pod_of(pod)->ready;
	struct {
		const char *member;
		bool counts;
	} rows[] = {
		{ "currentNumberScheduled", post->should_run && pod },
		{ "numberMisscheduled", post->node && !post->should_run && pod },
		{ "desiredNumberScheduled", post->should_run },
		{ "numberReady", post->should_run && ready },
		{ "updatedNumberScheduled", post->should_run && pod && daemons_is_new(d, pod) },
		{ "numberAvailable", post->should_run && ready && daemons_available(d, pod) },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		json_set_int(status, rows[i].member, json_get_int(status, rows[i].member, 0) + rows[i].counts);
}

static json *make_status(struct daemons *d)
{
	static const char *const optional[] = { "updatedNumberScheduled", "numberAvailable" };
	const json *collisions = json_at(d->tree, "status.collisionCount");
	json *status = json_object();
	int64_t missing;

	json_set_int(status, "desiredNumberScheduled", 0);
	json_set_int(status, "currentNumberScheduled", 0);
	json_set_int(status, "numberMisscheduled", 0);
	json_set_int(status, "numberReady", 0);
	vec_each(&d->posts, post)
		count_post(d, post, status);
	missing = json_get_int(status, "desiredNumberScheduled", 0) - json_get_int(status, "numberAvailable", 0);
	conditions_count(status, "numberUnavailable", missing);
	for (size_t i = 0; i < COUNT(optional); i++)
		conditions_count(status, optional[i], json_get_int(status, optional[i], 0));
	json_set_int(status, "observedGeneration", d->set->generation);
	if (collisions)
		json_set(status, "collisionCount", json_copy(collisions));
	return status;
}

static void write_status(struct daemons *d)
{
	json *status = make_status(d);

	if (json_equal(status, json_get(d->tree, "status"))) {
		json_free(status);
		return;
	}
	json_set(d->tree, "status", status);
	d->failed = !crew_put(d->crew, d->set, "status", json_copy(d->tree), NULL) || d->failed;
}

/* --- one sync --- */

/* Pods are looked at anew after each step, as the cache has them then. */
static bool look(struct daemons *d)
{
	struct daemons fresh = { .crew = d->crew, .set = d->set, .tree = json_copy(d->tree), .failed = d->failed };

	memcpy(fresh.hash, d->hash, sizeof(fresh.hash));
	daemons_release(d);
	*d = fresh;
	return daemons_read(d);
}

static void look_again(struct daemons *d, const char *key)
{
	vec_each(&d->pods, p) {
		int64_t in = pod_available_in(*p, (int32_t)d->min_ready, world_now(d->crew->agent.world));

		if (d->min_ready > 0 && in >= 0)
			queue_after(d->crew->agent.queue, key, in, WORLD_EVENT);
	}
}

static void work(void *arg, const char *key)
{
	struct daemons d = { .crew = arg };
	bool rolling;
	_cleanup_(object_unrefp) const struct object *set = crew_object(d.crew, key);

	if (!set || set->deleted)
		return;
	d.set = set;
	d.tree = object_tree(set);
	if (daemons_revise(&d) && daemons_read(&d)) {
		daemons_manage(&d);
		rolling = streq0(json_str(json_at(d.tree, "spec.updateStrategy.type")), "RollingUpdate");
		if (!d.failed && look(&d) && rolling)
			daemons_roll(&d);
		daemons_clean_history(&d);
		look(&d);
		write_status(&d);
		look_again(&d, key);
	}
	if (d.failed)
		queue_retry(d.crew->agent.queue, key);
	daemons_release(&d);
}

/* --- watching --- */

static bool same_label(const struct label *a, const struct label *b)
{
	return streq(a->key, b->key) && streq(a->value, b->value);
}

static bool concerns(const struct object *old, const struct object *now)
{
	const struct node *a, *b;

	if (!old || !now || old->nlabels != now->nlabels)
		return true;
	a = node_of(old);
	b = node_of(now);
	if (a->unschedulable != b->unschedulable || a->ntaints != b->ntaints)
		return true;
	for (size_t i = 0; i < a->ntaints; i++)
		if (!streq(a->taints[i].key, b->taints[i].key) || !streq(a->taints[i].effect, b->taints[i].effect))
			return true;
	for (size_t i = 0; i < old->nlabels; i++)
		if (!same_label(&old->labels[i], &now->labels[i]))
			return true;
	return false;
}

static void queue_set(void *arg, const struct object *set)
{
	struct crew *crew = arg;

	queue_add_object(crew->agent.queue, set);
}

static void changed(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct crew *crew = arg;

	if ((now ? now : old)->kind != KIND(node))
		crew_member_changed(arg, event, old, now, unknown);
	else if (concerns(old, now))
		agent_each(&crew->agent, crew->kind, NULL, queue_set, crew);
}

static void *daemonset_start(struct world *w, struct port *port)
{
	struct crew *crew = xcalloc(1, sizeof(*crew));
	struct crew_plan plan = { .kind = KIND(daemonset), .members = { KIND(pod), KIND(node) }, .work = work,
				  .changed = changed, .arg = crew, .component = "daemonset-controller" };

	crew_init(crew, w, port, &plan);
	return crew;
}

static void daemonset_stop(void *state)
{
	crew_release(state);
	free(state);
}

const struct controller daemonset_controller = {
	.name = "daemonset",
	.user = "daemon-set-controller",
	.help = "Keeps one pod of a DaemonSet on each node that its template fits, and rolls new templates out",
	.start = daemonset_start,
	.stop = daemonset_stop,
};
