#include "jobs/drain_plan.h"

#include <stdlib.h>

#include "kube/kinds/node.h"
#include "kube/kinds/pod.h"
#include "kube/kinds/poddisruptionbudget.h"
#include "kube/selector.h"
#include "kube/sight.h"
#include "reconciler/identity.h"

#define MIRROR "kubernetes.io/config.mirror"

/* A budget of the plan: its selector is read once, and what it allows is shared out in the order of the rows. */
struct guard {
	const struct object *pdb;
	struct selector *selector;
	int32_t taken;
	int32_t queued;			/* rows that it counts so far */
	const struct object *last;	/* the pod that took the last of it */
};

struct making {
	struct drain_plan *plan;
	struct cache *cache;
	const struct drain_options *options;
	bool blind;			/* budgets are not in sight */
	VEC(struct guard) guards;
};

/* --- who they are --- */

static bool controlled_by(const struct object *pod, const char *kind)
{
	const struct owner *o = object_controller(pod);

	return o && streq(o->kind, kind) && starts_with(o->api_version, "apps/");
}

bool drain_plan_ordinal(const struct object *pod)
{
	return controlled_by(pod, "StatefulSet");
}

const char *drain_plan_set(const struct object *pod)
{
	const struct owner *o = object_controller(pod);

	return o && !controlled_by(pod, "DaemonSet") ? o->name : "-";
}

bool drain_plan_lone(const struct object *pod)
{
	return !object_controller(pod);
}

bool drain_plan_scratch(const struct object *pod)
{
	return pod_of(pod)->scratch;
}

static bool finished(const struct object *pod)
{
	const char *phase = pod_of(pod)->phase;

	return streq(phase, "Succeeded") || streq(phase, "Failed");
}

static int cmp_rows(const void *a, const void *b)
{
	const struct object *p = ((const struct drain_row *)a)->pod, *q = ((const struct drain_row *)b)->pod;
	int by_namespace = strcmp(p->namespace, q->namespace), by_set = strcmp(drain_plan_set(p), drain_plan_set(q));
	int32_t i = identity_ordinal(p->name), k = identity_ordinal(q->name);

	if (by_namespace || by_set)
		return by_namespace ? by_namespace : by_set;
	if (drain_plan_ordinal(p) && drain_plan_ordinal(q) && i != k)
		return i > k ? -1 : 1;
	return strcmp(p->name, q->name);
}

static int cmp_fates(const void *a, const void *b)
{
	const struct drain_row *p = a, *q = b;
	bool p_last = p->fate >= DRAIN_LEFT, q_last = q->fate >= DRAIN_LEFT;

	return p_last != q_last ? (p_last ? 1 : -1) : p_last && p->fate != q->fate ? (p->fate > q->fate ? 1 : -1)
	                                                                            : cmp_rows(a, b);
}

/* --- budgets --- */

static void guards_make(struct making *m)
{
	object_vec all = VEC_INIT;

	cache_list(m->cache, KIND(poddisruptionbudget), NULL, NULL, &all);
	vec_each(&all, b) {
		const char *text = poddisruptionbudget_of(*b)->selector;
		_cleanup_(json_freep) json *tree = *text ? json_parse(text, strlen(text), NULL) : NULL;
		struct selector *selector = tree ? selector_from_json(tree, NULL) : NULL;

		vec_push(&m->guards, ((struct guard){ .pdb = *b, .selector = selector }));
	}
	vec_release(&all);
}

static void guards_release(struct making *m)
{
	vec_each(&m->guards, g)
		selector_free(g->selector);
	vec_release(&m->guards);
}

/* The budgets that select the row's pod; returns the last of them. */
static struct guard *guard_of(struct making *m, struct drain_row *r)
{
	struct guard *found = NULL;

	vec_each(&m->guards, g) {
		if (!g->selector || !streq(g->pdb->namespace, r->pod->namespace) ||
		    !selector_matches(g->selector, r->pod->labels, r->pod->nlabels))
			continue;
		found = g;
		if (r->nbudgets < DRAIN_BUDGETS)
			r->budgets[r->nbudgets] = g->pdb;
		r->nbudgets++;
	}
	return found;
}

/* A pod under the budget that is missed: "; kafka-2 is not ready". */
static void tell_missed(const struct making *m, const struct guard *g, struct str *out)
{
	object_vec pods = VEC_INIT;

	cache_list(m->cache, KIND(pod), g->pdb->namespace, NULL, &pods);
	vec_each(&pods, p) {
		if (!selector_matches(g->selector, (*p)->labels, (*p)->nlabels) || finished(*p) ||
		    (pod_of(*p)->ready && !(*p)->deleted))
			continue;
		str_addf(out, "; %s is %s", (*p)->name, (*p)->deleted ? "stopping" : "not ready");
		break;
	}
	vec_release(&pods);
}

