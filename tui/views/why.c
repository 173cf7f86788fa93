/*
 * Why a set is as it is: every reason, the most telling first, with what is seen, what would change it, since when, and
 * the kubectl line of it; then what comes next. All of it is the reconciler's own (reconciler/explain.h).
 */
#include "jobs/rollout_record.h"
#include "tui/ages.h"
#include "tui/app.h"
#include "tui/story.h"

#define INDENT 2
#define LABEL 11

/* Adds a sentence in as many lines as it needs, with the label before the first. */
static void add(struct view *v, const char *label, enum role role, const char *text)
{
	int width = MAX(v->app->surface.width - 2 - INDENT - LABEL, 20);
	size_t next = 0;

	while (*text) {
		_cleanup_(freep) char *line = xstrndup(text, text_wrap(text, width, &next));
		_cleanup_(freep) char *head = xasprintf("%*s%-*s", INDENT, "", LABEL, label);

		pager_add_labelled(&v->pager, ROLE_muted, head, line);
		vec_last(&v->pager.lines).role = role;
		if (!next)
			return;
		text += next;
		label = "";
	}
}

/* The sentence itself begins at the margin, since everything below belongs to it. */
static void add_sentence(struct view *v, enum role role, const char *text)
{
	size_t next = 0;

	do {
		_cleanup_(freep) char *line =
		    xstrndup(text, text_wrap(text, MAX(v->app->surface.width - 2, 20), &next));

		pager_add(&v->pager, role, line);
		text += next;
	} while (next && *text);
}

static void add_reason(struct view *v, const struct explanation *x, const struct reason *r)
{
	/* Alone in an explanation of its own, for the words and the colour are the ones of NEXT. */
	struct explanation one = { .reasons = { (struct reason *)r, 1, 1 }, .settled = x->settled };
	_cleanup_(str_release) struct str text = STR_INIT;

	story_next(&one, app_now_s(v->app), &text);
	add_sentence(v, story_role(&one), text.buf);
	add(v, "seen", ROLE_text, r->detail);
	if (r->since && r->code != REASON_SETTLED) {
		_cleanup_(str_release) struct str since = STR_INIT;

		age_add_long(&since, app_now_s(v->app) - r->since);
		add(v, "for", ROLE_text, since.buf);
	}
	if (r->stuck)
		add(v, "ends", ROLE_warn, "not by itself");
	add(v, "same as", ROLE_muted, r->kubectl);
	pager_add(&v->pager, ROLE_text, "");
}

static void add_plan(struct view *v, const struct explanation *x)
{
	_cleanup_(str_release) struct str plan = STR_INIT;

	story_plan(x, &plan);
	if (x->settled)
		add(v, "then", ROLE_muted, "nothing: what runs is what the set asks for");
	else if (x->reasons.items[0].code == REASON_SETTLED)
		return;		/* It could not be told. */
	else if (plan.len)
		add(v, "then", ROLE_text, plan.buf);
	else
		add(v, "then", ROLE_muted, "nothing moves until that changes");
}

static void update(struct view *v)
{
	const struct object *set = view_about(v);
	_cleanup_(str_release) struct str rollout = STR_INIT;
	struct explanation x;

	pager_clear(&v->pager);
	if (!set) {
		pager_addf(&v->pager, ROLE_warn, "Set %s is gone.", v->name);
		return;
	}
	if (story_rollout(set, &rollout)) {
		add_sentence(v, ROLE_warn, rollout.buf);
		add(v, "seen", ROLE_text,
		    "The annotation " ROLLOUT_KEY " on it: a staged rollout is under way, or was left so.");
		pager_add(&v->pager, ROLE_text, "");
	}
	if (story_explain(app_cache(v->app), set, app_now_s(v->app), &x))
		return;
	vec_each(&x.reasons, r)
		add_reason(v, &x, r);
	add_plan(v, &x);
	explanation_release(&x);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
					    KIND(controllerrevision), KIND(event), NULL };

const struct view_class why_view = {
	.name = "why", .help = "Why a set is not settled, and what would change it", .needs = needs, .about = true,
	.update = update,
};
