/* Cordon a node: no new pod is placed there. What runs there stays. */
#include "kube/kinds/node.h"
#include "tui/cordoning.h"

static void explain(const struct intent *i, note_vec *notes)
{
	if (node_of(i->object)->unschedulable)
		note_add(notes, ROLE_muted, "changes", "nothing: it is cordoned already");
	note_add(notes, ROLE_text, "means",
		 "no new pod is placed here; an ordinal that is replaced goes elsewhere, or waits if its volume "
		 "cannot");
	cordoning_explain(i, notes);
}

const struct action cordon_action = {
	.name = "cordon",
	.key = "C",
	.place = 20,
	.word = "cordon",
	.help = "Let no new pod be placed on a node",
	.explain = explain,
	CORDONING,
};
