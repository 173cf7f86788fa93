/* Uncordon a node: pods may be placed there again. */
#include "client/verbs.h"
#include "kube/kinds/node.h"
#include "tui/cordoning.h"

static void explain(const struct intent *i, note_vec *notes)
{
	if (!node_of(i->object)->unschedulable)
		note_add(notes, ROLE_muted, "changes", "nothing: it is not cordoned");
	note_add(notes, ROLE_text, "means", "pods may be placed here again, those that wait for a node among them");
	cordoning_explain(i, notes);
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_cordon(i->object, false, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s uncordoned", i->object->name);
}

const struct action uncordon_action = {
	.name = "uncordon",
	.key = "U",
	.place = 21,
	.word = "uncordon",
	.help = "Let pods be placed on a node again",
	.on = KIND(node),
	.needs_object = true,
	.danger = DANGER_ASK,
	.explain = explain,
	.build = build,
	.done = done,
};
