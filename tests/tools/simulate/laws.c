/*
 * The laws of what may be written. A write is judged by what the sync had looked at (upstream promises no more under a
 * stale cache), and some of what is stricter by what the server has: see laws_delete_lands.
 */
#include "tests/tools/simulate/play.h"

#include "reconciler/counters.h"
#include "reconciler/identity.h"

void view_release(struct view *v)
{
	for (size_t i = 0; i < v->pods.len; i++)
		object_unref(v->pods.items[i]);
	vec_release(&v->pods);
	vec_release(&v->condemned);
	object_unref(v->set);
	*v = (struct view){ 0 };
}

/* A claim whose pod has gone is about to be collected. */
static void look_at_claims(const struct instance *i)
{
	const object_vec *claims = lag_objects(&i->lag, LAG_CLAIMS);

	for (size_t k = 0; k < claims->len; k++) {
		const struct object *claim = claims->items[k];
		bool there = false;

		for (size_t n = 0; n < i->view.pods.len; n++)
			there |= object_owned_by(claim, i->view.pods.items[n]->uid);
		if (!there && claim->nowners && streq(claim->owners[0].kind, "Pod"))
			play_reached(i->play, STATE_STALE_CLAIM);
	}
}

void laws_looked(void *instance, const char *set_uid)
{
	struct instance *i = instance;
	const object_vec *sets = lag_objects(&i->lag, LAG_SETS), *pods = lag_objects(&i->lag, LAG_PODS);

	view_release(&i->view);
	i->view.now_ms = play_now(i->play);
	i->play->tally.looks++;
	for (size_t k = 0; k < sets->len; k++) {
		if (streq(sets->items[k]->uid, set_uid))
			i->view.set = object_ref(sets->items[k]);
	}
	for (size_t k = 0; k < pods->len; k++)
		vec_push(&i->view.pods, object_ref(pods->items[k]));
	if (lag_stale(&i->lag))
		play_reached(i->play, STATE_STALE_LOOK);
	look_at_claims(i);
}

json *request_tree(const struct request *r)
{
	if (r->tree)
		return json_copy(r->tree);
	return r->body.len ? json_parse(r->body.buf, r->body.len, NULL) : NULL;
}

/* --- what was looked at --- */

/* The set's, or to be adopted; one that no longer matches is let go of. */
static bool owned(const struct view *v, const struct object *pod)
{
	const struct owner *owner = object_controller(pod);

	return streq0(object_label(pod, "app"), SET) && (owner ? streq(owner->uid, v->set->uid) : !pod->deleted);
}

static const struct object *pod_at(const struct view *v, int32_t ordinal)
{
	for (size_t i = 0; i < v->pods.len; i++) {
		const struct object *pod = v->pods.items[i];

		if (identity_member(pod->name, SET) && identity_ordinal(pod->name) == ordinal && owned(v, pod))
			return pod;
	}
	return NULL;
}

static bool well(const struct view *v, const struct object *pod)
{
	/* A sync may decide a little later than it looked. */
	return pod && !pod->deleted && pod_running_and_ready(pod) &&
	       pod_available(pod, statefulset_of(v->set)->min_ready, v->now_ms + 30000);
}

/* All slots below this ordinal. */
static bool all_well_below(const struct view *v, int32_t ordinal, int32_t *ret_bad)
{
	for (int32_t i = statefulset_of(v->set)->start; i < ordinal; i++) {
		*ret_bad = i;
		if (!well(v, pod_at(v, i)))
			return false;
	}
	return true;
}

static bool is_condemned(const struct view *v, const struct object *pod)
{
	return owned(v, pod) && identity_member(pod->name, SET) &&
	       identity_ordinal(pod->name) >= 0 &&
	       !identity_in_range(statefulset_of(v->set), identity_ordinal(pod->name));
}

static bool was_sent(const struct view *v, int32_t ordinal)
{
	for (size_t i = 0; i < v->condemned.len; i++) {
		if (v->condemned.items[i] == ordinal)
			return true;
	}
	return false;
}

/* --- pods --- */

