/* The log of a pod. */
#include "kube/kinds/pod.h"
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	app_push(app, view_find("logs"), NULL, o);
}

const struct action logs_action = {
	.name = "logs",
	.key = "l",
	.word = "logs",
	.help = "Read what a pod's container writes, and follow it; of a set its first pod's",
	.on = KIND(pod),
	.needs_object = true,
	.run = run,
};
