#include "jobs/rollout_health.h"

#include "kube/sight.h"
#include "reconciler/explain.h"
#include "reconciler/identity.h"

#define STUCK_MS 10000		/* what is stuck for less may only have stumbled */

void rollout_baseline_release(baseline_vec *v)
{
	vec_each(v, b)
		free(b->uid);
	vec_release(v);
}

void rollout_baseline(struct cache *cache, const struct object *set, baseline_vec *ret)
{
	object_vec pods = VEC_INIT;

	rollout_baseline_release(ret);
	cache_list(cache, KIND(pod), set->namespace, set->uid, &pods);
	vec_each(&pods, pod)
		vec_push(ret, ((struct rollout_baseline){ xstrdup((*pod)->uid), pod_of(*pod)->restarts }));
	vec_release(&pods);
}

static int32_t restarts_before(const baseline_vec *base, const struct object *pod)
{
	vec_each(base, b) {
		if (streq(b->uid, pod->uid))
			return b->restarts;
	}
	return 0;
}

static void say(struct rollout_health *h, enum health health, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void say(struct rollout_health *h, enum health health, const char *fmt, ...)
{
	va_list args;

	h->health = health;
	str_reset(&h->why);
	va_start(args, fmt);
	str_vaddf(&h->why, fmt, args);
	va_end(args);
}

/* False when there is something to say about it. */
static bool judge_pod(const struct rollout_record *r, const struct object *set, const struct object *pod,
		      int64_t now_ms, struct rollout_health *h)
{
	int64_t wanted = MAX(r->rule.available_s, statefulset_of(set)->min_ready);
	int64_t good_ms = (pod_of(pod)->ready_at + wanted) * 1000;

	if (pod->deleted)
		say(h, HEALTH_WAITS, "%s to stop", pod->name);
	else if (!streq(identity_revision(pod), r->to))
		say(h, HEALTH_WAITS, "%s to be replaced", pod->name);
	else if (!pod_of(pod)->ready)
		say(h, HEALTH_WAITS, "%s to be ready", pod->name);
	else if (wanted && now_ms < good_ms)
		say(h, HEALTH_WAITS, "%s to be ready for %" PRId64 " s", pod->name, wanted);
	else
		return true;
	if (pod_of(pod)->ready && wanted && now_ms < good_ms)
		h->again_ms = good_ms;
	return false;
}

static void judge_pods(struct cache *cache, const struct object *set, const struct rollout_record *r, int64_t now_ms,
		       struct rollout_health *h)
{
	const struct statefulset *s = statefulset_of(set);

	for (int32_t slot = s->replicas - 1; slot >= r->partition; slot--) {
		_cleanup_(freep) char *name = identity_pod_name(set->name, s->start + slot);
		const struct object *pod = cache_get(cache, KIND(pod), set->namespace, name);
		const struct owner *o = pod ? object_controller(pod) : NULL;

		if (!o || !streq(o->uid, set->uid)) {
			say(h, HEALTH_WAITS, "%s to be made", name);
			return;
		}
		if (!judge_pod(r, set, pod, now_ms, h))
			return;
	}
}

static void judge_restarts(struct cache *cache, const struct object *set, const struct rollout_record *r,
			   const baseline_vec *base, struct rollout_health *h)
{
	object_vec pods = VEC_INIT;

	cache_list(cache, KIND(pod), set->namespace, set->uid, &pods);
	vec_each(&pods, pod) {
		int32_t more = pod_of(*pod)->restarts - restarts_before(base, *pod);

		if (more > r->rule.restarts && streq(identity_revision(*pod), r->to))
			say(h, HEALTH_BROKEN, more == 1 ? "%s restarted once since the step began" :
			    "%s restarted %d times since the step began", (*pod)->name, more);
	}
	vec_release(&pods);
}

/* What the controller itself would call stuck, once it has been so for a while. */
static void judge_stuck(struct cache *cache, const struct object *set, int64_t now_ms, struct rollout_health *h)
{
	struct explanation x;

	if (sight_missing(cache) || explain_set(cache, set->namespace, set->name, now_ms / 1000, &x))
		return;
	vec_each(&x.reasons, reason) {
		int64_t broken_ms = reason->since * 1000 + STUCK_MS;

		if (!reason->stuck || reason->code == REASON_HELD_PARTITION)
			continue;
		if (reason->since && now_ms < broken_ms)
			h->again_ms = h->again_ms < 0 ? broken_ms : MIN(h->again_ms, broken_ms);
		else
			say(h, HEALTH_BROKEN, "%s", reason->text);
		break;
	}
	explanation_release(&x);
}

void rollout_judge(struct cache *cache, const struct object *set, const struct rollout_record *r,
		   const baseline_vec *base, int64_t now_ms, struct rollout_health *ret)
{
	int32_t healthy = rollout_healthy(cache, set);

	ret->health = HEALTH_GOOD;
	ret->again_ms = -1;
	str_reset(&ret->why);
	judge_pods(cache, set, r, now_ms, ret);
	if (ret->health == HEALTH_GOOD && statefulset_of(set)->observed_generation < set->generation)
		say(ret, HEALTH_WAITS, "the controller to look at %s", set->name);
	if (ret->health == HEALTH_WAITS)
		judge_stuck(cache, set, now_ms, ret);
	if (r->rule.restarts != ROLLOUT_ANY)
		judge_restarts(cache, set, r, base, ret);
	if (healthy < r->rule.min_healthy)
		say(ret, HEALTH_BROKEN, "%d of %s are healthy, and the rule asks for %d", healthy, set->name,
		    r->rule.min_healthy);
}