static void law_create(struct instance *i, const json *pod)
{
	struct view *v = &i->view;
	const struct statefulset *set = statefulset_of(v->set);
	const char *name = json_str_or(json_at(pod, "metadata.name"), "");
	const char *revision = json_str_or(json_get(json_at(pod, "metadata.labels"), LABEL_REVISION), "");
	int32_t ordinal = identity_ordinal(name), bad;
	const struct object *there = pod_at(v, ordinal);

	if (!identity_member(name, SET) || !identity_in_range(set, ordinal) || v->set->deleted)
		play_broke(i->play, "identity", "%s is made, which the set does not want", name);
	/* An orphan that was found gone when it was to be adopted is another matter. */
	if (there && object_controller(there) && *pod_of(there)->phase)
		play_broke(i->play, "identity", "%s is made though it is there", name);
	if (!streq(json_str_or(json_get(json_at(pod, "metadata.labels"), LABEL_POD_NAME), ""), name))
		play_broke(i->play, "identity", "%s carries another name", name);
	if (!set->parallel && !all_well_below(v, ordinal, &bad))
		play_broke(i->play, "order", "%s is made while " SET "-%" PRId32 " is not available", name, bad);
	if (++v->creates > 1 && !set->parallel)
		play_broke(i->play, "order", "two pods are made in one sync");
	if (set->rolling_update && !set->on_delete && ordinal < set->start + set->partition &&
	    *set->current_revision && !streq(revision, set->current_revision) &&
	    storage_get(play_storage(i->play), KIND(controllerrevision), NAMESPACE, set->current_revision) &&
	    !lag_stale(&i->lag))
		play_broke(i->play, "partition", "%s, below the partition, is made new", name);
}

static void law_condemned(struct instance *i, const struct object *pod)
{
	struct view *v = &i->view;
	const struct statefulset *set = statefulset_of(v->set);
	int32_t ordinal = identity_ordinal(pod->name), bad;

	if (!well(v, pod))
		play_reached(i->play, STATE_CONDEMNED_UNREADY);
	for (size_t k = 0; k < v->pods.len; k++) {
		const struct object *other = v->pods.items[k];
		int32_t n = identity_ordinal(other->name);

		/* An orphan may have been gone when it was to be adopted. */
		if (!is_condemned(v, other) || !object_controller(other) || n <= ordinal)
			continue;
		if (!set->parallel || (!other->deleted && !was_sent(v, n)))
			play_broke(i->play, "top", "%s goes before %s", pod->name, other->name);
	}
	if (!set->parallel && !all_well_below(v, set->start + set->replicas, &bad))
		play_broke(i->play, "order", "%s goes while " SET "-%" PRId32 " is not available", pod->name, bad);
	vec_push(&v->condemned, ordinal);
}

/* An older pod goes so that a new one can come. */
static void law_replaced(struct instance *i, const struct object *pod)
{
	struct view *v = &i->view;
	const struct statefulset *set = statefulset_of(v->set);
	int32_t ordinal = identity_ordinal(pod->name), bad, above = set->start + set->replicas;
	int64_t down = 0;

	if (set->on_delete)
		play_broke(i->play, "on delete", "%s is replaced", pod->name);
	if (ordinal < set->start + set->partition)
		play_broke(i->play, "partition", "%s, below the partition, is replaced", pod->name);
	if (!set->parallel && !all_well_below(v, above, &bad))
		play_broke(i->play, "order", "%s is replaced while " SET "-%" PRId32 " is not available", pod->name,
			   bad);
	if (i->play->script->gate) {
		for (int32_t n = set->start; n < above; n++)
			down += !well(v, pod_at(v, n));
		if (down + (int64_t)v->deletes > i->play->script->max_unavailable)
			play_broke(i->play, "update", "%s is replaced while %" PRId64 " are unavailable", pod->name,
				   down);
		return;
	}
	if (v->deletes > 1)
		play_broke(i->play, "update", "%s is the second pod that goes in one sync", pod->name);
	for (int32_t n = ordinal + 1; n < above; n++) {
		if (!well(v, pod_at(v, n)))
			play_broke(i->play, "update", "%s is replaced while " SET "-%" PRId32 " is not available",
				   pod->name, n);
	}
}

