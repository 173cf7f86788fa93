#include "jobs/stuck.h"

#include "kube/sight.h"
#include "reconciler/explain.h"
#include "reconciler/identity.h"

/* What the set waits for is this pod, and the pod is of a revision that is not wanted any more. */
static bool waits_for(const struct object *set, const struct object *pod, const struct reason *r, bool aborted)
{
	const struct owner *o = pod ? object_controller(pod) : NULL;

	if (!o || !streq(o->uid, set->uid) || pod->deleted || pod_of(pod)->ready)
		return false;
	if (r->code == REASON_STUCK_OLD)
		return true;
	return aborted && !statefulset_of(set)->parallel && !statefulset_of(set)->on_delete &&
	       !streq(identity_revision(pod), statefulset_of(set)->update_revision) &&
	       r->code <= REASON_CRASHING && r->code != REASON_WAIT_GONE;
}

const struct object *stuck_pod(struct cache *cache, const struct object *set, bool aborted, int64_t now_s)
{
	const struct object *found = NULL;
	struct explanation x;

	if (sight_missing(cache) || explain_set(cache, set->namespace, set->name, now_s, &x))
		return NULL;
	vec_each(&x.reasons, r) {
		const struct object *pod = *r->subject ? cache_get(cache, KIND(pod), set->namespace, r->subject) : NULL;

		if (!found && waits_for(set, pod, r, aborted))
			found = pod;
	}
	explanation_release(&x);
	return found;
}

int stuck_check(struct cache *cache, const struct object *pod, int64_t now_s, struct err *err)
{
	const struct owner *o = object_controller(pod);
	const struct object *set = o && streq(o->kind, "StatefulSet") ?
		cache_get(cache, KIND(statefulset), pod->namespace, o->name) : NULL;
	const struct object *stuck;

	if (!set || !streq(set->uid, o->uid))
		return err_set(err, -EINVAL, "%s belongs to no StatefulSet", pod->name);
	if (pod->deleted)
		return err_set(err, -EINVAL, "%s is being deleted already", pod->name);
	if (pod_of(pod)->ready)
		return err_set(err, -EINVAL, "%s is ready: nothing waits for it", pod->name);
	if (streq(identity_revision(pod), statefulset_of(set)->update_revision))
		return err_set(err, -EINVAL, "%s runs the revision that %s wants: it would come back the same",
			       pod->name, set->name);
	if (statefulset_of(set)->parallel || statefulset_of(set)->on_delete)
		return err_set(err, -EINVAL, "%s is not held up: only OrderedReady with RollingUpdate gets stuck so",
			       set->name);
	stuck = stuck_pod(cache, set, false, now_s);
	if (!stuck)
		return err_set(err, -EINVAL, "%s is not stuck: it may still become ready and is replaced then",
			       pod->name);
	if (!streq(stuck->uid, pod->uid))
		return err_set(err, -EINVAL, "%s waits for %s, not for %s", set->name, stuck->name, pod->name);
	return 0;
}
