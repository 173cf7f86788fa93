/* See jobs/remove.h. */
#include "jobs/remove.h"

#include "client/verbs.h"
#include "jobs/remove_plan.h"
#include "kube/human.h"
#include "kube/kinds/statefulset.h"
#include "kube/sight.h"

enum stage { STAGE_KEEP, STAGE_SCALE, STAGE_EMPTYING, STAGE_DELETE, STAGE_GOING, STAGE_CLAIMS, STAGE_UNDO };
enum { ABOUT_GET = -1, ABOUT_SCALE = -2, ABOUT_DELETE = -3, ABOUT_UNDO = -4 };	/* else the index of a claim */
enum cell { CELL_WHAT, CELL_STATE };

/* What is to go, beside its item: the pods, then the set, then the claims. */
struct thing {
	const struct object *object;
	bool asked, gone, kept;
};

struct remove {
	enum remove_way way;
	enum stage stage;
	bool sent;			/* the stage's request is under way or granted */
	bool emptied;			/* no replicas were asked for, as the cache saw it */
	bool raised;			/* and then somebody asked for some */
	const struct object *set;	/* as it is pinned */
	const struct object *kept;	/* as it was read before it was orphaned, with bytes */
	VEC(struct thing) things;	/* one an item */
	size_t npods;
};

static struct job_item *item_of(struct job *j, const struct thing *t)
{
	const struct remove *m = j->state;

	return &j->items.items[t - m->things.items];
}

static void show(struct job *j, const struct thing *t, enum job_mark mark, const char *state)
{
	struct job_item *i = item_of(j, t);

	i->mark = mark;
	job_cell(i, CELL_STATE, "%s", state);
}

/* --- what is seen --- */

/* This very object as it is now, or NULL. */
static const struct object *now_of(struct job *j, const struct object *o)
{
	const struct object *now = cache_get(j->cache, o->kind, o->namespace, o->name);

	return now && streq(now->uid, o->uid) ? now : NULL;
}

static size_t pods_left(struct job *j)
{
	const struct remove *m = j->state;
	object_vec pods = VEC_INIT;
	size_t n;

	cache_list(j->cache, KIND(pod), m->set->namespace, m->set->uid, &pods);
	n = pods.len;
	vec_release(&pods);
	return n;
}

static void look(struct job *j)
{
	struct remove *m = j->state;
	bool orphan = m->way == REMOVE_ORPHAN;

	vec_each(&m->things, t) {
		const struct object *now = now_of(j, t->object);
		bool pod = t->object->kind == KIND(pod);

		if (t->gone || t->kept)
			continue;
		if (pod && orphan && now) {
			bool ours = object_owned_by(now, m->set->uid);

			show(j, t, ours ? MARK_WAITS : MARK_STAYS, ours ? "" : "runs on, without a set");
		} else if (!now) {
			t->gone = true;
			show(j, t, MARK_DONE, "gone");
		} else if (now->deleted) {
			show(j, t, MARK_BUSY, "going");
		}
	}
}

static void count(struct job *j)
{
	const struct remove *m = j->state;

	j->done = j->total = 0;
	for (size_t i = m->way == REMOVE_ORPHAN ? m->npods : 0; i < m->things.len; i++) {
		j->total += !m->things.items[i].kept;
		j->done += m->things.items[i].gone;
	}
}

/* --- ending --- */

static void finish(struct job *j)
{
	const struct remove *m = j->state;
	_cleanup_(str_release) struct str what = STR_INIT, kept = STR_INIT, span = STR_INIT;
	int pods = 0, claims = 0;

	for (size_t i = 0; i < m->things.len; i++) {
		const struct thing *t = &m->things.items[i];

		pods += i < m->npods && t->gone;
		claims += i > m->npods && t->gone;
		if (t->kept)
			str_addf(&kept, "; kept %s (%s)", t->object->name, j->items.items[i].cells[CELL_STATE]);
	}
	human_span((j->now_ms - j->began_ms) / 1000, &span);
	if (m->way == REMOVE_ORPHAN) {
		human_count((int64_t)m->npods - pods, "pod runs", "pods run", &what);
		job_end(j, JOB_DONE, "the set is gone in %s; %s on without it; u makes it anew", span.buf, what.buf);
		return;
	}
	str_add(&what, m->things.len > m->npods + 1 ? ", " : " and ");
	human_count(pods, "pod", "pods", &what);
	if (m->things.len > m->npods + 1) {
		str_add(&what, " and ");
		human_count(claims, "claim", "claims", &what);
	}
	job_end(j, JOB_DONE, "the set%s are gone in %s%s", what.buf, span.buf, kept.buf);
}

