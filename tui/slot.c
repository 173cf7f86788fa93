#include "tui/slot.h"

#include "kube/kinds/persistentvolumeclaim.h"
#include "reconciler/identity.h"
#include "kube/sight.h"

#define STARTING_S 120 /* a pod that runs but was never seen ready is "starting" for so long, then "not ready" */

static const struct slot_look looks[] = {
	[SLOT_READY] = { "ready", "ready", "●", ROLE_ok },
	[SLOT_STARTING] = { "starting", "start", "◐", ROLE_progress },
	[SLOT_NOT_READY] = { "not ready", "wait", "○", ROLE_waiting },
	[SLOT_STOPPING] = { "stopping", "stop", "◌", ROLE_leaving },
	[SLOT_FAILED] = { "failed", "fail", "✕", ROLE_bad },
	[SLOT_MISSING] = { "missing", "none", "·", ROLE_muted },
	[SLOT_CONDEMNED] = { "condemned", "goes", "▽", ROLE_leaving },
	[SLOT_UNKNOWN] = { "unknown", "?", "?", ROLE_muted },
};

const struct slot_look *slot_look(enum slot_state state)
{
	return &looks[state];
}

/* STATUS words that mean that a container does not come up by itself soon. */
static bool is_failure(const struct pod *p)
{
	static const char *const words[] = { "CrashLoopBackOff", "Error", "ErrImagePull", "ImagePullBackOff",
					     "InvalidImageName", "CreateContainerConfigError", "CreateContainerError",
					     "RunContainerError", "OOMKilled", "ContainerCannotRun", "StartError" };

	if (streq(p->phase, "Failed"))
		return true;
	for (size_t i = 0; i < COUNT(words); i++) {
		const char *at = strstr(p->status, words[i]);

		if (at && (at == p->status || at[-1] == ':') && streq(at, words[i]))
			return true;
	}
	return false;
}

enum slot_state slot_state_of(const struct object *pod, bool wanted, int64_t now_s)
{
	const struct pod *p;

	if (!pod)
		return SLOT_MISSING;
	p = pod_of(pod);
	if (pod->deleted)
		return SLOT_STOPPING;
	if (!wanted)
		return SLOT_CONDEMNED;
	if (is_failure(p))
		return SLOT_FAILED;
	if (p->ready)
		return SLOT_READY;
	if (streq(p->phase, "Running") && (p->restarts > 0 || now_s - MAX(p->ready_at, pod->created) > STARTING_S))
		return SLOT_NOT_READY;
	return !p->scheduled && *p->message ? SLOT_NOT_READY : SLOT_STARTING;
}

void revision_short(const char *revision, char ret[5])
{
	size_t len = strlen(revision);

	memset(ret, 0, 5);
	memcpy(ret, revision + (len > 4 ? len - 4 : 0), MIN(len, 4u));
}

void slot_fill(struct slot *s, const struct object *set, int64_t now_s)
{
	const struct statefulset *facts = statefulset_of(set);
	const char *revision = s->pod ? identity_revision(s->pod) : "";

	s->in_range = identity_in_range(facts, s->ordinal);
	s->state = slot_state_of(s->pod, s->in_range, now_s);
	s->updated = *revision && streq(revision, facts->update_revision);
	revision_short(revision, s->hash);
}

/* Walks the slot's claims: the first that is not bound, or the last. ret_bound false if one is missing or not bound. */
static const struct object *telling_claim(struct cache *cache, const struct object *set, int32_t ordinal,
                                          bool *ret_bound)
{
	const struct statefulset *facts = statefulset_of(set);
	const struct object *claim = NULL;

	*ret_bound = false;
	for (size_t i = 0; i < facts->nclaims; i++) {
		_cleanup_(freep) char *name = identity_claim_name(facts->claims[i], set->name, ordinal);

		claim = cache_get(cache, KIND(persistentvolumeclaim), set->namespace, name);
		*ret_bound = claim && streq(persistentvolumeclaim_of(claim)->phase, "Bound") && !claim->deleted;
		if (!*ret_bound)
			return claim;
	}
	return claim;
}

void slot_claim(struct cache *cache, const struct object *set, int32_t ordinal, struct str *out)
{
	const struct statefulset *facts = statefulset_of(set);
	bool bound;
	const struct object *claim = telling_claim(cache, set, ordinal, &bound);

	if (!facts->nclaims)
		return;
	if (!claim)
		str_add(out, sight_of(cache, KIND(persistentvolumeclaim)) ? "no claim" : "?");
	else if (claim->deleted)
		str_add(out, "deleting");
	else if (!bound)
		str_add(out, streq(persistentvolumeclaim_of(claim)->phase, "Lost") ? "lost" : "pending");
	else if (facts->nclaims > 1)
		str_addf(out, "%zu claims", facts->nclaims);
	else
		str_add(out, persistentvolumeclaim_of(claim)->capacity);
}

enum role slot_claim_role(struct cache *cache, const struct object *set, int32_t ordinal)
{
	bool bound;
	const struct object *claim = telling_claim(cache, set, ordinal, &bound);

	return bound ? ROLE_text : !claim ? ROLE_muted : claim->deleted ? ROLE_leaving : ROLE_waiting;
}
