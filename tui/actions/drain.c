/* Drain a node: what runs on it is evicted as the budgets allow, as a job. */
#include "jobs/drain.h"

#include "client/verbs.h"
#include "kube/kinds/node.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/sight.h"
#include "tui/action.h"

#define PODS_TOLD 12

static const struct choice scratch[] = {
	{ "leave", "pods with an emptyDir stay" },
	{ "lose", "pods with an emptyDir go, and what is in it is lost" },
};

static const struct choice orphans[] = {
	{ "leave", "pods that nothing would recreate stay" },
	{ "force", "pods that nothing would recreate go for good" },
};

static struct drain_options options_of(const struct intent *i)
{
	return (struct drain_options){ .lose_scratch = i->value == 1,
		                       .force = i->other == 1,
		                       .no_budgets = !sight_of(i->cache, KIND(poddisruptionbudget)),
		                       .narrow = i->narrow };
}

static void explain_row(const struct drain_row *r, note_vec *notes, bool first)
{
	static const enum role roles[] = { [DRAIN_GOING] = ROLE_leaving, [DRAIN_GOES] = ROLE_text,
					   [DRAIN_WAITS] = ROLE_waiting, [DRAIN_BLOCKED] = ROLE_bad,
					   [DRAIN_LEFT] = ROLE_warn, [DRAIN_STAYS] = ROLE_muted };
	_cleanup_(str_release) struct str budget = STR_INIT;

	if (r->nbudgets)
		drain_plan_budget(r, &budget);
	note_add(notes, roles[r->fate], first ? "pods" : "", "%s/%s%s%s%s  %s", r->pod->namespace, r->pod->name,
	         r->nbudgets ? "  [" : "", budget.buf, r->nbudgets ? "]" : "", r->why.buf);
}

static void explain_pods(const struct drain_plan *plan, note_vec *notes)
{
	_cleanup_(str_release) struct str told = STR_INIT;

	drain_plan_tell(plan, &told);
	note_add(notes, ROLE_strong, "plan", "%s", told.buf);
	for (size_t r = 0; r < MIN(plan->rows.len, PODS_TOLD); r++)
		explain_row(&plan->rows.items[r], notes, r == 0);
	if (plan->rows.len > PODS_TOLD)
		note_add(notes, ROLE_muted, "", "and %zu more", plan->rows.len - PODS_TOLD);
}

static void explain(const struct intent *i, note_vec *notes)
{
	struct drain_options o = options_of(i);
	struct drain_plan plan;

	if (node_of(i->object)->unschedulable)
		note_add(notes, ROLE_muted, "cordon", "it is cordoned already");
	if (!sight_of(i->cache, KIND(pod)))
		note_add(notes, ROLE_warn, "pods", "cannot be told: pods are not in sight");
	drain_plan_make(&plan, i->cache, i->object, &o);
	explain_pods(&plan, notes);
	if (o.narrow)
		note_add(notes, ROLE_warn, "unseen", "pods of other namespaces may not be read: they are not moved");
	if (o.no_budgets)
		note_add(notes, ROLE_warn, "unseen", "budgets are not in sight: the server alone judges");
	note_add(notes, ROLE_text, "how", "evictions only; nothing is deleted behind a budget; x stops it at any time");
	drain_plan_release(&plan);
}

/* What the server is asked beforehand: may it be cordoned, may the first pod be evicted. */
static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_cordon(i->object, true, ret);
	return 0;
}

static void line(const struct intent *i, struct str *out)
{
	struct drain_options o = options_of(i);

	str_add(out, "kubectl drain ");
	verbs_quote(i->object->name, out);
	str_addf(out, " --ignore-daemonsets%s%s", o.lose_scratch ? " --delete-emptydir-data" : "",
	         o.force ? " --force" : "");
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

const struct action drain_action = {
	.name = "drain",
	.key = "D",
	.place = 22,
	.word = "drain",
	.help = "Evict what runs on a node, as its budgets allow",
	.on = KIND(node),
	.needs_object = true,
	.danger = DANGER_NAME,
	.ask = ASK_CHOICE,
	.asks = "data",
	.choices = scratch,
	.nchoices = COUNT(scratch),
	.asks_other = "no owner",
	.others = orphans,
	.nothers = COUNT(orphans),
	.needs = needs,
	.explain = explain,
	.build = build,
	.line = line,
	.job = job,
	.done = done,
};
