/* Undo of the last delete that orphaned its pods: the set is made anew, and adopts them. A job does it (jobs/adopt.h).
 */
#include "jobs/adopt.h"

#include "jobs/remove.h"
#include "kube/kinds/statefulset.h"
#include "kube/sight.h"
#include "tui/ages.h"
#include "tui/app.h"
#include "tui/work.h"

/* The latest that is not there again. */
static const struct object *last_kept(struct app *app)
{
	for (size_t i = app->runner ? runner_count(app->runner) : 0; i-- > 0; ) {
		const struct object *kept = remove_kept(runner_at(app->runner, i));

		if (kept && !cache_get(app_cache(app), kept->kind, kept->namespace, kept->name))
			return kept;
	}
	return NULL;
}

static void run(struct app *app, const struct object *o UNUSED)
{
	const struct object *kept = last_kept(app);

	if (kept)
		action_start(app, &adopt_action, kept, NULL);
	else
		app_say(app, ROLE_muted, "nothing to undo: no set was deleted here leaving its pods");
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(str_release) struct str pods = STR_INIT;
	int32_t wants = statefulset_of(i->object)->replicas;
	object_vec orphans = VEC_INIT;

	adopt_pods(i->cache, i->object, &orphans);
	vec_each(&orphans, o)
		str_addf(&pods, "%s%s", pods.len ? ", " : "", (*o)->name);
	note_add(notes, ROLE_text, "makes", "the set as it was, with %d replicas", wants);
	if (!sight_of(i->cache, KIND(pod)))
		note_add(notes, ROLE_warn, "pods", "cannot be seen from here");
	else if (orphans.len)
		note_add(notes, ROLE_text, "pods", "%s are adopted as they are", pods.buf);
	else
		note_add(notes, ROLE_warn, "pods", "none is left to be adopted: all are made anew");
	vec_release(&orphans);
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	adopt_request(i->object, ret);
	return 0;
}

static struct job *job(const struct intent *i)
{
	return adopt_new(i->cache, i->object);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), NULL };

const struct action adopt_action = {
	.name = "adopt",
	.key = "u",
	.word = "make",
	.help = "Undo a delete that left the pods: the set is made anew",
	.danger = DANGER_ASK,
	.run = run,
	.explain = explain,
	.build = build,
	.job = job,
	.needs = needs,
	.absent = true,
};
