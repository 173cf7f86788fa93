/* Cordon a node: no new pod is placed there. What runs there stays. */
#include "client/verbs.h"
#include "kube/kinds/node.h"
#include "tui/cordoning.h"

static void explain(const struct intent *i, note_vec *notes)
{
	if (node_of(i->object)->unschedulable)
		note_add(notes, ROLE_muted, "changes", "nothing: it is cordoned already");
	note_add(
	    notes, ROLE_text, "means",
	    "no new pod is placed here; an ordinal that is replaced goes elsewhere, or waits if its volume cannot");
	cordoning_explain(i, notes);
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_cordon(i->object, true, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s cordoned", i->object->name);
}

const struct action cordon_action = {
	.name = "cordon",
	.key = "C",
	.place = 20,
	.word = "cordon",
	.help = "Let no new pod be placed on a node",
	.on = KIND(node),
	.needs_object = true,
	.danger = DANGER_ASK,
	.explain = explain,
	.build = build,
	.done = done,
};
