/* What is selected, as kubectl describe tells it. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	app_push(app, view_find("describe"), o->kind, o);
}

const struct action describe_action = {
	.name = "describe",
	.key = "d",
	.place = 95,
	.word = "describe",
	.help = "Tell the whole object and its events as kubectl describe does",
	.needs_object = true,
	.run = run,
};
