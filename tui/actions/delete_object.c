/* Delete anything that has no dialog of its own, by its name typed. */
#include "client/verbs.h"
#include "tui/action.h"

static void explain(const struct intent *i, note_vec *notes)
{
	const struct owner *o = object_controller(i->object);

	if (i->object->deleted)
		note_add(notes, ROLE_warn, "goes", "already: it is terminating");
	if (i->object->nfinalizers)
		note_add(notes, ROLE_warn, "waits", "for whoever set finalizer %s%s", i->object->finalizers[0],
		         i->object->nfinalizers > 1 ? ", and others" : "");
	note_add(notes, ROLE_text, "then", "the garbage collector takes what it owns");
	if (o)
		note_add(notes, ROLE_text, "owner", "%s %s may make another one", o->kind, o->name);
	note_add(notes, ROLE_text, "undo", "there is none");
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_delete(i->object, PROPAGATION_BACKGROUND, false, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s %s deleted", i->object->kind->name, i->object->name);
}

const struct action delete_object_action = {
	.name = "delete-object",
	.key = "ctrl-d",
	.word = "delete",
	.help = "Delete any other object",
	.needs_object = true,
	.danger = DANGER_NAME,
	.explain = explain,
	.build = build,
	.done = done,
};