static void law_delete(struct instance *i, const struct request *r)
{
	struct view *v = &i->view;
	_cleanup_(json_freep) json *options = request_tree(r);
	const struct object *pod = pod_at(v, identity_ordinal(r->name));
	const char *uid = json_str_or(json_at(options, "preconditions.uid"), "");
	int32_t bad;

	if (json_get_int(options, "gracePeriodSeconds", 1) == 0)
		play_broke(i->play, "grace", "%s is deleted with grace 0", r->name);
	/* Without a rollingUpdate member a pod may be made at the current revision and replaced in one sync. */
	if (!pod && v->creates && !statefulset_of(v->set)->rolling_update)
		return;
	if (!pod || v->set->deleted) {
		play_broke(i->play, "update", "%s is deleted, which is not the set's", r->name);
		return;
	}
	if (i->play->script->strict && !streq(uid, pod->uid) && i->play->plant == PLANT_NONE)
		play_broke(i->play, "strict", "%s is deleted without saying which one", r->name);
	if (is_condemned(v, pod)) {
		law_condemned(i, pod);
	} else if (pod_ended(pod)) {
		if (!statefulset_of(v->set)->parallel && !all_well_below(v, identity_ordinal(r->name), &bad))
			play_broke(i->play, "order", "%s, which ended, goes while " SET "-%" PRId32 " is not available",
				   r->name, bad);
	} else {
		v->deletes++;
		law_replaced(i, pod);
	}
}

/* --- the rest --- */

static void law_status(struct instance *i, const json *body)
{
	const json *s = json_get(body, "status");
	int64_t replicas = json_get_int(s, "replicas", 0), ready = json_get_int(s, "readyReplicas", 0);
	int64_t available = json_get_int(s, "availableReplicas", 0), current = json_get_int(s, "currentReplicas", 0);
	int64_t updated = json_get_int(s, "updatedReplicas", 0);

	if (current < 0)
		play_reached(i->play, STATE_BELOW_ZERO);
	if (replicas < 0 || ready < 0 || available < 0 || updated < 0 || ready > replicas || available > ready ||
	    current > replicas || updated > replicas || current < -1 - (int64_t)i->view.deletes)
		play_broke(i->play, "status",
			   "replicas %" PRId64 ", ready %" PRId64 ", available %" PRId64 ", current %" PRId64
			   ", updated %" PRId64,
			   replicas, ready, available, current, updated);
	if (json_get_int(s, "observedGeneration", 0) > play_set(i->play)->generation &&
	    streq(json_str_or(json_at(body, "metadata.uid"), ""), play_set(i->play)->uid)) {
		if (i->play->script->strict)
			play_broke(i->play, "status", "a generation is observed that is not there yet");
		else
			play_reached(i->play, STATE_ANOTHER_STATUS);
	}
}

static void law_lease(struct instance *i, const struct request *r)
{
	const struct object *lease = storage_get(play_storage(i->play), KIND(lease), NAMESPACE, "ordinal");

	if (!i->play->script->lease)
		return;
	if (!lease || !streq(lease_of(lease)->holder, i->identity) ||
	    play_now(i->play) > lease_of(lease)->renewed_ms + INT64_C(1000) * LEASE_DURATION_S)
		play_broke(i->play, "lease", "controller %d writes %s, but the lease is %s's", i->number,
			   r->kind->plural, lease ? lease_of(lease)->holder : "nobody");
}

static void law_revision_goes(struct instance *i, const struct request *r)
{
	/* Upstream may truncate the current one after it could not number it anew; it is made again. */
	if (streq(r->name, statefulset_of(i->view.set)->update_revision))
		play_reached(i->play, STATE_TRUNCATED);
	for (size_t k = 0; k < i->view.pods.len; k++) {
		const struct object *pod = i->view.pods.items[k];

		if (object_controller(pod) && owned(&i->view, pod) && streq(identity_revision(pod), r->name))
			play_broke(i->play, "history", "revision %s is deleted, which %s runs", r->name, pod->name);
	}
}

static bool is_allowed(const struct request *r)
{
	if (r->kind == KIND(pod) || r->kind == KIND(controllerrevision))
		return !r->subresource;
	if (r->kind == KIND(persistentvolumeclaim))
		return r->verb == VERB_CREATE || r->verb == VERB_UPDATE;
	return r->kind == KIND(statefulset) && r->verb == VERB_UPDATE && streq0(r->subresource, "status");
}

