#include "tui/timeline.h"

#include "kube/kinds/poddisruptionbudget.h"
#include "reconciler/identity.h"

void timeline_begin(struct timeline *t, int64_t start_ms)
{
	*t = (struct timeline)TIMELINE_INIT;
	t->start_ms = t->end_ms = t->last_ms = start_ms;
}

static void moment_release(struct moment *m)
{
	free(m->node);
	free(m->status);
}

static void lane_release(struct lane *l)
{
	vec_each(&l->moments, m)
		moment_release(m);
	vec_release(&l->moments);
	free(l->namespace);
	free(l->name);
	free(l->set);
}

void timeline_release(struct timeline *t)
{
	vec_each(&t->lanes, l)
		lane_release(l);
	vec_release(&t->lanes);
	vec_each(&t->gauges, g) {
		free(g->namespace);
		free(g->name);
	}
	vec_release(&t->gauges);
	vec_release(&t->levels);
}

/* --- lanes --- */

static int lane_cmp(const struct lane *l, const char *namespace, const char *set, int32_t ordinal)
{
	int r = strcmp(l->namespace, namespace);

	r = r ? r : strcmp(l->set, set);
	return r ? r : (l->ordinal > ordinal) - (l->ordinal < ordinal);
}

/* Its texts are the caller's. */
static struct moment moment_of(int64_t at_ms, const struct object *pod, bool gone)
{
	struct moment m = { .at_ms = at_ms, .state = SLOT_MISSING };

	if (!gone) {
		m.state = slot_state_of(pod, true, at_ms / 1000);
		m.scheduled = *pod_of(pod)->node != '\0';
		revision_short(identity_revision(pod), m.hash);
	}
	m.node = xstrdup(gone ? "" : pod_of(pod)->node);
	m.status = xstrdup(gone ? "" : pod_of(pod)->status);
	return m;
}

/* The lane of a pod of a set; a new one begins with the pod missing. */
static struct lane *lane_of(struct timeline *t, const struct object *pod, const char *set)
{
	int32_t ordinal = identity_ordinal(pod->name);
	size_t at = 0;
	struct lane fresh = { .ordinal = ordinal };

	while (at < t->lanes.len && lane_cmp(&t->lanes.items[at], pod->namespace, set, ordinal) < 0)
		at++;
	if (at < t->lanes.len && lane_cmp(&t->lanes.items[at], pod->namespace, set, ordinal) == 0)
		return &t->lanes.items[at];
	fresh.namespace = xstrdup(pod->namespace);
	fresh.name = xstrdup(pod->name);
	fresh.set = xstrdup(set);
	vec_push(&fresh.moments, moment_of(t->start_ms, pod, true));
	vec_insert(&t->lanes, at, fresh);
	return &t->lanes.items[at];
}

static bool same(const struct moment *a, const struct moment *b)
{
	return a->state == b->state && a->scheduled == b->scheduled && streq(a->hash, b->hash) &&
	       (a->state != SLOT_FAILED || streq(a->status, b->status));
}

/* What came at one instant is one moment, and the last word counts. A pod that goes and comes within the same
 * millisecond has still been away. */
static bool overwrites(const struct timeline *t, const struct moment *last, const struct moment *m)
{
	if (last->at_ms != m->at_ms)
		return false;
	return m->at_ms == t->start_ms || last->state == m->state || last->state == SLOT_STARTING;
}

static void count_ready(struct timeline *t, int64_t at_ms)
{
	int32_t ready = 0;

	vec_each(&t->lanes, l)
		ready += vec_last(&l->moments).state == SLOT_READY;
	if (t->levels.len && vec_last(&t->levels).at_ms == at_ms)
		vec_last(&t->levels).ready = ready;
	else if (!t->levels.len || vec_last(&t->levels).ready != ready)
		vec_push(&t->levels, ((struct level){ at_ms, ready }));
}

