/* Delete one claim, by its name typed: who uses it, what becomes of its volume, and what comes in its place. */
#include "client/verbs.h"
#include "jobs/remove_plan.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/kinds/statefulset.h"
#include "kube/sight.h"
#include "reconciler/identity.h"
#include "tui/action.h"
#include "tui/claim_fate.h"

/* The set whose templates name this claim, or NULL. */
static const struct object *set_of(struct cache *cache, const struct object *claim)
{
	const struct object *set = NULL;
	object_vec sets = VEC_INIT;

	cache_list(cache, KIND(statefulset), claim->namespace, NULL, &sets);
	for (size_t i = 0; i < sets.len && !set; i++) {
		if (remove_plan_names(sets.items[i], claim->name))
			set = sets.items[i];
	}
	vec_release(&sets);
	return set;
}

static void explain_use(const struct intent *i, note_vec *notes)
{
	const struct object *user = remove_plan_user(i->cache, i->object, "");

	if (i->object->deleted)
		note_add(notes, ROLE_warn, "goes", "already: it is terminating");
	if (user)
		note_add(notes, ROLE_warn, "used by",
		         "%s: it stays Terminating until no pod uses it, and cannot be had back", user->name);
	else if (!sight_of(i->cache, KIND(pod)))
		note_add(notes, ROLE_warn, "used by", "cannot be seen from here");
	else
		note_add(notes, ROLE_text, "used by", "nobody: it goes at once");
}

static void explain(const struct intent *i, note_vec *notes)
{
	const struct object *set = set_of(i->cache, i->object);
	int32_t ordinal = identity_ordinal(i->object->name);

	explain_use(i, notes);
	claim_fate_claim(i->cache, i->object, notes);
	if (set && identity_in_range(statefulset_of(set), ordinal))
		note_add(notes, ROLE_bad, "then", "set %s makes an empty one when %s-%d is made anew", set->name,
		         set->name, ordinal);
	else if (set)
		note_add(notes, ROLE_text, "then", "set %s makes an empty one if it is scaled up to ordinal %d",
		         set->name, ordinal);
	else
		note_add(notes, ROLE_text, "then", "no set here makes it again");
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_delete(i->object, PROPAGATION_BACKGROUND, false, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "claim %s deleted", i->object->name);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolume), KIND(storageclass),
	NULL };

const struct action delete_claim_action = {
	.name = "delete-claim",
	.key = "ctrl-d",
	.place = 40,
	.word = "delete",
	.help = "Delete a claim; says who uses it",
	.on = KIND(persistentvolumeclaim),
	.needs_object = true,
	.danger = DANGER_NAME,
	.explain = explain,
	.build = build,
	.done = done,
	.needs = needs,
};
