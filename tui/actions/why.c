/* Why a set is not settled, told in full. */
#include "kube/kinds/statefulset.h"
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	app_push(app, view_find("why"), NULL, o);
}

const struct action why_action = {
	.name = "why",
	.key = "w",
	.place = 30,
	.word = "why",
	.help = "Say why a set is not settled, and what would change it",
	.on = KIND(statefulset),
	.needs_object = true,
	.run = run,
};
