/* Whether a drain takes pods that nothing would make again. */
#include "kube/kinds/node.h"
#include "tui/draining.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	draining_turn(app, DRAINING_FORCE);
}

const struct action drain_force_action = {
	.name = "drain-force",
	.key = "F",
	.in = "drain",
	.place = 1,
	.word = "force",
	.help = "On a drain: whether pods that nothing would make again go too",
	.on = KIND(node),
	.run = run,
};
