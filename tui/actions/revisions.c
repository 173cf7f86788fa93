/* The revisions of a set. */
#include "kube/kinds/statefulset.h"
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	app_push(app, view_find("revisions"), NULL, o);
}

const struct action revisions_action = {
	.name = "revisions",
	.key = "v",
	.word = "revisions",
	.help = "Show the revisions of a set, and who runs them",
	.on = KIND(statefulset),
	.needs_object = true,
	.run = run,
};
