/* Scale a set: which ordinals come or go, in which order, and what becomes of their claims. */
#include "client/verbs.h"
#include "kube/kinds/statefulset.h"
#include "reconciler/explain.h"
#include "tui/action.h"
#include "kube/budget.h"
#include "tui/claim_fate.h"

#define NAMES_TOLD 4

static int64_t current(const struct object *o)
{
	return statefulset_of(o)->replicas;
}

static enum danger danger_of(const struct intent *i)
{
	return i->value == 0 && current(i->object) > 0 ? DANGER_NAME : DANGER_ASK;
}

/* "pg-4, then pg-3, then pg-2": from `first` by `step`, `count` of them. */
static void name_ordinals(const struct intent *i, int32_t first, int32_t step, int64_t count, struct str *out)
{
	const char *between = statefulset_of(i->object)->parallel ? ", " : ", then ";

	for (int64_t n = 0; n < MIN(count, NAMES_TOLD); n++)
		str_addf(out, "%s%s-%" PRId64, n ? between : "", i->object->name, first + step * n);
	if (count > NAMES_TOLD)
		str_addf(out, " and %" PRId64 " more to %s-%" PRId64, count - NAMES_TOLD, i->object->name,
			 first + step * (count - 1));
}

static void explain_down(const struct intent *i, note_vec *notes)
{
	const struct statefulset *s = statefulset_of(i->object);
	int32_t end = s->start + s->replicas, left = s->start + (int32_t)i->value;
	struct budget b = budget_of_set(i->cache, i->object);
	_cleanup_(str_release) struct str names = STR_INIT;

	name_ordinals(i, end - 1, -1, end - left, &names);
	note_add(notes, ROLE_text, "goes", "%s%s", names.buf,
		 s->parallel ? ", all at once" : end - left > 1 ? ", each when the one before is gone" : "");
	claim_fate_scaled(i->cache, i->object, left, end, notes);
	if (b.object && b.known && i->value < b.desired)
		note_add(notes, ROLE_warn, "budget",
		         "%s does not guard scaling; at %" PRId64 " it will be below its %d", b.object->name, i->value,
		         b.desired);
	if (s->partition > left)
		note_add(notes, ROLE_warn, "partition",
		         "%d lies beyond the last ordinal then: new revisions reach nobody", s->partition);
}

static void explain_up(const struct intent *i, note_vec *notes)
{
	const struct statefulset *s = statefulset_of(i->object);
	int32_t end = s->start + s->replicas, to = s->start + (int32_t)i->value;
	_cleanup_(str_release) struct str names = STR_INIT;

	name_ordinals(i, end, 1, to - end, &names);
	note_add(notes, ROLE_text, "comes", "%s%s", names.buf,
		 s->parallel ? ", all at once" : to - end > 1 ? ", each when the one before is ready" : "");
	if (s->nclaims)
		claim_fate_created(i->cache, i->object, end, to, notes);
}

static void explain(const struct intent *i, note_vec *notes)
{
	if (i->value < current(i->object))
		explain_down(i, notes);
	else if (i->value > current(i->object))
		explain_up(i, notes);
	else
		note_add(notes, ROLE_muted, "changes", "nothing");
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_scale(i->object, (int32_t)i->value, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s scaled from %" PRId64 " to %" PRId64, i->object->name, current(i->object), i->value);
}

const struct action scale_action = {
	.name = "scale",
	.key = "s",
	.place = 10,
	.word = "scale",
	.help = "Change how many ordinals a set has",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK,
	.ask = ASK_NUMBER,
	.asks = "replicas",
	.current = current,
	.danger_of = danger_of,
	.explain = explain,
	.build = build,
	.done = done,
};