void laws_write(struct instance *i, const struct request *r)
{
	_cleanup_(json_freep) json *body = request_tree(r);

	law_lease(i, r);
	if (r->kind == KIND(persistentvolumeclaim) && r->verb == VERB_DELETE)
		play_broke(i->play, "claims", "claim %s is deleted by the controller", r->name);
	else if (!is_allowed(r))
		play_broke(i->play, "verbs", "%s of %s %s is nothing the controller does", request_method(r),
			   r->kind->singular, r->name ? r->name : "");
	if (!i->view.set)
		play_broke(i->play, "verbs", "%s is written before anything was looked at", r->kind->plural);
	else if (r->kind == KIND(pod) && r->verb == VERB_CREATE)
		law_create(i, body);
	else if (r->kind == KIND(pod) && r->verb == VERB_DELETE)
		law_delete(i, r);
	else if (r->kind == KIND(controllerrevision) && r->verb == VERB_DELETE)
		law_revision_goes(i, r);
	else if (r->kind == KIND(statefulset) && play_set(i->play))
		law_status(i, body);
}

/* --- by what the server has --- */

static void law_down(struct play *p)
{
	_cleanup_(freep) char *name = identity_pod_name(SET, p->down);
	const struct object *pod = storage_get(play_storage(p), KIND(pod), NAMESPACE, name), *set = play_set(p);
	bool wanted = set && identity_in_range(statefulset_of(set), p->down);
	bool same = pod && streq(pod->uid, p->down_uid), let_go = set && pod && !object_owned_by(pod, set->uid);

	if (!set || p->make_again || (pod && !same && pod_running_and_ready(pod)) || (!wanted && (!pod || let_go)) ||
	    (same && let_go))
		p->down = -1;
}

/*
 * "OrderedReady never has two pods down at once by our doing": a healthy pod that we delete is back, or no longer
 * wanted, before we delete another healthy one, unless neither is wanted any more. Upstream does not remember its
 * deletes, so a stale cache may make it delete a second one: there it is only counted, and so is what was decided for a
 * set that a person has changed since. Nor can it be kept once a write had an effect that nobody heard of.
 */
void laws_delete_lands(struct play *p, bool strict, const struct request *r)
{
	_cleanup_(json_freep) json *options = request_tree(r);
	const struct object *pod = storage_get(play_storage(p), KIND(pod), NAMESPACE, r->name), *set = play_set(p);
	const char *uid = json_str_or(json_at(options, "preconditions.uid"), pod ? pod->uid : "");
	int32_t ordinal = identity_ordinal(r->name);

	if (!pod || !set || !streq(uid, pod->uid))
		return;
	if (pod->deleted) {
		play_reached(p, STATE_DELETED_TWICE);
		if (strict && !p->unknown_effects && streq(pod->uid, p->deleted_uid))
			play_broke(p, "waits", "%s is deleted once more by who deleted it", r->name);
	}
	memcpy(p->deleted_uid, pod->uid, MIN(strlen(pod->uid) + 1, sizeof(p->deleted_uid) - 1));
	if (pod->deleted || !pod_running_and_ready(pod) || statefulset_of(set)->parallel || p->script->gate)
		return;
	if (p->down >= 0)
		law_down(p);
	if (p->down >= 0 && p->down != ordinal &&
	    (identity_in_range(statefulset_of(set), ordinal) || identity_in_range(statefulset_of(set), p->down))) {
		if (strict && !p->unknown_effects)
			play_broke(p, "two down", "%s is deleted while " SET "-%" PRId32 " is not back", r->name,
				   p->down);
		else
			play_reached(p, STATE_TWO_DOWN);
	}
	p->down = ordinal;
	memcpy(p->down_uid, pod->uid, MIN(strlen(pod->uid) + 1, sizeof(p->down_uid) - 1));
}

/* With claims that are kept none ever goes, unless somebody deletes it. */
static void law_claims(struct play *p)
{
	struct storage *s = play_storage(p);
	uint64_t end = storage_history_end(s, KIND(persistentvolumeclaim));

	for (; p->claims_seen < end; p->claims_seen++) {
		const struct change *c = storage_change(s, KIND(persistentvolumeclaim), p->claims_seen);

		if (!c || c->type != CHANGE_DELETED || p->claim_deleted)
			continue;
		play_reached(p, STATE_CLAIM_COLLECTED);
		if (!p->ever_deleted)
			play_broke(p, "claims", "claim %s is gone, though claims are to be kept", c->now->name);
	}
}

void laws_turn(struct play *p)
{
	if (p->down >= 0)
		law_down(p);
	law_claims(p);
}
