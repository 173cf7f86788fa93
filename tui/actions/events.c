/* The events of what is selected. */
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	app_push(app, view_find("events"), NULL, o);
}

const struct action events_action = {
	.name = "events",
	.key = "E",
	.place = 60,
	.word = "events",
	.help = "Show the events of the selected object",
	.needs_object = true,
	.run = run,
};
