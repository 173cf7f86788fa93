/* The YAML of what is selected. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	app_push(app, view_find("yaml"), o->kind, o);
}

const struct action yaml_action = {
	.name = "yaml",
	.key = "y",
	.place = 50,
	.word = "yaml",
	.help = "Show the whole object as YAML",
	.needs_object = true,
	.run = run,
};
