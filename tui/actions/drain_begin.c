/* Begin the drain whose plan is shown: what runs on the node is evicted as the budgets allow, as a job. */
#include "jobs/drain.h"

#include "client/verbs.h"
#include "kube/kinds/node.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/sight.h"
#include "tui/app.h"
#include "tui/draining.h"

#define NAMES_TOLD 6

static struct drain_options options_of(const struct intent *i)
{
	struct draining d = draining_unpack(i->value);

	return draining_options(&d, i->cache, i->narrow);
}

static void run(struct app *app, const struct object *o)
{
	const struct draining *d = draining_of(app);
	int64_t value = d ? draining_pack(d) : 0;

	action_start(app, &drain_begin_action, o, &value);
}

/* --- what it says --- */

/* The pods of these rows that a choice lets go, by name. */
static void explain_lost(const struct drain_plan *plan, bool (*lost)(const struct object *pod), note_vec *notes,
			 const char *what)
{
	_cleanup_(str_release) struct str names = STR_INIT;
	size_t n = 0;

	vec_each(&plan->rows, r) {
		if (r->fate >= DRAIN_LEFT || !lost(r->pod))
			continue;
		if (n++ < NAMES_TOLD)
			str_addf(&names, "%s%s", names.len ? ", " : "", r->pod->name);
	}
	if (n > NAMES_TOLD)
		str_addf(&names, " and %zu more", n - NAMES_TOLD);
	if (n)
		note_add(notes, ROLE_bad, "lost", "%s: %s", names.buf, what);
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(str_release) struct str told = STR_INIT;
	struct drain_options o = options_of(i);
	struct drain_plan plan;

	if (node_of(i->object)->unschedulable)
		note_add(notes, ROLE_muted, "cordon", "it is cordoned already");
	if (!sight_of(i->cache, KIND(pod)))
		note_add(notes, ROLE_warn, "pods", "cannot be told: pods are not in sight");
	drain_plan_make(&plan, i->cache, i->object, &o);
	drain_plan_tell(&plan, &told);
	note_add(notes, ROLE_strong, "plan", "%s; the screen behind this says it of each pod", told.buf);
	if (o.force)
		explain_lost(&plan, drain_plan_lone, notes, "nothing makes them again");
	if (o.lose_scratch)
		explain_lost(&plan, drain_plan_scratch, notes, "what is in their emptyDir");
	if (o.grace_s)
		note_add(notes, ROLE_text, "grace", "each pod has %d s to stop, whatever it asks for", o.grace_s);
	if (o.narrow)
		note_add(notes, ROLE_warn, "unseen", "pods of other namespaces may not be read: they are not moved");
	if (o.no_budgets)
		note_add(notes, ROLE_warn, "unseen", "budgets are not in sight: the server alone judges");
	note_add(notes, ROLE_text, "how", "evictions only; nothing is deleted behind a budget; x stops it at any time");
	drain_plan_release(&plan);
}

/* --- what it does --- */

/* The first pod that may go now; NULL: there is none. */
static const struct object *first_to_go(const struct drain_plan *plan)
{
	vec_each(&plan->rows, r) {
		if (r->fate == DRAIN_GOES)
			return r->pod;
	}
	return NULL;
}

/* What the server is asked beforehand: may it be cordoned, may the first pod be evicted. */
static size_t steps(const struct intent *i)
{
	struct drain_options o = options_of(i);
	struct drain_plan plan;
	size_t n;

	drain_plan_make(&plan, i->cache, i->object, &o);
	n = first_to_go(&plan) ? 2 : 1;
	drain_plan_release(&plan);
	return n;
}

static int build(const struct intent *i, struct request *ret, struct err *err)
{
	_cleanup_(str_release) struct str refusal = STR_INIT;
	struct draining d = draining_unpack(i->value);
	struct drain_options o = options_of(i);
	struct drain_plan plan;
	const struct object *pod;
	int r = 0;

	drain_plan_make(&plan, i->cache, i->object, &o);
	draining_refusal(&d, &plan, &refusal);
	pod = i->step ? first_to_go(&plan) : NULL;
	if (refusal.len)
		r = err_set(err, -EBUSY, "%s", refusal.buf);
	else if (pod)
		verbs_evict(pod, o.grace_s, ret);
	else
		verbs_cordon(i->object, true, ret);
	drain_plan_release(&plan);
	return r;
}

static void line(const struct intent *i, struct str *out)
{
	struct draining d = draining_unpack(i->value);

	str_add(out, "kubectl drain ");
	verbs_quote(i->object->name, out);
	draining_flags(&d, out);
}

static struct job *job(const struct intent *i)
{
	struct drain_options o = options_of(i);

	return drain_new(i->object, &o);
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s is drained", i->object->name);
}

static const struct kind *const needs[] = { KIND(pod), KIND(poddisruptionbudget), NULL };

const struct action drain_begin_action = {
	.name = "drain-begin",
	.key = "D",
	.in = "drain",
	.place = 5,
	.word = "drain",
	.help = "Begin the drain whose plan is shown: evictions, as the budgets allow",
	.on = KIND(node),
	.needs_object = true,
	.danger = DANGER_NAME,
	.run = run,
	.needs = needs,
	.explain = explain,
	.build = build,
	.steps = steps,
	.line = line,
	.job = job,
	.done = done,
};
