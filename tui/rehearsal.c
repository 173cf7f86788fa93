#include "tui/rehearsal.h"

#include "tui/ages.h"

void rehearsal_answer_release(struct rehearsal_answer *a)
{
	free(take(a->failure));
	free(take(a->waits));
	free(take(a->detail));
	timeline_release(&a->timeline);
	notes_release(&a->notes);
}

/* Short times are told with a digit behind the point: a step of a rollout takes seconds. */
static void span_add(struct str *out, int64_t ms)
{
	if (ms < 10000)
		str_addf(out, "%" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
	else
		age_add_long(out, ms / 1000);
}

/* "at once", "after 4.2 s". */
static void when_add(struct str *out, int64_t ms)
{
	str_add(out, ms < 100 ? "at once" : "after ");
	if (ms >= 100)
		span_add(out, ms);
}

static void tell_end(const struct rehearsal_answer *a, note_vec *notes)
{
	const struct timeline *t = &a->timeline;
	_cleanup_(str_release) struct str took = STR_INIT, limit = STR_INIT;

	span_add(&took, t->last_ms - t->start_ms);
	age_add_long(&limit, (t->end_ms - t->start_ms) / 1000);
	if (a->settled && t->last_ms == t->start_ms)
		note_add(notes, ROLE_ok, "ends", "at once: no pod goes or comes");
	else if (a->settled)
		note_add(notes, ROLE_ok, "ends", "settled after %s", took.buf);
	else if (a->held)
		note_add(notes, ROLE_warn, "ends", "rests after %s: %s", took.buf, a->waits);
	else
		note_add(notes, ROLE_bad, "ends", "never settles; in %s it came to: %s", limit.buf, a->waits);
	if (!a->settled && *a->detail)
		note_add(notes, ROLE_text, "", "%s", a->detail);
}

static void tell_lowest(const struct timeline *t, note_vec *notes)
{
	struct lowest low = timeline_lowest(t);
	_cleanup_(str_release) struct str at = STR_INIT, span = STR_INIT;

	when_add(&at, low.at_ms - t->start_ms);
	span_add(&span, low.for_ms);
	if (low.ready == low.total)
		note_add(notes, ROLE_ok, "lowest", "%d ready, as many as now", low.ready);
	else if (t->levels.len && vec_last(&t->levels).ready == low.ready)
		note_add(notes, ROLE_warn, "lowest", "%d of %d ready, first %s, and so it stays", low.ready,
			 low.total, at.buf);
	else
		note_add(notes, ROLE_warn, "lowest", "%d of %d ready, for %s in all, first %s", low.ready,
			 low.total, span.buf, at.buf);
}

static void tell_gauge(const struct timeline *t, const struct gauge *g, note_vec *notes)
{
	_cleanup_(str_release) struct str when = STR_INIT, span = STR_INIT;

	if (!g->known)
		return;
	if (g->crossed_ms < 0) {
		note_add(notes, ROLE_ok, "budget", "%s is kept: %d healthy at least, %d needed", g->name, g->least,
			 g->least_desired);
		return;
	}
	str_add(&when, g->crossed_first ? "as it is now" : "first ");
	if (!g->crossed_first)
		when_add(&when, g->crossed_ms - t->start_ms);
	str_add(&span, g->below_since >= 0 ? "and so it stays" : "for ");
	if (g->below_since < 0)
		span_add(&span, g->below_ms);
	note_add(notes, ROLE_bad, "budget", "%s is crossed: %d healthy where %d are needed, %s, %s; what a set does by "
		 "itself asks no budget", g->name, g->least, g->least_desired, when.buf, span.buf);
}

void rehearsal_tell(const struct rehearsal_answer *a, note_vec *notes)
{
	const struct timeline *t = &a->timeline;

	if (a->failure) {
		note_add(notes, ROLE_bad, "failed", "%s", a->failure);
		return;
	}
	tell_end(a, notes);
	if (t->lanes.len)
		tell_lowest(t, notes);
	vec_each(&t->gauges, g)
		tell_gauge(t, g, notes);
	vec_each(&a->notes, n)
		note_add(notes, n->role, n->label, "%s", n->text);
}
