/* See jobs/drain.h. */
#include "jobs/drain_pods.h"

#include <stdlib.h>

#include "client/verbs.h"
#include "kube/human.h"
#include "kube/kinds/node.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/sight.h"

#define MOST_ASKED 10			/* evictions under way at once */

enum { ABOUT_CORDON = -1, ABOUT_UNCORDON = -2 };	/* else the index of an item */
/* --- who may be asked for --- */

/* The pod of the same set that we moved and that is not Ready again: its set is waited for. */
static struct goer *missing(struct job *j, const struct goer *g)
{
	struct drain *d = j->state;

	if (!*g->set_uid || g->guarded)
		return NULL;
	vec_each(&d->goers, o) {
		const struct job_item *i = drain_item(j, o);
		const struct object *now = cache_get(j->cache, KIND(pod), i->namespace, i->name);

		if (o != g && o->state == POD_GONE && !o->unwaited && streq(o->set_uid, g->set_uid) &&
		    !(now && pod_of(now)->ready && !now->deleted))
			return o;
	}
	return NULL;
}

/* One at a time is asked for under one budget, and the next when the budget has counted the one before. */
static bool budget_free(const struct drain *d, const struct object *pdb)
{
	vec_each(&d->goers, g) {
		if (!g->guard || !streq(g->guard, pdb->uid))
			continue;
		if (g->state == POD_ASKED || (g->state == POD_GRANTED && g->guard_rv == pdb->rv))
			return false;
	}
	return true;
}

/* Where the cache says no, the server is asked once in a while: it knows better. */
static bool doubts(struct job *j, const struct goer *g, const struct drain_row *r)
{
	int64_t since = MAX(drain_item(j, g)->since_ms, g->asked_ms);

	if (r->fate != DRAIN_WAITS || !r->counted || r->room > 0)
		return false;
	job_wake(j, since + DRAIN_DOUBT_MS);
	return j->now_ms >= since + DRAIN_DOUBT_MS;
}

static void ask(struct job *j, struct goer *g, const struct drain_row *r)
{
	const struct object *pdb = r->nbudgets == 1 && r->counted ? r->budgets[0] : NULL;
	const struct drain *d = j->state;
	struct request request;

	free(g->guard);
	g->guard = pdb ? xstrdup(pdb->uid) : NULL;
	g->guard_rv = pdb ? pdb->rv : 0;
	g->asked_ms = j->now_ms;
	verbs_evict(r->pod, d->options.grace_s, &request);
	drain_set_state(j, g, POD_ASKED);
	job_send(j, (int)drain_index(j, g), &request);
}

static void wait_back(struct job *j, struct goer *g, struct goer *back)
{
	struct drain *d = j->state;

	d->waits_back = drain_index(j, back) + 1;
	job_cell(drain_item(j, g), CELL_WHY, "waits: %s is not ready again", drain_item(j, back)->name);
}

static void consider(struct job *j, const struct drain_row *r)
{
	struct drain *d = j->state;
	struct goer *g = drain_goer(j, r->pod->uid), *back;

	if (g->state != POD_HERE || (r->fate != DRAIN_GOES && !doubts(j, g, r)))
		return;
	if (r->nbudgets == 1 && r->counted && !budget_free(d, r->budgets[0]))
		return;
	if (j->now_ms < g->not_before_ms) {
		if (g->said)
			job_cell(drain_item(j, g), CELL_WHY, "waits: %s", g->said);
		job_wake(j, g->not_before_ms);
		return;
	}
	back = missing(j, g);
	if (back)
		wait_back(j, g, back);
	else if (j->asked + (int)j->out.len < MOST_ASKED)
		ask(j, g, r);
}

/* --- waiting and ending --- */

/* What it waits for, the most telling first: what a budget refuses, then what is on its way out. */
static void tell_waits(struct job *j)
{
	struct drain *d = j->state;
	const struct goer *going = NULL, *held = NULL;
	size_t more = 0;

	vec_each(&d->goers, g) {
		bool asked = g->state == POD_ASKED || g->state == POD_GRANTED;
		bool on_way = asked || (drain_moves(g) && g->fate == DRAIN_GOING);

		if (on_way && g->state != POD_GONE) {
			more += going != NULL;
			going = going ? going : g;
		} else if (g->state == POD_HERE && drain_moves(g) && (!held || held->fate == DRAIN_BLOCKED)) {
			held = g;
		}
	}
	if (going && more)
		job_wait(j, "waits for %s to be gone, and %zu more", drain_item(j, going)->name, more);
	else if (going)
		job_wait(j, "waits for %s to be gone", drain_item(j, going)->name);
	else if (held)
		job_wait(j, "%s %s", drain_item(j, held)->name, drain_item(j, held)->cells[CELL_WHY]);
	else
		job_wait(j, NULL);
}