void timeline_pod(struct timeline *t, int64_t at_ms, const struct object *pod, bool gone)
{
	const struct owner *owner = object_controller(pod);
	struct moment m, *last;
	enum slot_state last_state;
	struct lane *l;

	if (!owner || !streq(owner->kind, "StatefulSet"))
		return;
	l = lane_of(t, pod, owner->name);
	last = &vec_last(&l->moments);
	last_state = last->state;
	m = moment_of(at_ms, pod, gone);
	if (same(last, &m)) {
		moment_release(&m);
		return;
	}
	if (overwrites(t, last, &m)) {
		moment_release(last);
		l->moments.len--;
	}
	vec_push(&l->moments, m);
	/* A failure that changes its name only goes on. */
	if (at_ms > t->start_ms && !(m.state == SLOT_FAILED && last_state == SLOT_FAILED))
		t->last_ms = MAX(t->last_ms, at_ms);
	count_ready(t, at_ms);
}

bool lane_moved(const struct lane *l)
{
	return l->moments.len > 1;
}

const struct moment *lane_within(const struct lane *l, int64_t from_ms, int64_t until_ms)
{
	const struct moment *held = &l->moments.items[0];

	vec_each(&l->moments, m) {
		if (m->at_ms >= until_ms)
			break;
		if (m->at_ms <= from_ms)
			held = m;
		else if (m->state != SLOT_READY)
			return m;
	}
	return held;
}

struct lowest timeline_lowest(const struct timeline *t)
{
	struct lowest low = { .ready = t->levels.len ? t->levels.items[0].ready : 0, .at_ms = t->start_ms };

	low.total = low.ready;
	for (size_t i = 0; i < t->levels.len; i++) {
		const struct level *l = &t->levels.items[i];
		int64_t until = i + 1 < t->levels.len ? l[1].at_ms : t->end_ms;

		if (l->ready < low.ready)
			low = (struct lowest){ l->ready, low.total, l->at_ms, 0 };
		if (l->ready == low.ready)
			low.for_ms += until - l->at_ms;
	}
	return low;
}

void moment_tell(const struct moment *m, const struct moment *previous, struct str *out)
{
	bool was_there = previous && previous->state != SLOT_MISSING;

	if (m->state == SLOT_MISSING)
		str_add(out, was_there ? "gone" : "not there");
	else if (m->state == SLOT_STARTING && !was_there)
		str_addf(out, "made%s%s", *m->hash ? " as " : "", m->hash);
	else if (m->state == SLOT_STARTING && m->scheduled && !previous->scheduled)
		str_addf(out, "scheduled on %s", m->node);
	else if (m->state == SLOT_FAILED)
		str_addf(out, "fails: %s", m->status);
	else
		str_add(out, slot_look(m->state)->word);
}

/* --- budgets --- */

static struct gauge *gauge_of(struct timeline *t, const struct object *budget)
{
	vec_each(&t->gauges, g) {
		if (streq(g->namespace, budget->namespace) && streq(g->name, budget->name))
			return g;
	}
	vec_push(&t->gauges, ((struct gauge){ .namespace = xstrdup(budget->namespace), .name = xstrdup(budget->name),
					      .crossed_ms = -1, .below_since = -1 }));
	return &vec_last(&t->gauges);
}

static void gauge_close(struct gauge *g, int64_t at_ms)
{
	if (g->below_since >= 0)
		g->below_ms += at_ms - g->below_since;
	g->below_since = -1;
}

void timeline_budget(struct timeline *t, int64_t at_ms, const struct object *budget)
{
	const struct poddisruptionbudget *b = poddisruptionbudget_of(budget);
	struct gauge *g = gauge_of(t, budget);
	bool below = b->healthy < b->desired;

	if (b->observed_generation == 0)
		return;
	g->healthy = b->healthy;
	g->desired = b->desired;
	if (!g->known || b->healthy - b->desired < g->least - g->least_desired) {
		g->least = b->healthy;
		g->least_desired = b->desired;
	}
	g->known = true;
	if (!below) {
		gauge_close(g, at_ms);
		return;
	}
	if (g->crossed_ms < 0) {
		g->crossed_ms = at_ms;
		g->crossed_first = at_ms == t->start_ms;
	}
	if (g->below_since < 0)
		g->below_since = at_ms;
}

void timeline_end(struct timeline *t, int64_t end_ms)
{
	t->end_ms = MAX(end_ms, t->start_ms);
	vec_each(&t->gauges, g) {
		int64_t since = g->below_since;

		gauge_close(g, t->end_ms);
		g->below_since = since;		/* it still is */
	}
}
