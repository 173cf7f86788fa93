/* Have the reconciler look on: it decides and explains. */
#include "tui/action.h"
#include "tui/reconciling.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	reconciling_begin(app, false);
}

const struct action reconcile_observe_action = {
	.name = "reconcile-observe",
	.key = "o",
	.word = "observe",
	.help = "Have the reconciler decide and explain, and write nothing",
	.in = "reconciler",
	.place = 1,
	.run = run,
};
