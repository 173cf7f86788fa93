/* What a board says below the ordinals: budget, rollout, next, the selected ordinal, events. */
#include "kube/kinds/event.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "reconciler/identity.h"
#include "tui/ages.h"
#include "tui/board_draw.h"
#include "tui/happening.h"
#include "kube/sight.h"
#include "tui/story.h"

#define LABEL 9
#define ROOMY 9				/* lines below which only what is needed is told */
#define GAUGE 30			/* pods a gauge can show one by one */

/* A place to write fact after fact. */
struct sheet {
	struct surface *surface;
	struct rect r;			/* what is left */
};

/* The next line with its label; false when the sheet is full. */
static bool next_line(struct sheet *sheet, const char *label, struct pen *ret)
{
	if (sheet->r.height <= 0)
		return false;
	*ret = pen_at(sheet->surface, sheet->r.y, sheet->r.x + 1, sheet->r.width - 2);
	pen_cell(ret, ROLE_muted, LABEL, label);
	sheet->r.y++;
	sheet->r.height--;
	return true;
}

/* --- the budget --- */

static void draw_gauge(const struct budget *b, struct pen *p)
{
	pen_skip(p, 3);
	for (int32_t i = 0; i < b->expected && b->expected <= GAUGE; i++) {
		if (i >= b->healthy)
			pen_text(p, ROLE_bad, "·");
		else
			pen_text(p, b->allowed ? ROLE_ok : ROLE_warn, i < b->healthy - b->allowed ? "■" : "□");
	}
}

static void draw_budget(const struct board *board, struct sheet *sheet)
{
	const struct budget *b = &board->budget;
	struct pen p;

	if (!next_line(sheet, "budget", &p))
		return;
	if (!b->object) {
		pen_text(&p, ROLE_muted,
		         b->hidden ? "cannot be seen from here" : "none: an eviction is refused by nothing");
		return;
	}
	pen_text(&p, ROLE_text, b->object->name);
	if (!b->known) {
		pen_text(&p, ROLE_muted, " has no status yet");
		return;
	}
	pen_textf(&p, ROLE_text, " keeps %d of %d: ", b->desired, b->expected);
	if (b->allowed)
		pen_textf(&p, ROLE_ok, "%d may go", b->allowed);
	else
		pen_text(&p, ROLE_warn, "none may go");
	draw_gauge(b, &p);
	if (b->count > 1)
		pen_textf(&p, ROLE_bad, "   %zu budgets on one pod: every eviction is refused", b->count);
}

/* --- the rollout and what comes next --- */

static const char *is_replaced(const char *names)
{
	return strchr(names, ',') ? "are replaced" : "is replaced";
}

static void draw_rollout(const struct board *b, const struct board_look *look, struct sheet *sheet)
{
	_cleanup_(str_release) struct str effect = STR_INIT, canary = STR_INIT;
	struct pen p;

	if (!next_line(sheet, "rollout", &p))
		return;
	board_partition_effect(b, look->line, &effect);
	if (look->moving) {
		pen_textf(&p, ROLE_partition, "at %d, %s %s", look->line, b->two_revisions ? effect.buf : "nothing",
			  b->two_revisions ? is_replaced(effect.buf) : "is replaced");
		if (!b->two_revisions)
			pen_textf(&p, ROLE_muted, "; the next template reaches ordinals %d and up", look->line);
		return;
	}
	if (b->blind) {
		pen_text(&p, ROLE_muted, "cannot be seen from here");
		return;
	}
	if (!b->two_revisions) {
		pen_textf(&p, ROLE_text, "all on %s", b->new_hash);
	} else {
		pen_textf(&p, ROLE_text, "%d of %d updated", b->updated, b->facts->replicas);
		if (b->facts->on_delete)
			pen_text(&p, ROLE_warn, ", OnDelete: a pod is updated when it is deleted");
	}
	if (story_rollout(b->set, &canary)) {
		pen_textf(&p, ROLE_warn, ", %s", canary.buf);
		return;
	}
	if (b->facts->partition <= b->facts->start || b->facts->on_delete)
		return;
	pen_textf(&p, ROLE_warn, b->two_revisions ? ", held at %d" : "; partition %d will hold the next back",
	          b->facts->partition);
	if (b->two_revisions && !b->explanation.plan.len) {
		str_reset(&effect);
		board_partition_effect(b, b->facts->partition - 1, &effect);
		pen_textf(&p, ROLE_muted, "   p moves it: at %d, %s %s", b->facts->partition - 1, effect.buf,
		          is_replaced(effect.buf));
	}
}

