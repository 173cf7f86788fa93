/* The same on a set: the pod of it that is stuck is found first. */
#include "jobs/stuck.h"
#include "kube/kinds/statefulset.h"
#include "tui/app.h"

static void run(struct app *app, const struct object *set)
{
	const struct object *pod = stuck_pod(app_cache(app), set, false, app_now_s(app));

	if (pod)
		action_start(app, &force_action, pod, NULL);
	else
		app_say(app, ROLE_muted, "no pod of %s is stuck for good (w says what it waits for)", set->name);
}

const struct action force_set_action = {
	.name = "force",
	.key = "f",
	.word = "force back",
	.help = "Delete the pod that a set is stuck on and would never replace",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK,
	.run = run,
};