static void set_fate(struct drain_row *r, enum drain_fate fate, const char *why)
{
	r->fate = fate;
	str_add(&r->why, why);
}

/* As many as the budget lets go make one wave. */
static int wave_of(struct guard *g)
{
	int32_t allowed = poddisruptionbudget_of(g->pdb)->allowed;

	return allowed > 0 ? 1 + g->queued++ / allowed : 0;
}

static void judge_room(struct making *m, struct drain_row *r, struct guard *g)
{
	const struct poddisruptionbudget *b = poddisruptionbudget_of(g->pdb);

	r->counted = true;
	r->wave = wave_of(g);
	r->room = b->allowed - g->taken;
	if (r->room > 0) {
		set_fate(r, DRAIN_GOES, "may go now");
		g->taken++;
		g->last = r->pod;
	} else if (g->last) {
		r->fate = DRAIN_WAITS;
		str_addf(&r->why, "after %s", g->last->name);
	} else if (b->expected > 0 && b->desired >= b->expected) {
		r->fate = DRAIN_BLOCKED;
		str_addf(&r->why, "blocked: %s wants %d of %d, so none may ever go", g->pdb->name, b->desired,
		         b->expected);
	} else {
		r->fate = DRAIN_WAITS;
		str_addf(&r->why, "waits: %s needs %d, has %d", g->pdb->name, b->desired, b->healthy);
		tell_missed(m, g, &r->why);
	}
}

static void judge_budget(struct making *m, struct drain_row *r, struct guard *g)
{
	const struct poddisruptionbudget *b = poddisruptionbudget_of(g->pdb);

	if (!pod_of(r->pod)->ready && (b->always_allow || (b->desired > 0 && b->healthy >= b->desired))) {
		r->fate = DRAIN_GOES;
		str_addf(&r->why, "may go now: it is not ready, and %s has enough", g->pdb->name);
	} else if (b->observed_generation < g->pdb->generation) {
		r->fate = DRAIN_WAITS;
		str_addf(&r->why, "waits: %s is not worked out yet", g->pdb->name);
	} else {
		judge_room(m, r, g);
	}
}

static void tell_two(struct drain_row *r)
{
	r->fate = DRAIN_BLOCKED;
	str_add(&r->why, "blocked by ");
	if (r->nbudgets > DRAIN_BUDGETS)
		str_addf(&r->why, "%zu budgets", r->nbudgets);
	for (size_t i = 0; i < r->nbudgets && r->nbudgets <= DRAIN_BUDGETS; i++)
		str_addf(&r->why, "%s%s", i ? " and " : "", r->budgets[i]->name);
	str_addf(&r->why, ": a pod under %s is never evicted", r->nbudgets == 2 ? "two budgets" : "several budgets");
}

/* --- one pod --- */

/* The row of the same set that goes right before this one, or NULL. */
static const struct drain_row *ahead(const struct making *m, const struct drain_row *r)
{
	const struct owner *set = object_controller(r->pod);

	if (!drain_plan_ordinal(r->pod))
		return NULL;
	for (const struct drain_row *o = r; o-- > m->plan->rows.items;) {
		const struct owner *other = object_controller(o->pod);

		if (o->fate <= DRAIN_WAITS && other && streq(other->uid, set->uid))
			return o;
	}
	return NULL;
}

static bool judge_kind(const struct making *m, struct drain_row *r)
{
	const struct object *pod = r->pod;
	const struct drain_options *o = m->options;
	bool over = finished(pod);

	if (object_annotation(pod, MIRROR))
		set_fate(r, DRAIN_STAYS, "stays: its kubelet runs it from a file");
	else if (controlled_by(pod, "DaemonSet") && !over)
		set_fate(r, DRAIN_STAYS, "stays: DaemonSet");
	else if (pod->deleted)
		set_fate(r, DRAIN_GOING, "going: it was deleted already");
	else if (over)
		set_fate(r, DRAIN_GOES, "may go now: it is finished");
	else if (!object_controller(pod) && !o->force)
		set_fate(r, DRAIN_LEFT, "needs force: nothing will recreate it");
	else if (pod_of(pod)->scratch && !o->lose_scratch)
		set_fate(r, DRAIN_LEFT, "needs a choice: its emptyDir would be lost");
	else
		return false;
	return true;
}

static void judge(struct making *m, struct drain_row *r)
{
	struct guard *g = guard_of(m, r);
	const struct drain_row *before;

	if (judge_kind(m, r))
		return;
	before = ahead(m, r);
	if (r->nbudgets > 1 && !streq(pod_of(r->pod)->phase, "Pending")) {
		tell_two(r);
	} else if (before) {
		r->fate = DRAIN_WAITS;
		r->wave = g ? wave_of(g) : before->wave ? before->wave + 1 : 0;
		str_addf(&r->why, "after %s", before->pod->name);
	} else if (streq(pod_of(r->pod)->phase, "Pending")) {
		set_fate(r, DRAIN_GOES, "may go now: it has not begun");
	} else if (m->blind) {
		set_fate(r, DRAIN_GOES, "may go if its budgets allow it: they are not in sight");
	} else if (g) {
		judge_budget(m, r, g);
	} else {
		set_fate(r, DRAIN_GOES, "may go now: no budget guards it");
	}
}

