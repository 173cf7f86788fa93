#include "tui/rollout.h"

#include "kube/kinds/statefulset.h"
#include "reconciler/explain.h"
#include "reconciler/model.h"
#include "kube/budget.h"
#include "kube/sight.h"
#include "tui/slot.h"

#define NAMES_TOLD 6

static bool one_by_one(const struct statefulset *s)
{
	return !*s->max_unavailable || streq(s->max_unavailable, "1");
}

static size_t name_replaced(const struct explanation *x, const char *between, struct str *out)
{
	size_t count = 0;

	vec_each(&x->plan, p) {
		if (p->verb == PLAN_REPLACE && count++ < NAMES_TOLD)
			str_addf(out, "%s%s", out->len ? between : "", p->object);
	}
	if (x->plan.len >= PLAN_MAX)
		str_add(out, " and more");
	else if (count > NAMES_TOLD)
		str_addf(out, " and %zu more", count - NAMES_TOLD);
	return count;
}

static void explain_order(const struct statefulset *s, const struct explanation *x, note_vec *notes)
{
	_cleanup_(str_release) struct str names = STR_INIT;
	const struct reason *first = x->reasons.len ? &x->reasons.items[0] : NULL;
	size_t count = name_replaced(x, one_by_one(s) ? ", then " : ", ", &names);

	if (count && one_by_one(s))
		note_add(notes, ROLE_text, "replaces", "%s%s", names.buf,
		         count > 1 ? ", each when the one before is ready" : "");
	else if (count)
		note_add(notes, ROLE_text, "replaces", "%s; at most %s away at a time", names.buf, s->max_unavailable);
	else
		note_add(notes, ROLE_warn, "replaces", "nothing by itself");
	if (first && first->stuck)
		note_add(notes, ROLE_bad, "stuck", "%s", first->text);
}

/* The ordinals below the line. */
static void explain_held(const struct statefulset *s, note_vec *notes)
{
	int32_t end = MIN(s->partition, s->start + s->replicas);
	char hash[5];

	if (s->partition <= s->start || !s->replicas)
		return;
	revision_short(s->current_revision, hash);
	if (end - s->start == 1)
		note_add(notes, ROLE_warn, "holds", "partition %d keeps ordinal %d at %s", s->partition, s->start,
		         hash);
	else
		note_add(notes, ROLE_warn, "holds", "partition %d keeps ordinals %d to %d at %s", s->partition,
		         s->start, end - 1, hash);
}

void rollout_note_budget(const struct intent *i, note_vec *notes)
{
	struct budget b = budget_of_set(i->cache, i->object);

	if (b.object)
		note_add(notes, ROLE_muted, "budget", "%s does not guard updates", b.object->name);
}

void rollout_explain(const struct intent *i, const json *merge_patch, note_vec *notes)
{
	const struct statefulset *s = statefulset_of(i->object);
	const struct kind *missing = sight_missing(i->cache);
	struct explanation x;

	if (s->on_delete) {
		note_add(notes, ROLE_warn, "replaces",
		         "nothing by itself: OnDelete, a pod is updated when it is deleted");
		return;
	}
	if (missing) {
		note_add(notes, ROLE_warn, "replaces", "cannot be told: %s are not in sight", missing->plural);
	} else if (!explain_change(i->cache, i->object->namespace, i->object->name, merge_patch, i->now_s, &x)) {
		explain_order(s, &x, notes);
		explanation_release(&x);
	}
	explain_held(s, notes);
	rollout_note_budget(i, notes);
}
