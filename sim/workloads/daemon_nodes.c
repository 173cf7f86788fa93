/* What a DaemonSet does on each node: makes its pod, takes away what is too much, replaces what is old. */
#include "sim/workloads/daemons.h"

/* --- writing --- */

/* The scheduler binds it to this node and no other. */
static json *pod_for(struct daemons *d, const char *node)
{
	json *pod = workload_pod(d->set, d->pod_template);
	json *affinity = json_want(json_want(json_get(pod, "spec"), "affinity"), "nodeAffinity");

	json_set(affinity, "requiredDuringSchedulingIgnoredDuringExecution",
		 json_format("{'nodeSelectorTerms':[{'matchFields':[{'key':'metadata.name','operator':'In',"
			     "'values':[%q]}]}]}", node));
	return pod;
}

static void start(struct daemons *d, const struct post *post)
{
	struct outcome o = { 0 };

	if (!d->failed && !workload_create_pod(d->crew, d->set, pod_for(d, post->name), &o))
		d->failed = !o.terminating;
	outcome_release(&o);
}

static void end(struct daemons *d, const struct object *pod)
{
	const struct object *there = cache_get(d->crew->agent.cache, pod->kind, pod->namespace, pod->name);
	struct outcome o = { 0 };

	if (!there || there->deleted || !streq(there->uid, pod->uid))
		return;
	if (!workload_delete_pod(d->crew, d->set, pod, &o))
		d->failed = true;
	outcome_release(&o);
}

/* --- one pod a node --- */

static bool end_finished(struct daemons *d, const struct object *pod)
{
	const char *phase = pod_of(pod)->phase;

	if (streq(phase, "Failed"))
		crew_tell(d->crew, d->set, true, "FailedDaemonPod",
			  "Found failed daemon pod %s/%s on node %s, will try to kill it", pod->namespace, pod->name,
			  pod_of(pod)->node);
	else if (streq(phase, "Succeeded"))
		crew_tell(d->crew, d->set, false, "SucceededDaemonPod",
			  "Found succeeded daemon pod %s/%s on node %s, will try to delete it", pod->namespace,
			  pod->name, pod_of(pod)->node);
	else
		return false;
	end(d, pod);
	return true;
}

/* With surge a new pod may stand beside the old one until it is available. */
static void prune_surge(struct daemons *d, const object_vec *running)
{
	const struct object *new = NULL, *old = NULL;

	vec_each(running, p) {
		const struct object **first =
			streq0(object_label(*p, "controller-revision-hash"), d->hash) ? &new : &old;

		if (*first)
			end(d, *p);
		else
			*first = *p;
	}
	if (new && old && (!pod_of(old)->ready || daemons_available(d, new)))
		end(d, old);
}

static void keep_one(struct daemons *d, const struct post *post)
{
	object_vec running = VEC_INIT;

	vec_each(&post->pods, p)
		if ((*p)->deleted == 0 && !end_finished(d, *p))
			vec_push(&running, *p);
	if (d->surge > 0 && running.len == 0 && post->should_run)
		start(d, post);
	else if (d->surge > 0)
		prune_surge(d, &running);
	for (size_t i = 1; d->surge == 0 && i < running.len; i++)
		end(d, running.items[i]);
	vec_release(&running);
}

void daemons_manage(struct daemons *d)
{
	vec_each(&d->posts, post) {
		if (post->should_run && post->pods.len == 0) {
			start(d, post);
		} else if (post->may_stay) {
			keep_one(d, post);
		} else {
			vec_each(&post->pods, p)
				if (post->node || !*pod_of(*p)->node)
					end(d, *p);
		}
	}
}

/* --- rolling update --- */

/* The new and the old pod of a node; false: there are more. */
static bool find_pair(const struct daemons *d, const struct post *post, const struct object **ret_new,
		      const struct object **ret_old)
{
	*ret_new = *ret_old = NULL;
	vec_each(&post->pods, p) {
		const struct object **place = daemons_is_new(d, *p) ? ret_new : ret_old;

		if ((*p)->deleted)
			continue;
		if (*place)
			return false;
		*place = *p;
	}
	return true;
}

static void replace_within(struct daemons *d)
{
	object_vec broken = VEC_INIT, candidates = VEC_INIT;
	int64_t down = 0;

	vec_each(&d->posts, post) {
		const struct object *new, *old;

		if (!post->should_run && post->pods.len == 0)
			continue;
		if (!find_pair(d, post, &new, &old) || !new == !old) {
			down++;
		} else if (new) {
			down += !daemons_available(d, new);
		} else if (!daemons_available(d, old)) {
			vec_push(&broken, old);
			down++;
		} else if (down < d->unavailable) {
			vec_push(&candidates, old);
		}
	}
	vec_each(&broken, p)
		end(d, *p);
	for (size_t i = 0; i < candidates.len && down < d->unavailable; i++, down++)
		end(d, candidates.items[i]);
	vec_release(&broken);
	vec_release(&candidates);
}

/* What a node adds to a surge: 1 where a new pod is not available yet. */
static int64_t surging(struct daemons *d, const struct post *post)
{
	const struct object *new, *old;

	if (!find_pair(d, post, &new, &old))
		return 1;
	return new && old && !daemons_available(d, new);
}

static void surge_node(struct daemons *d, const struct post *post, int64_t *busy)
{
	const struct object *new, *old;

	if (!find_pair(d, post, &new, &old) || !old)
		return;
	if (new) {
		if (daemons_available(d, new))
			end(d, old);
	} else if (!post->should_run) {
		if (!daemons_available(d, old))
			end(d, old);
	} else if (!daemons_available(d, old)) {
		start(d, post);
	} else if (*busy < d->surge) {
		start(d, post);
		(*busy)++;
	}
}

void daemons_roll(struct daemons *d)
{
	int64_t busy = 0;

	if (d->surge == 0) {
		replace_within(d);
		return;
	}
	vec_each(&d->posts, post)
		busy += surging(d, post);
	vec_each(&d->posts, post)
		surge_node(d, post, &busy);
}
