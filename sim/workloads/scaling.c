/* How a Deployment moves: by its size, step by step, or all at once. */
#include "sim/workloads/rollout.h"

#include "kube/kinds/pod.h"
#include "sim/pods.h"

/* --- another size --- */

static int64_t annotated(const struct replicas *s, const char *key)
{
	const char *text = object_annotation(s->object, key);
	char *end;
	long n = text ? strtol(text, &end, 10) : -1;

	return text && *text && !*end ? n : -1;
}

bool rollout_is_scaling(struct rollout *r)
{
	vec_each(&r->sets, s) {
		int64_t desired = annotated(s, "deployment.kubernetes.io/desired-replicas");

		if (s->wanted > 0 && desired >= 0 && desired != r->wanted)
			return true;
	}
	return false;
}

/* The only set with pods; without any, the new one or else the youngest. NULL: there are several, or no set at all. */
static struct replicas *active_or_latest(struct rollout *r)
{
	struct replicas *active = NULL;
	size_t n = 0;

	vec_each(&r->sets, s)
		if (s->wanted > 0) {
			active = s;
			n++;
		}
	if (n > 0 || r->sets.len == 0)
		return n == 1 ? active : NULL;
	return rollout_new_set(r) ? rollout_new_set(r) : &r->sets.items[r->sets.len - 1];
}

static bool is_saturated(struct rollout *r)
{
	const struct replicas *s = rollout_new_set(r);

	return s && s->wanted == r->wanted && s->available == r->wanted &&
	       annotated(s, "deployment.kubernetes.io/desired-replicas") == r->wanted;
}

/* Larger sets first; of equal ones the younger first where there is to be more, the older where less. */
static struct replicas **by_size(struct rollout *r, bool younger, size_t *ret_n)
{
	struct replicas **all = xcalloc(r->sets.len + 1, sizeof(struct replicas *));
	size_t n = 0;

	for (size_t i = 0; i < r->sets.len; i++) {
		struct replicas *s = &r->sets.items[younger ? r->sets.len - 1 - i : i];
		size_t at = n++;

		if (s->wanted == 0) {
			n--;
			continue;
		}
		for (; at > 0 && all[at - 1]->wanted < s->wanted; at--)
			all[at] = all[at - 1];
		all[at] = s;
	}
	*ret_n = n;
	return all;
}

/* What the set's share of the change is: as its part of the size that all had before. */
static int64_t share(const struct rollout *r, const struct replicas *s, int64_t left, bool more)
{
	int64_t before = annotated(s, "deployment.kubernetes.io/max-replicas"), part;
	double size;

	if (left == 0)
		return 0;
	if (before <= 0)
		before = json_get_int(r->written, "replicas", 0);
	if (before == 0 && r->wanted > 0)
		return 0;
	size = r->wanted == 0 ? 0 : (double)(s->wanted * (r->wanted + r->surge)) / (double)before;
	part = (int64_t)(size + 0.5) - s->wanted;
	return more ? MIN(part, left) : MAX(part, left);
}

static void scale_in_proportion(struct rollout *r)
{
	int64_t allowed = r->wanted > 0 ? r->wanted + r->surge : 0, change = allowed - rollout_total(r), done = 0;
	size_t n = 0;
	struct replicas **all = by_size(r, change > 0, &n);
	int64_t *sizes = xcalloc(n + 1, sizeof(*sizes));

	for (size_t i = 0; i < n; i++) {
		int64_t part = change == 0 ? 0 : share(r, all[i], change - done, change > 0);

		sizes[i] = all[i]->wanted + part;
		done += part;
	}
	if (n > 0 && change != 0)
		sizes[0] = MAX(sizes[0] + change - done, (int64_t)0);
	for (size_t i = 0; i < n && !r->failed; i++)
		rollout_scale_set(r, all[i], sizes[i], true);
	free(sizes);
	free(all);
}

void rollout_scale(struct rollout *r)
{
	struct replicas *only = active_or_latest(r);

	if (only) {
		rollout_scale_set(r, only, r->wanted, false);
	} else if (is_saturated(r)) {
		vec_each(&r->sets, s)
			if (rollout_is_old(r, s) && s->wanted > 0)
				rollout_scale_set(r, s, 0, false);
	} else if (r->rolling) {
		scale_in_proportion(r);
	}
}

/* --- RollingUpdate --- */

static bool grow_new(struct rollout *r)
{
	struct replicas *s = rollout_new_set(r);

	if (s->wanted == r->wanted)
		return false;
	return rollout_scale_set(r, s, s->wanted > r->wanted ? r->wanted : rollout_new_size(r, s->wanted), false);
}

/* Takes up to `most` off the old sets, oldest first: off each as many as `of` says can go. */
static int64_t shrink_old(struct rollout *r, int64_t most, int64_t (*of)(const struct replicas *s))
{
	int64_t done = 0;

	for (size_t i = 0; i < r->sets.len && done < most && !r->failed; i++) {
		struct replicas *s = &r->sets.items[i];
		int64_t n = rollout_is_old(r, s) ? MIN(of(s), most - done) : 0;

		if (n <= 0)
			continue;
		rollout_scale_set(r, s, s->wanted - n, false);
		done += n;
	}
	return done;
}

static int64_t unhealthy(const struct replicas *s)
{
	return s->wanted - s->available;
}

static int64_t all_of(const struct replicas *s)
{
	return s->wanted;
}

static bool shrink(struct rollout *r)
{
	const struct replicas *new = rollout_new_set(r);
	int64_t least = r->wanted - r->unavailable, available = 0, cleaned;
	int64_t most = rollout_total(r) - least - (new->wanted - new->available);

	if (rollout_total(r) == new->wanted || most <= 0)
		return false;
	cleaned = shrink_old(r, most, unhealthy);
	vec_each(&r->sets, s)
		available += s->available;
	return shrink_old(r, available - least, all_of) + cleaned > 0;
}

void rollout_roll(struct rollout *r)
{
	if (!rollout_revise(r, true) || !rollout_new_set(r))
		return;
	if (!grow_new(r) && !shrink(r) && rollout_is_complete(r, json_get(r->tree, "status")))
		rollout_clean(r);
	rollout_write_status(r, true);
}

/* --- Recreate --- */

static bool old_pods_run(struct rollout *r)
{
	bool run = false;

	for (size_t i = 0; i < r->sets.len && !run; i++) {
		const struct replicas *s = &r->sets.items[i];
		object_vec pods = VEC_INIT;

		if (!rollout_is_old(r, s))
			continue;
		run = s->there > 0;
		cache_list(r->crew->agent.cache, KIND(pod), s->object->namespace, s->object->uid, &pods);
		vec_each(&pods, p)
			run = run || !pod_is_over(*p);
		vec_release(&pods);
	}
	return run;
}

void rollout_recreate(struct rollout *r)
{
	bool scaled = false;

	if (!rollout_revise(r, false))
		return;
	vec_each(&r->sets, s)
		if (rollout_is_old(r, s) && s->wanted > 0)
			scaled = rollout_scale_set(r, s, 0, false) || scaled;
	if (!scaled && !old_pods_run(r)) {
		if (!rollout_new_set(r) && (!rollout_revise(r, true) || !rollout_new_set(r)))
			return;
		rollout_scale_set(r, rollout_new_set(r), r->wanted, false);
		if (rollout_is_complete(r, json_get(r->tree, "status")))
			rollout_clean(r);
	}
	rollout_write_status(r, true);
}
