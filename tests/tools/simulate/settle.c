/*
 * Once nothing fails any more the set reaches what its spec says, and stays there: nothing more is written, not even by
 * a controller that begins anew. Where upstream is known to be stuck, that must be told as a reason, and what the
 * reason tells a person to do must help.
 */
#include "tests/tools/simulate/play.h"

#include "reconciler/explain.h"
#include "reconciler/identity.h"

#define PATIENCE_MS (4000 * 1000)	/* the longest back-off is 1000 s */
#define LOOK_MS (50 * 1000)		/* how often a person looks at why it is not there yet */

static bool ours(const struct object *set, const struct object *pod)
{
	const struct owner *owner = object_controller(pod);

	return owner && streq(owner->uid, set->uid);
}

static bool claims_there(struct play *p, const struct object *set, int32_t ordinal)
{
	const struct statefulset *spec = statefulset_of(set);

	for (size_t i = 0; i < spec->nclaims; i++) {
		_cleanup_(freep) char *name = identity_claim_name(spec->claims[i], SET, ordinal);
		const struct object *claim =
			storage_get(play_storage(p), KIND(persistentvolumeclaim), NAMESPACE, name);

		/* One that is deleted goes when its pod does, and is made anew with the next. The collector may take one
		 * from under a new pod, because it still was its predecessor's, or an earlier set's. */
		if ((!claim || claim->deleted) && (p->claim_deleted || p->ever_deleted))
			continue;
		if (!claim || claim->deleted || object_owned_by(claim, set->uid) != spec->delete_when_deleted)
			return false;
	}
	return true;
}

static bool slot_settled(struct play *p, const struct object *set, int32_t index)
{
	const struct statefulset *spec = statefulset_of(set);
	_cleanup_(freep) char *name = identity_pod_name(SET, spec->start + index);
	const struct object *pod = storage_get(play_storage(p), KIND(pod), NAMESPACE, name);

	return pod && ours(set, pod) && !pod->deleted && streq(pod_of(pod)->phase, "Running") && pod_of(pod)->ready &&
	       (spec->on_delete || index < spec->partition || streq(identity_revision(pod), spec->update_revision)) &&
	       claims_there(p, set, spec->start + index);
}

/* Upstream's write into the status of a set made anew may leave it with the generation of the one before. */
static bool observed(const struct play *p, const struct object *set)
{
	int64_t generation = statefulset_of(set)->observed_generation;

	return generation == set->generation ||
	       (generation > set->generation && p->tally.reached[STATE_ANOTHER_STATUS]);
}

static bool counts_right(struct play *p, const struct object *set)
{
	const struct statefulset *spec = statefulset_of(set);
	struct storage *s = play_storage(p);
	int32_t pods = 0, updated = 0;

	for (size_t i = 0; i < storage_count(s, KIND(pod)); i++) {
		const struct object *pod = storage_at(s, KIND(pod), i);

		pods += ours(set, pod);
		updated += ours(set, pod) && streq(identity_revision(pod), spec->update_revision);
	}
	return pods == spec->replicas && spec->status_replicas == pods && spec->ready == pods &&
	       spec->available == pods && spec->updated == updated && observed(p, set) &&
	       (spec->on_delete || updated < pods || streq(spec->current_revision, spec->update_revision));
}

static bool settled(struct play *p)
{
	const struct object *set = play_set(p);

	if (!set)
		return !p->make_again;
	for (int32_t i = 0; i < statefulset_of(set)->replicas; i++) {
		if (!slot_settled(p, set, i))
			return false;
	}
	return counts_right(p, set);
}

/* --- a person looks --- */

static void remember(struct play *p, const struct reason *r)
{
	if (r->code == REASON_STUCK_OLD)
		play_reached(p, STATE_STUCK_OLD);
	if (r->code == REASON_STUCK_CONDEMNED)
		play_reached(p, STATE_STUCK_CONDEMNED);
	if (r->code == REASON_NAME_TAKEN)
		play_reached(p, STATE_STUCK_NAME);
	if (r->code == REASON_HELD_PARTITION)
		play_reached(p, STATE_PARTITION_HELD);
}

static void look(struct play *p, bool help)
{
	struct explanation x;

	if (explain_set(world_cache(p->world), NAMESPACE, SET, play_now(p) / 1000, &x) < 0)
		return;
	vec_each(&x.reasons, r) {
		play_log(p, "  why: %s%s", r->stuck ? "(stuck) " : "", r->text);
		remember(p, r);
		if (!help)
			continue;
		/* Changes of claims wake nobody, so that one may be left with the references that it had. */
		/* With the gate on an old broken pod uses up the budget under Parallel, too (kubernetes#137409). */
		if ((r->code == REASON_CRASHING && p->script->gate) || r->code == REASON_STUCK_OLD || r->code == REASON_STUCK_CONDEMNED || r->code == REASON_NAME_TAKEN) {
			play_reached(p, STATE_FORCED_BACK);
			cluster_ask(p, VERB_DELETE, KIND(pod), r->subject, NULL);
		} else if (r->code == REASON_SETTLED || r->code == REASON_CLAIM_STALE || r->code == REASON_CLAIM_TERMINATING ||
			   r->code == REASON_WILL_ACT || (r->code == REASON_WAIT_READY && p->script->claims)) {
			play_reached(p, STATE_POKED);
			cluster_ask(p, VERB_PATCH, KIND(statefulset), SET,
				    play_now(p) / LOOK_MS % 2 ? "{'metadata':{'annotations':{'touched':'1'}}}"
							      : "{'metadata':{'annotations':{'touched':null}}}");
		}
	}
	explanation_release(&x);
}

static void tell_why(struct play *p)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct explanation x;

	if (explain_set(world_cache(p->world), NAMESPACE, SET, play_now(p) / 1000, &x) == 0) {
		vec_each(&x.reasons, r)
			str_addf(&text, "; %s", r->text);
		explanation_release(&x);
	}
	play_broke(p, "settles", "all is well again for %d s, but the set is not what it should be%s",
		   PATIENCE_MS / 1000, text.buf);
}

/* A controller that begins anew may number revisions anew and truncate them: changes of revisions wake nobody. */
static void begin_anew(struct play *p)
{
	for (size_t i = 0; i < p->ninstances; i++)
		p->instances[i].dead = true;
	play_advance(p, play_now(p) + 30 * 1000);
}

static void stays(struct play *p, const char *when)
{
	size_t before = p->writes;

	play_advance(p, play_now(p) + 100 * 1000);
	if (p->writes != before)
		play_broke(p, "stays", "%zu writes %s", p->writes - before, when);
	else if (!settled(p))
		play_broke(p, "stays", "the set left what it had reached, %s", when);
}

void settle(struct play *p)
{
	int64_t end;

	look(p, false);
	play_log(p, "all heals");
	cluster_heal(p);
	end = play_now(p) + PATIENCE_MS;
	for (int64_t next = play_now(p) + LOOK_MS; !p->law && !settled(p) && play_now(p) < end;) {
		play_advance(p, play_now(p) + 2000);
		if (play_now(p) < next)
			continue;
		look(p, true);
		next = play_now(p) + LOOK_MS;
	}
	if (p->law)
		return;
	if (!settled(p)) {
		tell_why(p);
		return;
	}
	begin_anew(p);
	stays(p, "after it had settled");
	for (size_t i = 0; i < p->ninstances; i++)
		p->instances[i].dead = true;
	stays(p, "after it had settled and the controller began anew");
}
