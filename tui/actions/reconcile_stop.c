/* End the reconciler of this console: what it has in hand is finished, and its Lease given back. */
#include "tui/action.h"
#include "tui/reconciling.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	reconciling_end(app);
}

const struct action reconcile_stop_action = {
	.name = "reconcile-stop",
	.key = "x",
	.word = "stop",
	.help = "End the reconciler of this console, and give its lease back",
	.in = "reconciler",
	.place = 3,
	.run = run,
};