/* The pods that a plan of this fate leaves, by name, or nothing. */
static void tell_left(struct job *j, struct str *out)
{
	struct drain *d = j->state;
	int stays = 0;

	vec_each(&d->goers, g) {
		const struct job_item *i = drain_item(j, g);

		if (g->state == POD_STAYS || (g->state == POD_HERE && g->fate == DRAIN_LEFT))
			str_addf(out, "; left: %s (%s)", i->cells[CELL_POD], i->cells[CELL_WHY]);
		stays += g->state == POD_HERE && g->fate == DRAIN_STAYS;
	}
	if (stays)
		str_addf(out, "; %d stay%s that a drain never takes", stays, stays == 1 ? "s" : "");
	if (d->options.narrow)
		str_add(out, "; pods of other namespaces were not in sight");
}

static void finish(struct job *j)
{
	_cleanup_(str_release) struct str left = STR_INIT, span = STR_INIT;

	tell_left(j, &left);
	human_span((j->now_ms - j->began_ms) / 1000, &span);
	job_end(j, JOB_DONE, "%d pod%s out in %s%s", j->done, j->done == 1 ? "" : "s", span.buf, left.buf);
}

/* --- the cordon --- */

static void send_cordon(struct job *j, const struct object *node, bool on)
{
	struct request r;

	verbs_cordon(node, on, &r);
	job_send(j, on ? ABOUT_CORDON : ABOUT_UNCORDON, &r);
}

/* True once the node is seen cordoned: what runs there then is all that there will be. */
static bool cordoned(struct job *j, const struct object *node)
{
	struct drain *d = j->state;

	if (node_of(node)->unschedulable) {
		if (!d->cordoned)
			d->was_cordoned = !d->cordoning;
		d->cordoned = true;
		return true;
	}
	if (d->cordoned) {
		d->cordoned = d->cordoning = false;
		j->phase = JOB_HELD;
		job_say(j, JOB_WARN, "somebody uncordoned %s: held", j->name);
		job_wait(j, "somebody uncordoned it: go on to cordon it again");
		return false;
	}
	if (!d->cordoning)
		send_cordon(j, node, true);
	d->cordoning = true;
	job_wait(j, "waits for the cordon");
	return false;
}

/* --- the class --- */

static void look(struct job *j, const struct object *node, bool act)
{
	const struct drain *d = j->state;
	struct drain_plan plan;

	drain_plan_make(&plan, j->cache, node, &d->options);
	drain_pods_take(j, &plan);
	vec_each(&plan.rows, r) {
		if (act)
			consider(j, r);
	}
	drain_plan_release(&plan);
}

static const struct object *node_now(struct job *j)
{
	const struct object *node = cache_get(j->cache, KIND(node), NULL, j->name);

	return node && streq(node->uid, j->uid) ? node : NULL;
}

static bool in_sight(struct job *j)
{
	const struct drain *d = j->state;

	return sight_of(j->cache, KIND(node)) && sight_of(j->cache, KIND(pod)) &&
	       (d->options.no_budgets || sight_of(j->cache, KIND(poddisruptionbudget)));
}

static void step(struct job *j)
{
	struct drain *d = j->state;
	const struct object *node = node_now(j);

	if (!in_sight(j)) {
		job_wait(j, "waits for the lists of nodes, pods and budgets");
		return;
	}
	if (!node) {
		job_end(j, JOB_FAILED, "%s is gone", j->name);
		return;
	}
	if (d->unasked) {
		send_cordon(j, node, false);
		d->unasked = false;
	}
	d->waits_back = 0;
	look(j, node, j->phase == JOB_RUNNING && !d->uncordoning && cordoned(j, node));
	if (j->phase != JOB_RUNNING || d->uncordoning || !d->cordoned)
		return;
	tell_waits(j);
	if (j->done == j->total)
		finish(j);
}

/* --- answers --- */

static const char *reason_of(const struct answer *a)
{
	if (a->status.causes.len && streq0(a->status.causes.items[0].reason, "DisruptionBudget"))
		return a->status.causes.items[0].message;
	return a->status.message ? a->status.message : a->code ? "the server did not say why" : "no answer came";
}

/* It is tried again after kubectl's 5 s, or later where the server says so. Each reason is told once. */
static void later(struct job *j, struct goer *g, const struct answer *a, int64_t wait_ms)
{
	const char *why = reason_of(a);

	if (!g->said || !streq(g->said, why))
		job_say(j, JOB_WARN, "%s: %s", drain_item(j, g)->cells[CELL_POD], why);
	free(g->said);
	g->said = xstrdup(why);
	g->not_before_ms = j->now_ms + MAX(wait_ms, a->status.retry_after_s * INT64_C(1000));
	drain_set_state(j, g, POD_HERE);
	job_cell(drain_item(j, g), CELL_WHY, "waits: %s", why);
}

/* The server said no for good: a person must see to it. */
static void refused(struct job *j, const char *what, const struct answer *a)
{
	j->phase = JOB_REFUSED;
	job_say(j, JOB_BAD, "%s was refused: %s", what, reason_of(a));
	job_wait(j, "%s was refused: %s", what, reason_of(a));
}

