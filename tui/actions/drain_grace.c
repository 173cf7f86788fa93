/* How long a drain gives each pod to stop. */
#include "kube/kinds/node.h"
#include "tui/draining.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	draining_turn(app, DRAINING_GRACE);
}

const struct action drain_grace_action = {
	.name = "drain-grace",
	.key = "P",
	.in = "drain",
	.place = 4,
	.word = "grace",
	.help = "On a drain: how long each pod has to stop",
	.on = KIND(node),
	.run = run,
};
