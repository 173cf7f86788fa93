/* Force a stuck pod back: an ordinary delete of one that OrderedReady waits for and would never replace. */
#include "client/verbs.h"
#include "jobs/stuck.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/statefulset.h"
#include "tui/app.h"

static void explain(const struct intent *i, note_vec *notes)
{
	if (stuck_check(i->cache, i->object, i->now_s, NULL))
		return;		/* build() says why. */
	note_add(notes, ROLE_text, "forces", "%s back at the revision that is wanted; its claims stay",
	         i->object->name);
	note_add(notes, ROLE_muted, "because", "OrderedReady waits for this broken pod of an older revision and "
	         "never replaces it (kubernetes#67250)");
	note_add(notes, ROLE_muted, "how", "an ordinary delete, with its grace period, of this very pod");
}

static int build(const struct intent *i, struct request *ret, struct err *err)
{
	int r = stuck_check(i->cache, i->object, i->now_s, err);

	if (r == 0)
		verbs_delete(i->object, PROPAGATION_BACKGROUND, false, ret);
	return r;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s is forced back", i->object->name);
}

/* Beside another pod of its set that is stuck, that one is meant. */
static void run(struct app *app, const struct object *pod)
{
	const struct owner *o = object_controller(pod);
	const struct object *set = o ? cache_get(app_cache(app), KIND(statefulset), pod->namespace, o->name) : NULL;
	const struct object *stuck = set ? stuck_pod(app_cache(app), set, false, app_now_s(app)) : NULL;

	action_start(app, &force_action, stuck ? stuck : pod, NULL);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(persistentvolumeclaim), KIND(controllerrevision),
					    KIND(event), NULL };

const struct action force_action = {
	.name = "force",
	.key = "f",
	.word = "force back",
	.help = "Delete a stuck pod that its set would never replace",
	.on = KIND(pod),
	.needs_object = true,
	.danger = DANGER_ASK,
	.run = run,
	.explain = explain,
	.build = build,
	.done = done,
	.needs = needs,
};
