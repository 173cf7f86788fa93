#include "cmd/rehearse_tell.h"

#include <stdlib.h>

#include "kube/sanitize.h"

/* A moment of a lane, in the order of time. */
struct beat {
	const struct lane *lane;
	const struct moment *moment, *before;
	size_t order;			/* of its lane: of one instant the lanes as they are */
};
typedef VEC(struct beat) beat_vec;

/* Of what came at one instant that goes first which lets the rest happen: a pod that is ready, or gone. */
static int rank(const struct beat *b)
{
	return b->moment->state != SLOT_READY && b->moment->state != SLOT_MISSING;
}

static int by_time(const void *a, const void *b)
{
	const struct beat *p = a, *q = b;

	if (p->moment->at_ms != q->moment->at_ms)
		return p->moment->at_ms < q->moment->at_ms ? -1 : 1;
	if (rank(p) != rank(q))
		return rank(p) - rank(q);
	if (p->order != q->order)
		return p->order > q->order ? 1 : -1;
	return (p->moment > q->moment) - (p->moment < q->moment);
}

/* What happened after the beginning; a failure that only changes its name goes on. */
static void collect(const struct timeline *t, beat_vec *ret)
{
	for (size_t l = 0; l < t->lanes.len; l++) {
		const struct lane *lane = &t->lanes.items[l];

		for (size_t m = 1; m < lane->moments.len; m++) {
			const struct moment *now = &lane->moments.items[m], *before = now - 1;

			if (now->state != SLOT_FAILED || before->state != SLOT_FAILED)
				vec_push(ret, ((struct beat){ lane, now, before, l }));
		}
	}
	if (ret->len)
		qsort(ret->items, ret->len, sizeof(*ret->items), by_time);
}

static int32_t ready_at(const struct timeline *t, int64_t at_ms)
{
	int32_t ready = 0;

	vec_each(&t->levels, l)
		if (l->at_ms <= at_ms)
			ready = l->ready;
	return ready;
}

static void add_clean(struct str *out, const char *text)
{
	sanitize(text, strlen(text), 0, out);
}

/* --- text --- */

static void add_beat(const struct timeline *t, const struct beat *b, int name, struct str *out)
{
	_cleanup_(str_release) struct str what = STR_INIT, who = STR_INIT;
	int64_t ms = b->moment->at_ms - t->start_ms;

	moment_tell(b->moment, b->before, &what);
	add_clean(&who, b->lane->name);
	str_addf(out, "%6" PRId64 ".%" PRId64 " s  %5d  %-*s  ", ms / 1000, ms % 1000 / 100,
		 ready_at(t, b->moment->at_ms), name, who.buf);
	add_clean(out, what.buf);
	str_addc(out, '\n');
}

static void add_beats(const struct timeline *t, struct str *out)
{
	beat_vec beats = VEC_INIT;
	int name = 3;

	collect(t, &beats);
	vec_each(&beats, b)
		name = MAX(name, (int)strlen(b->lane->name));
	if (beats.len)
		str_addf(out, "\n%8s  %5s  POD\n", "AFTER", "READY");
	vec_each(&beats, b)
		add_beat(t, b, name, out);
	vec_release(&beats);
}

void rehearse_text(const struct rehearsal_answer *a, const char *played, struct str *out)
{
	note_vec notes = VEC_INIT;

	str_add(out, "played    ");
	add_clean(out, played);
	str_addc(out, '\n');
	rehearsal_tell(a, &notes);
	vec_each(&notes, n) {
		str_addf(out, "%-9s ", n->label);
		add_clean(out, n->text);
		str_addc(out, '\n');
	}
	notes_release(&notes);
	if (!a->failure)
		add_beats(&a->timeline, out);
}

/* --- JSON --- */

static json *lowest_tree(const struct timeline *t)
{
	struct lowest low = timeline_lowest(t);

	return json_format("{'ready':%d,'of':%d,'afterMs':%ld,'forMs':%ld}", (int)low.ready, (int)low.total,
			   (low.at_ms - t->start_ms), low.for_ms);
}

static json *gauge_tree(const struct timeline *t, const struct gauge *g)
{
	json *j = json_format("{'namespace':%q,'name':%q,'crossed':%b,'leastHealthy':%d,'needed':%d}", g->namespace,
			      g->name, g->crossed_ms >= 0, (int)g->least, (int)g->least_desired);

	if (g->crossed_ms >= 0) {
		json_set_int(j, "crossedAfterMs", g->crossed_ms - t->start_ms);
		json_set_int(j, "belowMs", g->below_ms);
		json_set(j, "crossedBefore", json_bool(g->crossed_first));
	}
	return j;
}

static json *beats_tree(const struct timeline *t)
{
	json *all = json_array();
	beat_vec beats = VEC_INIT;

	collect(t, &beats);
	vec_each(&beats, b) {
		_cleanup_(str_release) struct str what = STR_INIT;

		moment_tell(b->moment, b->before, &what);
		json_push(all, json_format("{'afterMs':%ld,'namespace':%q,'pod':%q,'what':%q,'revision':%q,"
					   "'node':%q,'ready':%d}",
					   (b->moment->at_ms - t->start_ms), b->lane->namespace, b->lane->name,
					   what.buf, b->moment->hash, b->moment->node,
					   (int)ready_at(t, b->moment->at_ms)));
	}
	vec_release(&beats);
	return all;
}

json *rehearse_tree(const struct rehearsal_answer *a, const char *played)
{
	const struct timeline *t = &a->timeline;
	json *j = json_format("{'played':%q}", played), *list;

	if (a->failure) {
		json_set_str(j, "failure", a->failure);
		return j;
	}
	json_set(j, "settled", json_bool(a->settled));
	json_set(j, "held", json_bool(a->held));
	json_set_str(j, "waits", a->waits);
	json_set_int(j, "tookMs", t->last_ms - t->start_ms);
	json_set(j, "lowest", lowest_tree(t));
	list = json_array();
	vec_each(&t->gauges, g)
		if (g->known)
			json_push(list, gauge_tree(t, g));
	json_set(j, "budgets", list);
	list = json_array();
	vec_each(&a->notes, n)
		json_push(list, json_format("{'label':%q,'text':%q}", n->label, n->text));
	json_set(j, "notes", list);
	json_set(j, "timeline", beats_tree(t));
	return j;
}

bool rehearse_fine(const struct rehearsal_answer *a)
{
	vec_each(&a->timeline.gauges, g) {
		if (g->crossed_ms >= 0 && !g->crossed_first)
			return false;
	}
	return a->settled || a->held;
}