static void hold(struct job *j, const char *why)
{
	j->phase = JOB_HELD;
	job_say(j, JOB_WARN, "%s: held", why);
	job_wait(j, "%s", why);
}

/* --- the stages; each is entered with nothing sent --- */

static void enter(struct job *j, enum stage stage)
{
	struct remove *m = j->state;

	m->stage = stage;
	m->sent = false;
	job_wake(j, j->now_ms);
}

static void send(struct job *j, int about, struct request *r)
{
	((struct remove *)j->state)->sent = true;
	job_send(j, about, r);
}

static void keep(struct job *j)
{
	struct remove *m = j->state;
	struct request r;

	job_wait(j, "reads the set, to keep what it is");
	if (m->sent)
		return;
	verbs_get(m->set->kind, m->set->namespace, m->set->name, &r);
	send(j, ABOUT_GET, &r);
}

static void scale(struct job *j)
{
	struct remove *m = j->state;
	const struct object *set = now_of(j, m->set);
	struct request r;

	job_wait(j, "asks for 0 replicas");
	if (m->sent)
		return;
	if (!set || !statefulset_of(set)->replicas) {	/* an answer may have been lost */
		enter(j, STAGE_EMPTYING);
		return;
	}
	verbs_scale(m->set, 0, &r);
	send(j, ABOUT_SCALE, &r);
}

static void empty(struct job *j)
{
	struct remove *m = j->state;
	const struct object *set = now_of(j, m->set);
	int32_t wants = set ? statefulset_of(set)->replicas : 0;
	size_t left = pods_left(j);

	if (wants && m->emptied) {
		_cleanup_(freep) char *why = xasprintf("somebody scaled it to %d", wants);

		m->raised = true;
		hold(j, why);
	} else if (wants) {
		job_wait(j, "waits for the scaling to be seen");
	} else {
		m->emptied = true;
		if (left)
			job_wait(j, "waits for %zu pod%s to be gone", left, left == 1 ? "" : "s");
		else
			enter(j, set ? STAGE_DELETE : STAGE_GOING);
	}
}

static void delete(struct job *j)
{
	static const enum propagation ways[] = { [REMOVE_ORDER] = PROPAGATION_BACKGROUND,
						 [REMOVE_BACKGROUND] = PROPAGATION_BACKGROUND,
						 [REMOVE_FOREGROUND] = PROPAGATION_FOREGROUND,
						 [REMOVE_ORPHAN] = PROPAGATION_ORPHAN };
	struct remove *m = j->state;
	const struct object *set = now_of(j, m->set);
	struct request r;

	job_wait(j, "deletes the set");
	if (m->sent)
		return;
	if (!set) {
		enter(j, STAGE_GOING);
		return;
	}
	if (m->way == REMOVE_ORDER && statefulset_of(set)->replicas) {
		m->raised = true;
		hold(j, "somebody scaled it up again");
		return;
	}
	verbs_delete(m->set, ways[m->way], false, &r);
	send(j, ABOUT_DELETE, &r);
}

static void see_go(struct job *j)
{
	struct remove *m = j->state;
	size_t left = pods_left(j);

	if (left && m->way == REMOVE_ORPHAN)
		job_wait(j, "waits for %zu pod%s to be let go", left, left == 1 ? "" : "s");
	else if (left)
		job_wait(j, "waits for %zu pod%s to be gone", left, left == 1 ? "" : "s");
	else if (now_of(j, m->set))
		job_wait(j, "waits for the set to be gone");
	else
		enter(j, STAGE_CLAIMS);
}

static void keep_claim(struct job *j, struct thing *t, const char *why)
{
	t->kept = true;
	show(j, t, MARK_STAYS, why);
	job_say(j, JOB_WARN, "%s is kept: %s", t->object->name, why);
	enter(j, STAGE_CLAIMS);
}

static void claim(struct job *j, struct thing *t)
{
	const struct remove *m = j->state;
	const struct object *now = now_of(j, t->object), *user = remove_plan_user(j->cache, t->object, "");
	_cleanup_(freep) char *used = user ? xasprintf("%s uses it", user->name) : NULL;
	struct request r;

	if (t->asked || now->deleted) {
		job_wait(j, "waits for claim %s to be gone%s%s", t->object->name, used ? "; " : "", used ? used : "");
		return;
	}
	if (used) {
		keep_claim(j, t, used);
		return;
	}
	verbs_delete(t->object, PROPAGATION_BACKGROUND, false, &r);
	t->asked = true;
	job_send(j, (int)(t - m->things.items), &r);
	job_wait(j, "deletes claim %s", t->object->name);
}