static void draw_wrapped(struct sheet *sheet, const char *label, enum role role, const char *text)
{
	size_t next = 0;
	struct pen p;

	while (*text && next_line(sheet, label, &p)) {
		_cleanup_(freep) char *line = xstrndup(text, text_wrap(text, sheet->r.width - 2 - LABEL, &next));

		pen_text(&p, role, line);
		if (!next)
			return;
		text += next;
		label = "";
	}
}

/* The reason's detail is told where events still have room, and always when the set is stuck. */
static bool tells_more(const struct board *b, const struct sheet *sheet)
{
	const struct reason *r = b->explanation.reasons.len ? &b->explanation.reasons.items[0] : NULL;

	return r && !b->explanation.settled && *r->detail && (r->stuck || sheet->r.height >= ROOMY);
}

static void draw_next(const struct board *b, const struct board_look *look, struct sheet *sheet)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(str_release) struct str plan = STR_INIT;

	story_next(&b->explanation, look->now_s, &text);
	draw_wrapped(sheet, "next", story_role(&b->explanation), text.buf);
	if (tells_more(b, sheet))
		draw_wrapped(sheet, "", ROLE_muted, b->explanation.reasons.items[0].detail);
	story_plan(&b->explanation, &plan);
	if (plan.len)
		draw_wrapped(sheet, "then", ROLE_text, plan.buf);
}

/* --- the selected ordinal --- */

static void draw_claims(const struct board *b, const struct board_look *look, int32_t ordinal, struct pen *p)
{
	for (size_t i = 0; i < b->facts->nclaims; i++) {
		_cleanup_(freep) char *name = identity_claim_name(b->facts->claims[i], b->set->name, ordinal);
		const struct object *c = cache_get(look->cache, KIND(persistentvolumeclaim), b->set->namespace, name);
		const struct persistentvolumeclaim *facts = c ? persistentvolumeclaim_of(c) : NULL;

		pen_text(p, ROLE_muted, i ? ", " : "  claim ");
		pen_text(p, ROLE_text, name);
		if (facts)
			pen_textf(p, ROLE_muted, " %s %s", *facts->capacity ? facts->capacity : facts->requested,
				  c->deleted ? "being deleted" : streq(facts->phase, "Bound") ? "bound" : "not bound");
		else
			pen_text(p, ROLE_muted,
			         sight_of(look->cache, KIND(persistentvolumeclaim)) ? " not there" : " not in sight");
	}
}

static void draw_selected(const struct board *b, const struct board_look *look, struct sheet *sheet)
{
	const struct slot *slot = board_slot(b, look->cursor);
	const struct slot_look *l = slot ? slot_look(slot->state) : NULL;
	const struct pod *pod;
	struct pen p;

	if (!slot || !next_line(sheet, "ordinal", &p))
		return;
	pod = slot->pod ? pod_of(slot->pod) : NULL;
	pen_textf(&p, ROLE_strong, "%s-%d  ", b->set->name, slot->ordinal);
	pen_textf(&p, l->role, "%s %s", l->word, l->glyph);
	if (pod && *pod->node)
		pen_textf(&p, ROLE_text, "  %s", pod->node);
	if (pod && pod->restarts)
		pen_textf(&p, ROLE_warn, "  %d restarts", pod->restarts);
	draw_claims(b, look, slot->ordinal, &p);
	if (pod && *pod->message && slot->state != SLOT_READY)
		draw_wrapped(sheet, "", ROLE_muted, pod->message);
}

/* --- events --- */

static void draw_events(const struct board *b, const struct board_look *look, struct sheet *sheet)
{
	object_vec ours = VEC_INIT;
	struct pen p;

	happenings(look->cache, b->set, &ours);
	for (size_t i = ours.len - MIN(ours.len, (size_t)MAX(sheet->r.height, 0)), first = i; i < ours.len; i++) {
		const struct event *e = event_of(ours.items[i]);
		_cleanup_(str_release) struct str age = STR_INIT;

		next_line(sheet, i == first ? "events" : "", &p);
		age_add(&age, look->now_s - e->last_seen);
		pen_cell_right(&p, ROLE_muted, 5, age.buf);
		pen_skip(&p, 2);
		pen_cell(&p, ROLE_muted, MIN((int)strlen(b->set->name) + 3, 16), e->object_name);
		pen_skip(&p, 1);
		pen_cell(&p, streq(e->type, "Warning") ? ROLE_warn : ROLE_text, 16, e->reason);
		pen_skip(&p, 1);
		pen_text(&p, ROLE_muted, e->message);
	}
	vec_release(&ours);
}

void board_draw_facts(const struct board *b, const struct board_look *look, struct surface *s, struct rect r)
{
	struct sheet sheet = { s, r };

	draw_budget(b, &sheet);
	draw_rollout(b, look, &sheet);
	draw_next(b, look, &sheet);
	draw_selected(b, look, &sheet);
	draw_events(b, look, &sheet);
}