static bool passes(const struct answer *a)
{
	bool ending = a->status.causes.len && streq0(a->status.causes.items[0].reason, "NamespaceTerminating");

	return a->code == 0 || a->code == 409 || a->code == 429 || a->code >= 500 || (a->code == 403 && ending);
}

static void evicted(struct job *j, struct goer *g, const struct answer *a)
{
	_cleanup_(freep) char *what = xasprintf("evicting %s", drain_item(j, g)->cells[CELL_POD]);

	if (answer_ok(a)) {
		job_say(j, JOB_PLAIN, "%s: eviction granted", drain_item(j, g)->cells[CELL_POD]);
		drain_set_state(j, g, POD_GRANTED);
	} else if (a->code == 404) {
		drain_set_state(j, g, POD_GRANTED);	/* the cache will say so, too */
	} else if (passes(a)) {
		later(j, g, a, a->code == 500 ? DRAIN_DOUBT_MS : DRAIN_RETRY_MS);
	} else {
		drain_set_state(j, g, POD_HERE);
		if (j->phase == JOB_RUNNING)
			refused(j, what, a);
	}
}

static void cordon_answered(struct job *j, bool on, const struct answer *a)
{
	struct drain *d = j->state;
	_cleanup_(freep) char *what = xasprintf("%sing %s", on ? "cordon" : "uncordon", j->name);

	if (!answer_ok(a)) {
		d->cordoning = false;
		refused(j, what, a);
	} else if (on) {
		job_say(j, JOB_GOOD, "%s is cordoned", j->name);
	} else {
		job_end(j, JOB_STOPPED, "stopped, and %s is uncordoned; %d of %d had gone", j->name, j->done, j->total);
	}
}

static void answered(struct job *j, int about, const struct answer *a)
{
	struct drain *d = j->state;

	if (about >= 0)
		evicted(j, &d->goers.items[about], a);
	else
		cordon_answered(j, about == ABOUT_CORDON, a);
}

/* --- orders --- */

static const char *resume_words(const struct job *j)
{
	const struct drain *d = j->state;

	if (j->phase == JOB_REFUSED)
		return "try it again";
	if (j->phase == JOB_HELD)
		return "go on";
	return d->waits_back ? "go on without waiting for its set" : NULL;
}

static const char *offers(const struct job *j, enum job_order order)
{
	const struct drain *d = j->state;

	if (d->uncordoning && j->phase == JOB_RUNNING)
		return order == JOB_STOP ? "stop, cordoned or not" : NULL;
	switch (order) {
	case JOB_HOLD: return j->phase == JOB_RUNNING ? "hold: ask for no more pods" : NULL;
	case JOB_RESUME: return resume_words(j);
	case JOB_UNDO: return "stop and uncordon";
	case JOB_STOP: return "stop, keeping the cordon";
	default: return NULL;
	}
}

static void resume(struct job *j)
{
	struct drain *d = j->state;

	if (j->phase == JOB_RUNNING && d->waits_back) {
		struct goer *g = &d->goers.items[d->waits_back - 1];

		g->unwaited = true;
		job_say(j, JOB_WARN, "not waiting for %s to be ready again", drain_item(j, g)->name);
		return;
	}
	j->phase = JOB_RUNNING;
	d->unasked = d->uncordoning;
	job_say(j, JOB_PLAIN, "goes on");
	job_wait(j, NULL);
}

static void obey(struct job *j, enum job_order order)
{
	struct drain *d = j->state;

	if (order == JOB_HOLD) {
		j->phase = JOB_HELD;
		job_say(j, JOB_WARN, "held: no more pods are asked for");
		job_wait(j, "held");
	} else if (order == JOB_RESUME) {
		resume(j);
	} else if (order == JOB_STOP) {
		job_end(j, JOB_STOPPED, "stopped; %d of %d had gone%s", j->done, j->total,
		        d->cordoned || d->cordoning ? "; it stays cordoned" : "");
	} else {
		j->phase = JOB_RUNNING;
		d->uncordoning = d->unasked = true;
		job_wait(j, "waits for the cordon to be lifted");
	}
}

static void release(struct job *j)
{
	drain_pods_release(j->state);
}

static const struct kind *const needs[] = { KIND(node), KIND(pod), KIND(poddisruptionbudget), NULL };

const struct job_class drain_job = {
	.name = "drain",
	.help = "Evict what runs on a node, as its budgets allow",
	.columns = { "POD", "SET", "BUDGET", "CAN GO" },
	.needs = needs,
	.everywhere = true,
	.state_size = sizeof(struct drain),
	.step = step,
	.answered = answered,
	.offers = offers,
	.obey = obey,
	.release = release,
};

struct job *drain_new(const struct object *node, const struct drain_options *options)
{
	_cleanup_(freep) char *title = xasprintf("drain %s", node->name);
	struct job *j = job_new(&drain_job, node, title);

	((struct drain *)j->state)->options = *options;
	return j;
}