static void claims(struct job *j)
{
	struct remove *m = j->state;

	for (size_t i = m->npods + 1; i < m->things.len; i++) {
		struct thing *t = &m->things.items[i];

		if (t->gone || t->kept)
			continue;
		if (cache_get(j->cache, m->set->kind, m->set->namespace, m->set->name)) {
			hold(j, "another set of this name is there, whose pods would use the claims");
			return;
		}
		claim(j, t);
		return;
	}
	finish(j);
}

static void undo(struct job *j)
{
	struct remove *m = j->state;
	const struct object *set = now_of(j, m->set);
	struct request r;

	job_wait(j, "scales back");
	if (m->sent)
		return;
	if (!set) {
		job_end(j, JOB_FAILED, "cannot scale back: the set is gone");
		return;
	}
	verbs_scale(set, statefulset_of(m->set)->replicas, &r);
	send(j, ABOUT_UNDO, &r);
}

static void step(struct job *j)
{
	static void (*const stages[])(struct job *j) = { [STAGE_KEEP] = keep,     [STAGE_SCALE] = scale,
							 [STAGE_EMPTYING] = empty, [STAGE_DELETE] = delete,
							 [STAGE_GOING] = see_go,  [STAGE_CLAIMS] = claims,
							 [STAGE_UNDO] = undo };
	struct remove *m = j->state;

	for (const struct kind *const *k = j->class->needs; *k; k++) {
		if (!sight_of(j->cache, *k) && (*k != KIND(persistentvolumeclaim) || m->things.len > m->npods + 1)) {
			job_wait(j, "waits for the list of %s", (*k)->plural);
			return;
		}
	}
	look(j);
	if (j->phase == JOB_RUNNING)
		stages[m->stage](j);
	count(j);
}

/* --- answers --- */

static const char *reason_of(const struct answer *a)
{
	return a->status.message ? a->status.message : a->code ? "the server did not say why" : "no answer came";
}

static void refused(struct job *j, const char *what, const struct answer *a)
{
	((struct remove *)j->state)->sent = false;
	j->phase = JOB_REFUSED;
	job_say(j, JOB_BAD, "%s was refused: %s", what, reason_of(a));
	job_wait(j, "%s was refused: %s", what, reason_of(a));
}

static void read_set(struct job *j, const struct answer *a)
{
	struct remove *m = j->state;

	if (!answer_ok(a)) {
		refused(j, "reading the set", a);
	} else if (!a->object || !a->object->bytes || !streq(a->object->uid, m->set->uid)) {
		job_end(j, JOB_FAILED, "another set of this name is there; nothing was deleted");
	} else {
		m->kept = object_ref(a->object);
		enter(j, STAGE_DELETE);
	}
}

static void deleted(struct job *j, const struct answer *a)
{
	if (!answer_ok(a) && a->code != 404) {
		refused(j, "deleting the set", a);
		return;
	}
	job_say(j, JOB_PLAIN, "the delete of the set was granted");
	enter(j, STAGE_GOING);
}

static void scaled(struct job *j, const struct answer *a)
{
	if (!answer_ok(a) && a->code != 404) {
		refused(j, "scaling to 0", a);
		return;
	}
	job_say(j, JOB_PLAIN, "scaled to 0");
	enter(j, STAGE_EMPTYING);
}

static void scaled_back(struct job *j, const struct answer *a)
{
	const struct remove *m = j->state;

	if (!answer_ok(a))
		refused(j, "scaling back", a);
	else
		job_end(j, JOB_STOPPED, "undone: scaled back to %d", statefulset_of(m->set)->replicas);
}

static void claim_answered(struct job *j, struct thing *t, const struct answer *a)
{
	_cleanup_(freep) char *what = xasprintf("deleting claim %s", t->object->name);

	if (answer_ok(a) || a->code == 404)
		return;
	t->asked = false;
	refused(j, what, a);
}