/* --- all of them --- */

static void rows_make(struct making *m, const struct object *node)
{
	object_vec pods = VEC_INIT;

	cache_list(m->cache, KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, p) {
		if (streq(pod_of(*p)->node, node->name))
			vec_push(&m->plan->rows, ((struct drain_row){ .pod = *p, .why = STR_INIT }));
	}
	vec_release(&pods);
}

static void sort(struct drain_plan *p, int (*cmp)(const void *a, const void *b))
{
	if (p->rows.len)
		qsort(p->rows.items, p->rows.len, sizeof(*p->rows.items), cmp);
}

void drain_plan_make(struct drain_plan *p, struct cache *cache, const struct object *node,
                     const struct drain_options *options)
{
	struct making m = { .plan = p, .cache = cache, .options = options,
			    .blind = options->no_budgets || !sight_of(cache, KIND(poddisruptionbudget)) };

	*p = (struct drain_plan){ 0 };
	rows_make(&m, node);
	if (p->rows.len && !m.blind)
		guards_make(&m);
	sort(p, cmp_rows);
	vec_each(&p->rows, r) {
		judge(&m, r);
		if (r->fate <= DRAIN_GOES && !r->wave)
			r->wave = 1;
		p->counts[r->fate]++;
	}
	sort(p, cmp_fates);
	guards_release(&m);
}

void drain_plan_release(struct drain_plan *p)
{
	vec_each(&p->rows, r)
		str_release(&r->why);
	vec_release(&p->rows);
}

/* --- telling --- */

void drain_plan_budget(const struct drain_row *r, struct str *out)
{
	if (!r->nbudgets)
		str_add(out, "-");
	for (size_t i = 0; i < MIN(r->nbudgets, DRAIN_BUDGETS); i++)
		str_addf(out, "%s%s", i ? " + " : "", r->budgets[i]->name);
	if (r->nbudgets == 1 && r->counted && r->fate == DRAIN_GOES)
		str_addf(out, " %d→%d", r->room, r->room - 1);
	else if (r->nbudgets == 1)
		str_addf(out, " %d", poddisruptionbudget_of(r->budgets[0])->allowed);
}

void drain_plan_budget_long(const struct drain_row *r, struct str *out)
{
	const struct poddisruptionbudget *b;

	drain_plan_budget(r, out);
	if (r->nbudgets != 1)
		return;
	b = poddisruptionbudget_of(r->budgets[0]);
	str_addf(out, ", has %d, needs %d", b->healthy, b->desired);
}

size_t drain_plan_daemons(const struct drain_plan *p)
{
	size_t n = 0;

	vec_each(&p->rows, r)
		n += r->fate == DRAIN_STAYS && controlled_by(r->pod, "DaemonSet");
	return n;
}

static void tell(struct str *out, size_t n, const char *one, const char *many)
{
	if (n)
		str_addf(out, "%s%zu %s", out->len ? ", " : "", n, n == 1 ? one : many);
}

/* The budgets that keep rows from going, each once. */
static void tell_budgets(const struct drain_plan *p, struct str *out)
{
	_cleanup_(str_release) struct str names = STR_INIT;
	VEC(const struct object *) told = VEC_INIT;

	vec_each(&p->rows, r) {
		bool waits = r->fate == DRAIN_WAITS && r->counted && r->room <= 0;
		bool kept = r->fate == DRAIN_BLOCKED || waits;

		for (size_t i = 0; kept && i < MIN(r->nbudgets, DRAIN_BUDGETS); i++) {
			bool known = false;

			vec_each(&told, b)
				known = known || *b == r->budgets[i];
			if (!known) {
				str_addf(&names, "%s%s", names.len ? ", " : "", r->budgets[i]->name);
				vec_push(&told, r->budgets[i]);
			}
		}
	}
	vec_release(&told);
	if (names.len)
		str_addf(out, " (%s)", names.buf);
}

void drain_plan_tell(const struct drain_plan *p, struct str *out)
{
	size_t held = p->counts[DRAIN_WAITS] + p->counts[DRAIN_BLOCKED];

	tell(out, p->counts[DRAIN_GOES] + p->counts[DRAIN_GOING], "goes", "go");
	tell(out, p->counts[DRAIN_WAITS], "waits", "wait");
	tell(out, p->counts[DRAIN_BLOCKED], "blocked", "blocked");
	if (held)
		tell_budgets(p, out);
	tell(out, p->counts[DRAIN_LEFT], "left behind", "left behind");
	tell(out, p->counts[DRAIN_STAYS], "stays", "stay");
	if (!out->len)
		str_add(out, "empty");
}
