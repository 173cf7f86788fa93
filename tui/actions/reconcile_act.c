/* Make this console the cluster's StatefulSet controller. */
#include "tui/app.h"
#include "tui/reconciling.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	if (!action_withheld(app, &reconcile_act_action))
		reconciling_begin(app, true);
}

const struct action reconcile_act_action = {
	.name = "reconcile-act",
	.key = "a",
	.word = "act",
	.help = "Run the StatefulSet controller from this console, where there is no other",
	.in = "reconciler",
	.place = 2,
	.danger = DANGER_NAME,
	.run = run,
};