static void answered(struct job *j, int about, const struct answer *a)
{
	const struct remove *m = j->state;

	switch (about) {
	case ABOUT_GET: read_set(j, a); break;
	case ABOUT_SCALE: scaled(j, a); break;
	case ABOUT_DELETE: deleted(j, a); break;
	case ABOUT_UNDO: scaled_back(j, a); break;
	default: claim_answered(j, &m->things.items[about], a);
	}
}

/* --- orders --- */

/* The set is scaled away but not deleted: it can be had back. */
static bool may_undo(const struct remove *m)
{
	return m->way == REMOVE_ORDER && (m->stage == STAGE_EMPTYING || (m->stage == STAGE_DELETE && !m->sent)) &&
	       statefulset_of(m->set)->replicas;
}

static const char *offers(const struct job *j, enum job_order order)
{
	const struct remove *m = j->state;

	switch (order) {
	case JOB_HOLD: return j->phase == JOB_RUNNING ? "hold: ask for nothing more" : NULL;
	case JOB_RESUME: return j->phase == JOB_HELD ? "go on" : j->phase == JOB_REFUSED ? "try it again" : NULL;
	case JOB_UNDO:
		if (!may_undo(m))
			return NULL;
		return statefulset_of(m->set)->delete_when_scaled ?
			"scale back; claims that went with their pods (whenScaled Delete) come back empty" :
			"scale back, and delete nothing";
	case JOB_STOP: return "stop; what is asked for already goes on";
	default: return NULL;
	}
}

/* A person has looked again: what is there now is what is to go. */
static void resume(struct job *j)
{
	struct remove *m = j->state;
	const struct object *set = now_of(j, m->set);
	bool scaled_up = set && statefulset_of(set)->replicas;

	j->phase = JOB_RUNNING;
	job_say(j, JOB_PLAIN, "goes on");
	if (!scaled_up || !(m->raised || (m->stage == STAGE_SCALE && !m->sent)))
		return;
	m->raised = m->emptied = false;
	object_unref(m->set);
	m->set = object_ref(set);
	enter(j, STAGE_SCALE);
}

static void obey(struct job *j, enum job_order order)
{
	if (order == JOB_HOLD) {
		hold(j, "a person asked to wait");
	} else if (order == JOB_RESUME) {
		resume(j);
	} else if (order == JOB_STOP) {
		job_end(j, JOB_STOPPED, "stopped; %d of %d are gone", j->done, j->total);
	} else {
		j->phase = JOB_RUNNING;
		enter(j, STAGE_UNDO);
	}
}

/* --- the class --- */

static void release(struct job *j)
{
	struct remove *m = j->state;

	vec_each(&m->things, t)
		object_unref(t->object);
	vec_release(&m->things);
	object_unref(m->set);
	object_unref(m->kept);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim), NULL };

const struct job_class remove_job = {
	.name = "remove",
	.help = "Delete a set, its pods, and its claims if they are to go",
	.columns = { "WHAT", "STATE" },
	.needs = needs,
	.state_size = sizeof(struct remove),
	.step = step,
	.answered = answered,
	.offers = offers,
	.obey = obey,
	.release = release,
};

static void add(struct job *j, const struct object *o, const char *what)
{
	struct remove *m = j->state;

	vec_push(&m->things, ((struct thing){ .object = object_ref(o) }));
	job_cell(job_item_add(j, o), CELL_WHAT, "%s %s", what, o->name);
}

struct job *remove_new(struct cache *cache, const struct object *set, enum remove_way way, bool claims)
{
	_cleanup_(freep) char *title = xasprintf("delete %s", set->name);
	struct job *j = job_new(&remove_job, set, title);
	struct remove *m = j->state;
	object_vec pods = VEC_INIT, own = VEC_INIT;

	m->way = way;
	m->set = object_ref(set);
	m->stage = way == REMOVE_ORPHAN ? STAGE_KEEP : way != REMOVE_ORDER ? STAGE_DELETE :
		   statefulset_of(set)->replicas ? STAGE_SCALE : STAGE_EMPTYING;
	remove_plan_pods(cache, set, &pods);
	vec_each(&pods, o)
		add(j, *o, "pod");
	m->npods = pods.len;
	add(j, set, "set");
	if (claims && way != REMOVE_ORPHAN)
		remove_plan_claims(cache, set, &own);
	vec_each(&own, o)
		add(j, *o, "claim");
	vec_release(&pods);
	vec_release(&own);
	return j;
}

const struct object *remove_kept(const struct job *j)
{
	const struct remove *m = j->state;

	return j->class == &remove_job && j->phase == JOB_DONE ? m->kept : NULL;
}
