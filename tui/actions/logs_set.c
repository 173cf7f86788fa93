/* The log of a set's first pod, where none of its ordinals is selected. */
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "reconciler/identity.h"
#include "tui/app.h"

static void run(struct app *app, const struct object *o)
{
	const struct object *first = NULL;
	object_vec pods = VEC_INIT;

	cache_list(app_cache(app), KIND(pod), o->namespace, o->uid, &pods);
	vec_each(&pods, p)
		if (!first || identity_ordinal((*p)->name) < identity_ordinal(first->name))
			first = *p;
	if (first)
		app_push(app, view_find("logs"), NULL, first);
	else
		app_say(app, ROLE_warn, "logs: %s has no pod in sight", o->name);
	vec_release(&pods);
}

const struct action logs_set_action = {
	.name = "logs-set",
	.key = "l",
	.word = "logs",
	.on = KIND(statefulset),
	.needs_object = true,
	.run = run,
};
