/* Whether a drain takes pods that lose their emptyDir. */
#include "kube/kinds/node.h"
#include "tui/draining.h"

static void run(struct app *app, const struct object *o UNUSED)
{
	draining_turn(app, DRAINING_LOSE);
}

const struct action drain_lose_action = {
	.name = "drain-lose",
	.key = "L",
	.in = "drain",
	.place = 2,
	.word = "lose data",
	.help = "On a drain: whether pods with an emptyDir go too, and lose what is in it",
	.on = KIND(node),
	.run = run,
};
