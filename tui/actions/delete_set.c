/* Delete a set, with a chosen cascade: shows what goes in which order, and what is kept. Asks for the name. */
#include "client/verbs.h"
#include "tui/action.h"
#include "tui/board.h"
#include "tui/claim_fate.h"

#define NAMES_TOLD 4

static const struct choice cascades[] = {
	[PROPAGATION_BACKGROUND] = { "background", "the set at once, its pods right after it, in no order" },
	[PROPAGATION_FOREGROUND] = { "foreground", "its pods first, in no order; the set when the last one is gone" },
	[PROPAGATION_ORPHAN] = { "orphan", "the set only; its pods run on, and a set of the same name adopts them" },
};

static size_t name_pods(const struct board *b, struct str *out)
{
	size_t count = 0;

	for (size_t i = b->slots.len; i-- > 0; ) {
		if (!b->slots.items[i].pod)
			continue;
		if (count++ < NAMES_TOLD)
			str_addf(out, "%s%s", out->len ? ", " : "", b->slots.items[i].pod->name);
	}
	if (count > NAMES_TOLD)
		str_addf(out, " and %zu more", count - NAMES_TOLD);
	return count;
}

static void explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(board_release) struct board b;
	_cleanup_(str_release) struct str pods = STR_INIT;
	bool orphan = i->value == PROPAGATION_ORPHAN;
	size_t count;

	board_make(&b, i->cache, i->object, i->now_s);
	count = name_pods(&b, &pods);
	note_add(notes, ROLE_text, "means", "%s", cascades[i->value].help);
	if (b.blind)
		note_add(notes, ROLE_warn, "pods", "cannot be seen from here");
	else if (!count)
		note_add(notes, ROLE_muted, "pods", "there are none");
	else
		note_add(notes, orphan ? ROLE_text : ROLE_bad, "pods",
		         orphan ? "%s stay" : "%s go, together, with their grace", pods.buf);
	claim_fate_deleted(i->cache, i->object, orphan, notes);
	if (count > 1 && !orphan)
		note_add(notes, ROLE_warn, "order",
		         "a delete keeps no order; scale to 0 first for one after the other");
	if (b.budget.object && !orphan && count)
		note_add(notes, ROLE_warn, "budget", "%s does not guard deletion", b.budget.object->name);
}

static int build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_delete(i->object, (enum propagation)i->value, false, ret);
	return 0;
}

static void done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s deleted (%s)", i->object->name, cascades[i->value].word);
}

const struct action delete_set_action = {
	.name = "delete-set",
	.key = "ctrl-d",
	.place = 40,
	.word = "delete",
	.help = "Delete a set; asks for the cascade",
	.on = KIND(statefulset),
	.needs_object = true,
	.danger = DANGER_NAME,
	.ask = ASK_CHOICE,
	.asks = "cascade",
	.choices = cascades,
	.nchoices = COUNT(cascades),
	.explain = explain,
	.build = build,
	.done = done,
};
