/* Undo: give a set the template of an older revision again, as kubectl rollout undo does. */
#include "client/verbs.h"
#include "kube/kinds/controllerrevision.h"
#include "kube/kinds/statefulset.h"
#include "tui/rollout.h"
#include "tui/slot.h"

static const struct object *set_of(const struct intent *i)
{
	const struct owner *o = object_controller(i->object);
	const struct object *set = o && streq(o->kind, "StatefulSet") ?
		cache_get(i->cache, KIND(statefulset), i->object->namespace, o->name) : NULL;

	return set && streq(set->uid, o->uid) ? set : NULL;
}

/* Makes of `to` a merge patch that turns `from` into it: what is only in `from` becomes null. */
static void remove_others(const json *from, json *to)
{
	for (const json *m = json_first(from); m; m = json_next(m)) {
		json *kept = json_get(to, json_key(m));

		if (!kept)
			json_set(to, json_key(m), json_null());
		else if (json_type(m) == JSON_OBJECT && json_type(kept) == JSON_OBJECT)
			remove_others(m, kept);
	}
}

static void explain(const struct intent *i, note_vec *notes)
{
	const char *data = controllerrevision_of(i->object)->data;
	_cleanup_(json_freep) json *change = json_parse(data, strlen(data), NULL);
	const struct object *set = set_of(i);
	struct intent on_set = *i;
	char from[5], to[5];

	if (!set || !change)
		return;		/* build() says why. */
	revision_short(statefulset_of(set)->update_revision, from);
	revision_short(i->object->name, to);
	note_add(notes, ROLE_text, "template", "of %s goes from %s back to %s, whole", set->name, from, to);
	if (streq(statefulset_of(set)->update_revision, i->object->name)) {
		note_add(notes, ROLE_muted, "changes", "nothing: it is what %s wants already", set->name);
		return;
	}
	_cleanup_(json_freep) json *now = object_tree(set);

	json_del(json_at(change, "spec.template"), "$patch");
	remove_others(json_at(now, "spec.template"), json_at(change, "spec.template"));
	on_set.object = set;
	rollout_explain(&on_set, change, notes);
}

static int build(const struct intent *i, struct request *ret, struct err *err)
{
	const struct object *set = set_of(i);

	if (!set)
		return err_set(err, -ENOENT, "the set of this revision is gone");
	if (!*controllerrevision_of(i->object)->data)
		return err_set(err, -EINVAL, "this revision keeps no template");
	verbs_undo(set, i->object, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s has the template of %s again", object_controller(i->object)->name, i->object->name);
}

const struct action undo_action = {
	.name = "undo",
	.key = "u",
	.place = 10,
	.word = "undo",
	.help = "Give a set the template of an older revision again",
	.on = KIND(controllerrevision),
	.needs_object = true,
	.danger = DANGER_ASK,
	.explain = explain,
	.build = build,
	.done = done,
};
