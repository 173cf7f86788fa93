/* Move the partition: ordinals at or above it run the update revision, those below keep the current one. */
#include "client/verbs.h"
#include "tui/action.h"
#include "tui/board.h"
#include "tui/rollout.h"

static int64_t current(const struct object *o)
{
	return statefulset_of(o)->partition;
}

static int64_t highest(const struct object *o)
{
	return statefulset_of(o)->start + statefulset_of(o)->replicas;
}

/* Ordinals below the new partition that run the update revision already: a pod is not taken back by itself. */
static void note_ahead(const struct board *b, int64_t to, note_vec *notes)
{
	int32_t ahead = 0;

	vec_each(&b->slots, s)
		ahead += s->updated && s->ordinal < to && b->two_revisions;
	if (ahead)
		note_add(notes, ROLE_warn, "keeps",
		         "%d below the line run %s already; they go back to %s when they are deleted", ahead,
		         b->new_hash, b->old_hash);
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(board_release) struct board b;
	_cleanup_(str_release) struct str effect = STR_INIT;

	board_make(&b, i->cache, i->object, i->now_s);
	if (b.two_revisions)
		board_partition_effect(&b, (int32_t)i->value, &effect);
	if (b.blind)
		note_add(notes, ROLE_warn, "replaces", "cannot be told: pods are not in sight");
	else if (b.two_revisions && !streq(effect.buf, "nothing"))
		note_add(notes, ROLE_text, "replaces", "%s: %s → %s (%s)%s", effect.buf, b.old_hash, b.new_hash,
		         b.new_image, strchr(effect.buf, ',') ? ", each when the one before is ready" : "");
	else if (b.two_revisions)
		note_add(notes, ROLE_text, "replaces", "nothing: no pod at or above %" PRId64 " runs the old revision",
		         i->value);
	else
		note_add(notes, ROLE_text, "replaces",
		         "nothing now: there is one revision. The next template reaches ordinals %" PRId64 " and up",
		         i->value);
	if (i->value > b.facts->partition)
		note_ahead(&b, i->value, notes);
	rollout_note_budget(i, notes);
}

static int build(const struct intent *i, struct request *ret, struct err *err)
{
	if (statefulset_of(i->object)->on_delete)
		return err_set(err, -EINVAL, "%s updates OnDelete: it has no partition", i->object->name);
	verbs_partition(i->object, (int32_t)i->value, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s partition moved from %" PRId64 " to %" PRId64, i->object->name, current(i->object), i->value);
}

const struct action partition_action = {
	.name = "partition",
	.key = "p",
	.place = 20,
	.word = "partition",
	.help = "Move the line above which ordinals are updated",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_ASK,
	.ask = ASK_NUMBER,
	.asks = "partition",
	.current = current,
	.highest = highest,
	.explain = explain,
	.build = build,
	.done = done,
};
