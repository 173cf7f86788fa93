#include "jobs/drain_pods.h"

#include <stdlib.h>

#include "kube/human.h"
#include "kube/kinds/pod.h"

/* --- the pods --- */

struct goer *drain_goer(struct job *j, const char *uid)
{
	struct drain *d = j->state;

	vec_each(&d->goers, g) {
		if (streq(g->uid, uid))
			return g;
	}
	return NULL;
}

size_t drain_index(const struct job *j, const struct goer *g)
{
	const struct drain *d = j->state;

	return (size_t)(g - d->goers.items);
}

struct job_item *drain_item(struct job *j, const struct goer *g)
{
	return &j->items.items[drain_index(j, g)];
}

/* A pod that we saw go, back under its name. */
static bool came_back(const struct job *j, const struct object *pod)
{
	const struct drain *d = j->state;

	for (size_t i = 0; i < d->goers.len; i++) {
		const struct job_item *it = &j->items.items[i];

		if (d->goers.items[i].state == POD_GONE && streq(it->namespace, pod->namespace) &&
		    streq(it->name, pod->name))
			return true;
	}
	return false;
}

static struct goer *add_goer(struct job *j, const struct drain_row *r)
{
	struct drain *d = j->state;
	const struct owner *set = object_controller(r->pod);
	bool back = came_back(j, r->pod);
	struct job_item *i = job_item_add(j, r->pod);

	vec_push(&d->goers, ((struct goer){ .uid = xstrdup(r->pod->uid),
	                                    .set_uid = xstrdup(drain_plan_ordinal(r->pod) ? set->uid : ""),
	                                    .state = back ? POD_STAYS : POD_HERE,
	                                    .guarded = r->nbudgets > 0 || d->options.no_budgets }));
	job_cell(i, CELL_POD, "%s/%s", r->pod->namespace, r->pod->name);
	job_cell(i, CELL_SET, "%s", drain_plan_set(r->pod));
	return &vec_last(&d->goers);
}

static void mark(struct job *j, struct job_item *i, enum job_mark mark)
{
	if (i->mark != mark || !i->since_ms)
		i->since_ms = j->now_ms;
	i->mark = mark;
}

/* What a row of the plan shows. */
static void show_row(struct job *j, const struct goer *g, const struct drain_row *r)
{
	static const enum job_mark marks[] = { [DRAIN_GOING] = MARK_BUSY, [DRAIN_GOES] = MARK_WAITS,
					       [DRAIN_WAITS] = MARK_WAITS, [DRAIN_BLOCKED] = MARK_BLOCKED,
					       [DRAIN_LEFT] = MARK_STAYS, [DRAIN_STAYS] = MARK_STAYS };
	_cleanup_(str_release) struct str budget = STR_INIT;
	struct job_item *i = drain_item(j, g);

	drain_plan_budget(r, &budget);
	job_cell(i, CELL_BUDGET, "%s", budget.buf);
	if (g->state == POD_HERE) {
		job_cell(i, CELL_WHY, "%s", r->why.buf);
		mark(j, i, marks[r->fate]);
	}
}

/* Where its successor of the same name is, if it has one. */
static void show_gone(struct job *j, struct goer *g)
{
	struct job_item *i = drain_item(j, g);
	const struct object *next = cache_get(j->cache, KIND(pod), i->namespace, i->name);
	_cleanup_(str_release) struct str span = STR_INIT;
	const struct pod *p = next && !streq(next->uid, g->uid) ? pod_of(next) : NULL;

	human_span((i->since_ms - (g->asked_ms ? g->asked_ms : i->since_ms)) / 1000, &span);
	if (!p)
		job_cell(i, CELL_WHY, "out in %s", span.buf);
	else if (!*p->node)
		job_cell(i, CELL_WHY, "out in %s; no node for it yet", span.buf);
	else
		job_cell(i, CELL_WHY, "out in %s; %s on %s", span.buf, p->ready ? "ready" : "starting", p->node);
}

void drain_set_state(struct job *j, struct goer *g, enum pod_state state)
{
	static const char *const words[] = { [POD_ASKED] = "asking …", [POD_GRANTED] = "going",
					     [POD_STAYS] = "came back here: it tolerates the cordon" };
	static const enum job_mark marks[] = { [POD_HERE] = MARK_WAITS, [POD_ASKED] = MARK_BUSY,
					       [POD_GRANTED] = MARK_BUSY, [POD_GONE] = MARK_DONE,
					       [POD_STAYS] = MARK_STAYS };
	struct job_item *i = drain_item(j, g);

	if (words[state])
		job_cell(i, CELL_WHY, "%s", words[state]);
	g->state = state;
	mark(j, i, marks[state]);
}

/* --- the plan as it is now, in the items --- */

static void take_row(struct job *j, const struct drain_row *r)
{
	struct goer *g = drain_goer(j, r->pod->uid);

	g = g ? g : add_goer(j, r);
	if (g->state == POD_STAYS)
		drain_set_state(j, g, POD_STAYS);
	else if (r->fate == DRAIN_GOING && g->state == POD_HERE && !g->asked_ms)
		g->asked_ms = j->now_ms;
	g->fate = r->fate;
	show_row(j, g, r);
}

static bool is_gone(struct job *j, const struct goer *g)
{
	const struct job_item *i = drain_item(j, g);
	const struct object *now = cache_get(j->cache, KIND(pod), i->namespace, i->name);

	return !now || !streq(now->uid, g->uid);
}

static void see_gone(struct job *j)
{
	struct drain *d = j->state;

	vec_each(&d->goers, g) {
		if (g->state != POD_GONE && g->state != POD_ASKED && is_gone(j, g)) {
			drain_set_state(j, g, POD_GONE);
			job_say(j, JOB_GOOD, "%s is gone", drain_item(j, g)->cells[CELL_POD]);
		}
		if (g->state == POD_GONE)
			show_gone(j, g);
	}
}

bool drain_moves(const struct goer *g)
{
	return g->state != POD_STAYS && (g->state != POD_HERE || g->fate < DRAIN_LEFT);
}

static void count(struct job *j)
{
	struct drain *d = j->state;

	j->done = j->total = 0;
	vec_each(&d->goers, g) {
		j->total += drain_moves(g);
		j->done += g->state == POD_GONE;
	}
}

void drain_pods_take(struct job *j, const struct drain_plan *plan)
{
	see_gone(j);
	vec_each(&plan->rows, r)
		take_row(j, r);
	count(j);
}

void drain_pods_release(struct drain *d)
{
	vec_each(&d->goers, g) {
		free(g->uid);
		free(g->set_uid);
		free(g->guard);
		free(g->said);
	}
	vec_release(&d->goers);
}
