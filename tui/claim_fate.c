#include "tui/claim_fate.h"

#include <stdio.h>

#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/statefulset.h"
#include "kube/kinds/storageclass.h"
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

bool claim_fate_loses_data(const struct object *set, bool orphan)
{
	return !orphan && statefulset_of(set)->nclaims && statefulset_of(set)->delete_when_deleted;
}

void claim_fate_deleted(struct cache *cache, const struct object *set, bool orphan, note_vec *notes)
{
	const struct statefulset *facts = statefulset_of(set);
	struct claims c = count_claims(cache, set, facts->start, facts->start + facts->replicas);

	if (!facts->nclaims)
		note_add(notes, ROLE_muted, "claims", "this set has none");
	else if (unseen(cache, set, notes))
		;
	else if (!c.there)
		note_add(notes, ROLE_muted, "claims", "there are none yet");
	else if (claim_fate_loses_data(set, orphan))
		note_lost(cache, &c, "retention whenDeleted Delete", notes);
	else
		note_kept(&c, orphan ? "in use as before" : "retention whenDeleted Retain", "", notes);
	str_release(&c.names);
}
