/* Uncordon a node: pods may be placed there again. */
#include "kube/kinds/node.h"
#include "tui/cordoning.h"

static void explain(const struct intent *i, note_vec *notes)
{
	if (!node_of(i->object)->unschedulable)
		note_add(notes, ROLE_muted, "changes", "nothing: it is not cordoned");
	note_add(notes, ROLE_text, "means", "pods may be placed here again, those that wait for a node among them");
	cordoning_explain(i, notes);
}

const struct action uncordon_action = {
	.name = "uncordon",
	.key = "U",
	.place = 21,
	.word = "uncordon",
	.help = "Let pods be placed on a node again",
	.explain = explain,
	CORDONING,
};
