#include "tui/reconciling.h"

#include "reconciler/explain.h"
#include "tui/app.h"
#include "tui/question.h"
#include "tui/story.h"

#define LISTED 6		/* sets whose next change is told before it acts */

static const struct {
	const char *word;
	enum role role;
} phases[] = {
	[RECONCILING_OFF] = { "off", ROLE_muted },
	[RECONCILING_OPENING] = { "reading", ROLE_progress },
	[RECONCILING_OBSERVING] = { "observing", ROLE_accent },
	[RECONCILING_WAITING] = { "waiting for the lease", ROLE_progress },
	[RECONCILING_CHECKING] = { "looking for others", ROLE_progress },
	[RECONCILING_ACTING] = { "acting", ROLE_warn },
	[RECONCILING_ENDING] = { "ending", ROLE_progress },
};

const char *reconciling_word(enum reconciling_phase phase)
{
	return phases[phase].word;
}

enum role reconciling_role(enum reconciling_phase phase)
{
	return phases[phase].role;
}

bool reconciling_on(const struct app *app)
{
	return app->options.reconciling && app->options.reconciling->phase != RECONCILING_OFF;
}

bool reconciling_writes(const struct app *app)
{
	return reconciling_on(app) && app->options.reconciling->phase > RECONCILING_OBSERVING;
}

void reconciling_warn(const struct app *app, struct question *q)
{
	if (!reconciling_writes(app))
		return;
	note_add(&q->notes, ROLE_text, "now", "%s on %s",
		 reconciling_word(app->options.reconciling->phase), app->options.reconciling->context);
	note_add(&q->notes, ROLE_warn, "then",
		 "it finishes the write in hand and gives its lease back: the StatefulSets there have no controller "
		 "any more");
}

/* --- beginning --- */

static void begin(struct app *app, uint64_t about UNUSED, int act)
{
	struct reconciling *r = app->options.reconciling;
	struct err err = ERR_INIT;

	if (!app->connection.client)
		return;
	if (r->phase == RECONCILING_OBSERVING)
		r->end(r);
	if (r->phase != RECONCILING_OFF)
		app_say(app, ROLE_warn, "the reconciler is %s already", reconciling_word(r->phase));
	else if (r->begin(r, &app->options, app->connection.context, app->namespace, act, &err))
		app_say(app, ROLE_bad, "the reconciler cannot begin: %s", err.text);
	app_dirty(app);
}

/* What it would write first, as far as the cache shows. */
static void tell_sets(struct app *app, struct question *q)
{
	object_vec sets = VEC_INIT;
	size_t moving = 0;

	cache_list(app_cache(app), KIND(statefulset), app->namespace, NULL, &sets);
	vec_each(&sets, set) {
		_cleanup_(str_release) struct str plan = STR_INIT;
		struct explanation x = { 0 };

		if (story_explain(app_cache(app), *set, app_now_s(app), &x))
			continue;
		story_plan(&x, &plan);
		explanation_release(&x);
		if (plan.len && ++moving <= LISTED)
			note_add(&q->notes, ROLE_text, moving == 1 ? "now" : "", "%s: %s", (*set)->name,
				 plan.buf);
	}
	if (moving > LISTED)
		note_add(&q->notes, ROLE_text, "", "and change %zu more", moving - LISTED);
	note_add(&q->notes, ROLE_text, "sets", "%zu StatefulSet%s in %s", sets.len, sets.len == 1 ? "" : "s",
		 app->namespace ? app->namespace : "all namespaces");
	vec_release(&sets);
}

static void ask(struct app *app)
{
	struct question *q = question_ask(app, "run the StatefulSet controller from this console", "act", begin, 0,
					  true);

	if (!app->options.simulated)
		q->phrase = xstrdup(app->connection.context);
	note_add(&q->notes, ROLE_strong, "cluster", "%s, %s", app->connection.context, app->connection.server);
	tell_sets(app, q);
	note_add(&q->notes, ROLE_text, "first",
		 "it takes the lease kube-system/ordinal-reconcile, and makes a StatefulSet of no replicas for 5 s to "
		 "see whether another controller is at work: if there is one, it ends");
	note_add(&q->notes, ROLE_text, "writes", "pods, claims, revisions and status, while the lease is held");
	note_add(&q->notes, ROLE_muted, "equal", "ordinal reconcile --act%s%s --context %s",
		 app->namespace ? " -n " : "", app->namespace ? app->namespace : "", app->connection.context);
}

void reconciling_begin(struct app *app, bool act)
{
	struct reconciling *r = app->options.reconciling;

	if (!r || !app->connection.client)
		return;
	if (r->phase != RECONCILING_OFF && !(act && r->phase == RECONCILING_OBSERVING))
		app_say(app, ROLE_warn, "the reconciler is %s already", reconciling_word(r->phase));
	else if (act)
		ask(app);
	else
		begin(app, 0, false);
}

void reconciling_end(struct app *app)
{
	if (reconciling_on(app))
		app->options.reconciling->end(app->options.reconciling);
	app_dirty(app);
}
