/* Delete one pod: who makes it anew, under which name, at which revision, with which claim. */
#include "client/verbs.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "reconciler/identity.h"
#include "tui/action.h"
#include "kube/budget.h"
#include "tui/slot.h"

static void explain_member(const struct intent *i, const struct object *set, note_vec *notes)
{
	const struct statefulset *s = statefulset_of(set);
	int32_t ordinal = identity_ordinal(i->object->name);
	struct budget b = budget_of_set(i->cache, set);
	bool updates = s->on_delete || ordinal >= s->partition;
	char hash[5];

	revision_short(updates ? s->update_revision : s->current_revision, hash);
	if (identity_in_range(s, ordinal))
		note_add(notes, ROLE_text, "comes", "back as %s at revision %s, made by set %s", i->object->name, hash,
		         set->name);
	else
		note_add(notes, ROLE_warn, "comes", "not back: set %s asks for no ordinal %d", set->name, ordinal);
	if (s->nclaims)
		note_add(notes, ROLE_text, "claims", "stay, and are used again");
	if (b.object && b.known && !b.allowed)
		note_add(notes, ROLE_bad, "budget",
		         "%s says that none may go; a delete is not an eviction and ignores it", b.object->name);
	else if (b.object)
		note_add(notes, ROLE_muted, "budget", "%s is not asked: a delete is not an eviction", b.object->name);
}

static void explain(const struct intent *i, note_vec *notes)
{
	const struct owner *o = object_controller(i->object);
	const struct object *set = o && streq(o->kind, "StatefulSet") ?
		cache_get(i->cache, KIND(statefulset), i->object->namespace, o->name) : NULL;

	if (i->object->deleted)
		note_add(notes, ROLE_warn, "goes", "already: it is terminating");
	else
		note_add(notes, ROLE_text, "goes", "within its grace of %" PRId64 " s", pod_of(i->object)->grace);
	if (set)
		explain_member(i, set, notes);
	else if (o)
		note_add(notes, ROLE_text, "comes", "another one, if %s %s wants it", o->kind, o->name);
	else
		note_add(notes, ROLE_bad, "comes", "not back: nothing made it, nothing makes it again");
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_delete(i->object, PROPAGATION_BACKGROUND, false, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s deleted", i->object->name);
}

const struct action delete_pod_action = {
	.name = "delete-pod",
	.key = "ctrl-d",
	.place = 40,
	.word = "delete",
	.help = "Delete one pod; its set makes it anew",
	.on = KIND(pod),
	.needs_object = true,
	.danger = DANGER_ASK,
	.explain = explain,
	.build = build,
	.done = done,
};
