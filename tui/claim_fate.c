#include "tui/claim_fate.h"

#include <stdio.h>

#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/statefulset.h"
#include "kube/kinds/storageclass.h"
#include "jobs/remove_plan.h"
#include "kube/quantity.h"
#include "reconciler/identity.h"
#include "tui/ages.h"
#include "kube/sight.h"

#define NAMES_TOLD 3

/* The claims of a range of ordinals, highest first: their names, how many there are, and how much they hold. */
struct claims {
	struct str names;
	size_t there, missing;
	int64_t bytes;
	const struct object *first;	/* one of them, for its volume's policy */
};

static void count_one(struct claims *c, struct cache *cache, const struct object *set, const char *name)
{
	const struct object *o = cache_get(cache, KIND(persistentvolumeclaim), set->namespace, name);
	const struct persistentvolumeclaim *facts = o ? persistentvolumeclaim_of(o) : NULL;

	if (!o) {
		c->missing++;
		return;
	}
	if (c->there++ < NAMES_TOLD)
		str_addf(&c->names, "%s%s", c->names.len ? ", " : "", name);
	c->bytes += quantity_value(*facts->capacity ? facts->capacity : facts->requested);
	c->first = o;
}

static struct claims count_claims(struct cache *cache, const struct object *set, int32_t from, int32_t to)
{
	const struct statefulset *facts = statefulset_of(set);
	struct claims c = { .names = STR_INIT };

	for (int32_t ordinal = to; ordinal-- > from; ) {
		for (size_t i = 0; i < facts->nclaims; i++) {
			_cleanup_(freep) char *name = identity_claim_name(facts->claims[i], set->name, ordinal);

			count_one(&c, cache, set, name);
		}
	}
	if (c.there > NAMES_TOLD)
		str_addf(&c.names, " and %zu more", c.there - NAMES_TOLD);
	return c;
}

/* "30Gi". */
static void size_add(struct str *out, int64_t bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, bytes);
	if (bytes % (1 << 30) == 0)
		str_addf(out, "%" PRId64 "Gi", bytes >> 30);
	else if (bytes % (1 << 20) == 0)
		str_addf(out, "%" PRId64 "Mi", bytes >> 20);
	else
		str_add(out, text);
}

/* What its volume's policy does when a claim is deleted: the volume's own word, else its class's; "" unknown. */
static const char *reclaim_policy(struct cache *cache, const struct object *claim)
{
	const struct persistentvolumeclaim *facts = persistentvolumeclaim_of(claim);
	const struct object *volume = cache_get(cache, KIND(persistentvolume), "", facts->volume);
	const struct object *class = cache_get(cache, KIND(storageclass), "", facts->class);

	return volume ? persistentvolume_of(volume)->reclaim : class ? storageclass_of(class)->reclaim : "";
}

static void note_kept(const struct claims *c, const char *why, const char *then, note_vec *notes)
{
	_cleanup_(str_release) struct str size = STR_INIT;

	size_add(&size, c->bytes);
	note_add(notes, ROLE_text, "claims", "%s stay%s (%s, %s)%s", c->names.buf, c->there == 1 ? "s" : "", size.buf,
	         why, then);
}

static void note_lost(struct cache *cache, const struct claims *c, const char *why, note_vec *notes)
{
	_cleanup_(str_release) struct str size = STR_INIT;
	const char *policy = reclaim_policy(cache, c->first);

	size_add(&size, c->bytes);
	note_add(notes, ROLE_bad, "claims", "%s deleted with the pods (%s, %s)", c->names.buf, size.buf, why);
	if (streq(policy, "Retain"))
		note_add(notes, ROLE_warn, "volumes",
		         "stay, released (reclaim policy Retain): the data can be saved by hand");
	else if (*policy)
		note_add(notes, ROLE_bad, "volumes", "deleted with their data (reclaim policy %s)", policy);
	else
		note_add(notes, ROLE_bad, "volumes", "as their reclaim policy says, which cannot be seen from here");
}

/* Claims that may not be listed are not "none". */
static bool unseen(struct cache *cache, const struct object *set, note_vec *notes)
{
	if (!statefulset_of(set)->nclaims || sight_of(cache, KIND(persistentvolumeclaim)))
		return false;
	note_add(notes, ROLE_warn, "claims", "cannot be seen from here");
	return true;
}

void claim_fate_scaled(struct cache *cache, const struct object *set, int32_t from, int32_t to, note_vec *notes)
{
	struct claims c = count_claims(cache, set, from, to);

	if (unseen(cache, set, notes))
		;
	else if (!c.there && statefulset_of(set)->nclaims)
		note_add(notes, ROLE_muted, "claims", "these ordinals have none");
	else if (!c.there)
		note_add(notes, ROLE_muted, "claims", "this set has none: what the pods hold on disk is lost");
	else if (statefulset_of(set)->delete_when_scaled)
		note_lost(cache, &c, "retention whenScaled Delete", notes);
	else
		note_kept(&c, "retention Retain", "; scaling up again finds the same data", notes);
	str_release(&c.names);
}

void claim_fate_created(struct cache *cache, const struct object *set, int32_t from, int32_t to, note_vec *notes)
{
	struct claims c = count_claims(cache, set, from, to);
	_cleanup_(str_release) struct str made = STR_INIT;

	if (unseen(cache, set, notes))
		c.missing = 0;
	else if (c.there)
		note_add(notes, ROLE_warn, "claims", "%s found again, with the old data", c.names.buf);
	count_add(&made, (int64_t)c.missing, "new claim");
	if (c.missing)
		note_add(notes, ROLE_text, c.there ? "" : "claims", "%s made from the templates", made.buf);
	str_release(&c.names);
}

