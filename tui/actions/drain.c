/* Drain a node: its plan first, on a screen of its own, or the drain that is under way. */
#include "jobs/drain.h"
#include "kube/kinds/node.h"
#include "tui/app.h"
#include "tui/work.h"

static void run(struct app *app, const struct object *o)
{
	const struct job *under_way = runner_about(app->runner, &drain_job, o->uid);

	if (under_way)
		work_show(app, under_way);
	else
		app_push(app, view_find("drain"), NULL, o);
}

const struct action drain_action = {
	.name = "drain",
	.key = "D",
	.place = 22,
	.word = "drain",
	.help = "What a drain of a node would do: who goes when, what stays and why",
	.on = KIND(node),
	.needs_object = true,
	.run = run,
};