/* --- a set that goes as a whole --- */

enum policy { POLICY_DELETE, POLICY_RETAIN, POLICY_UNKNOWN, POLICIES };

/* Some of a set's claims, and how many of their volumes go which way: each volume has a policy of its own. */
struct lot {
	struct str names;
	size_t n, volumes[POLICIES];
	int64_t bytes;
};

static void lot_add(struct lot *l, struct cache *cache, const struct object *claim)
{
	const struct persistentvolumeclaim *facts = persistentvolumeclaim_of(claim);
	const char *policy = reclaim_policy(cache, claim);

	if (l->n++ < NAMES_TOLD)
		str_addf(&l->names, "%s%s", l->names.len ? ", " : "", claim->name);
	l->bytes += quantity_value(*facts->capacity ? facts->capacity : facts->requested);
	if (*facts->volume)
		l->volumes[streq(policy, "Retain") ? POLICY_RETAIN : *policy ? POLICY_DELETE : POLICY_UNKNOWN]++;
}

static void note_lot(const struct lot *l, enum role role, const char *what, const char *why, note_vec *notes)
{
	_cleanup_(str_release) struct str size = STR_INIT, more = STR_INIT;

	if (!l->n)
		return;
	size_add(&size, l->bytes);
	if (l->n > NAMES_TOLD)
		str_addf(&more, " and %zu more", l->n - NAMES_TOLD);
	note_add(notes, role, "claims", "%s%s %s (%s, %s)", l->names.buf, more.buf, what, size.buf, why);
}

static void note_volumes(const struct lot *l, note_vec *notes)
{
	static const struct {
		enum role role;
		const char *one, *many;
	} fates[] = {
		[POLICY_DELETE] = { ROLE_bad, "is deleted with its data (reclaim policy Delete)",
		                    "are deleted with their data (reclaim policy Delete)" },
		[POLICY_RETAIN] = { ROLE_warn, "stays, released (reclaim policy Retain): the data can be saved by hand",
		                    "stay, released (reclaim policy Retain): the data can be saved by hand" },
		[POLICY_UNKNOWN] = { ROLE_bad, "goes as its reclaim policy says, which cannot be seen from here",
		                     "go as their reclaim policy says, which cannot be seen from here" },
	};
	const char *label = "volumes";

	for (size_t p = 0; p < POLICIES; p++) {
		if (!l->volumes[p])
			continue;
		note_add(notes, fates[p].role, label, "%zu %s", l->volumes[p],
		         l->volumes[p] == 1 ? fates[p].one : fates[p].many);
		label = "";
	}
}

/* What the controller or the garbage collector deletes with the pods: of ordinals that are there, never leftovers. */
static const char *retention(const struct statefulset *facts, enum remove_way way)
{
	if (way == REMOVE_ORDER && facts->delete_when_scaled)
		return "retention whenScaled Delete";
	if (way != REMOVE_ORPHAN && facts->delete_when_deleted)
		return "retention whenDeleted Delete";
	return NULL;
}

static void sort_lots(struct cache *cache, const struct object *set, enum remove_way way, bool claims,
		      struct lot *lost, struct lot *kept)
{
	const struct statefulset *facts = statefulset_of(set);
	const char *taken = retention(facts, way);
	object_vec all = VEC_INIT;

	remove_plan_claims(cache, set, &all);
	vec_each(&all, o) {
		bool goes = claims || (taken && identity_in_range(facts, identity_ordinal((*o)->name)));

		lot_add(goes ? lost : kept, cache, *o);
	}
	vec_release(&all);
}

void claim_fate_removed(struct cache *cache, const struct object *set, enum remove_way way, bool claims,
			note_vec *notes)
{
	const struct statefulset *facts = statefulset_of(set);
	const char *taken = retention(facts, way);
	struct lot lost = { .names = STR_INIT }, kept = { .names = STR_INIT };

	if (!facts->nclaims) {
		note_add(notes, ROLE_muted, "claims", "this set has none");
		return;
	}
	if (unseen(cache, set, notes))
		return;
	sort_lots(cache, set, way, claims && way != REMOVE_ORPHAN, &lost, &kept);
	if (!lost.n && !kept.n)
		note_add(notes, ROLE_muted, "claims", "there are none of its own");
	note_lot(&lost, ROLE_bad, claims ? "are deleted, last" : "are deleted with the pods",
	         claims ? "as chosen" : taken, notes);
	note_volumes(&lost, notes);
	note_lot(&kept, ROLE_text, kept.n == 1 ? "stays" : "stay",
	         way == REMOVE_ORPHAN ? "in use as before" : taken ? "left over" : "retention Retain", notes);
	str_release(&lost.names);
	str_release(&kept.names);
}

void claim_fate_claim(struct cache *cache, const struct object *claim, note_vec *notes)
{
	struct lot lot = { .names = STR_INIT };

	lot_add(&lot, cache, claim);
	if (*persistentvolumeclaim_of(claim)->volume)
		note_volumes(&lot, notes);
	else
		note_add(notes, ROLE_muted, "volumes", "it is not bound to one");
	str_release(&lot.names);
}
