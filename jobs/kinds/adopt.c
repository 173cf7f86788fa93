/* See jobs/adopt.h. */
#include "jobs/adopt.h"

#include "jobs/remove_plan.h"
#include "kube/human.h"
#include "kube/kinds/statefulset.h"
#include "kube/selector.h"
#include "kube/sight.h"
#include "reconciler/identity.h"

enum cell { CELL_POD, CELL_STATE };

/* A pod as it was when the set was made anew, beside its item. */
struct orphan {
	const struct object *pod;
	bool over;			/* adopted, or not to be: it was replaced */
	bool same;			/* adopted without a restart */
};

struct adopt {
	bool sent;
	const struct object *kept;
	char *uid;			/* the new one; NULL: not made yet */
	VEC(struct orphan) orphans;	/* one an item */
};

void adopt_request(const struct object *kept, struct request *ret)
{
	static const char *const given[] = { "uid", "resourceVersion", "managedFields", "creationTimestamp",
					     "generation", "selfLink", "deletionTimestamp",
					     "deletionGracePeriodSeconds", "finalizers" };
	json *tree = object_tree(kept), *metadata = json_get(tree, "metadata");

	json_del(tree, "status");
	for (size_t i = 0; i < COUNT(given); i++)
		json_del(metadata, given[i]);
	request_init(ret, VERB_CREATE, kept->kind, kept->namespace, NULL);
	ret->tree = tree;
}

void adopt_pods(struct cache *cache, const struct object *kept, object_vec *ret)
{
	_cleanup_(json_freep) json *tree = object_tree(kept);
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_at(tree, "spec.selector"), NULL);
	object_vec pods = VEC_INIT;

	cache_list(cache, KIND(pod), kept->namespace, "", &pods);
	for (size_t i = pods.len; i-- > 0; ) {
		const struct object *o = pods.items[i];

		if (identity_member(o->name, kept->name) && selector_matches(s, o->labels, o->nlabels))
			vec_push(ret, o);
	}
	vec_release(&pods);
}

/* --- looking --- */

static void settle(struct job *j, struct orphan *o, bool same, enum job_mark mark, const char *state)
{
	const struct adopt *m = j->state;
	struct job_item *i = &j->items.items[o - m->orphans.items];

	o->over = true;
	o->same = same;
	i->mark = mark;
	job_cell(i, CELL_STATE, "%s", state);
}

static void look_at(struct job *j, struct orphan *o)
{
	const struct adopt *m = j->state;
	const struct object *now = cache_get(j->cache, KIND(pod), o->pod->namespace, o->pod->name);
	const struct owner *owner = now ? object_controller(now) : NULL;
	bool adopted = owner && streq(owner->uid, m->uid);
	int32_t more;

	if (!now || !streq(now->uid, o->pod->uid)) {
		settle(j, o, false, MARK_BLOCKED, now ? "another pod of its name is there" : "gone");
	} else if (adopted) {
		more = pod_of(now)->restarts - pod_of(o->pod)->restarts;
		settle(j, o, more == 0, MARK_DONE, more ? "adopted, but restarted" : "adopted, as it was");
	} else if (owner) {
		settle(j, o, false, MARK_BLOCKED, "somebody else has adopted it");
	}
}

static void finish(struct job *j)
{
	const struct adopt *m = j->state;
	_cleanup_(str_release) struct str other = STR_INIT, pods = STR_INIT;
	int same = 0;

	for (size_t i = 0; i < m->orphans.len; i++) {
		if (m->orphans.items[i].same)
			same++;
		else
			str_addf(&other, "; %s: %s", j->items.items[i].name, j->items.items[i].cells[CELL_STATE]);
	}
	human_count(same, "pod", "pods", &pods);
	job_end(j, JOB_DONE, "the set is back; %s adopted with the same uid and no restart%s", pods.buf, other.buf);
}

static void follow(struct job *j)
{
	struct adopt *m = j->state;
	const char *waits = NULL;

	j->done = 0;
	vec_each(&m->orphans, o) {
		if (!o->over)
			look_at(j, o);
		if (!o->over && !waits)
			waits = o->pod->name;
		j->done += o->over;
	}
	if (waits)
		job_wait(j, "waits for %s to be adopted", waits);
	else
		finish(j);
}

static void step(struct job *j)
{
	struct adopt *m = j->state;
	struct request r;

	if (j->phase != JOB_RUNNING)
		return;
	if (!sight_of(j->cache, KIND(pod))) {
		job_wait(j, "waits for the list of pods");
	} else if (m->uid) {
		follow(j);
	} else if (!m->sent) {
		m->sent = true;
		adopt_request(m->kept, &r);
		job_send(j, 0, &r);
		job_wait(j, "makes the set");
	}
}

static void answered(struct job *j, int about UNUSED, const struct answer *a)
{
	struct adopt *m = j->state;
	const char *why = a->status.message ? a->status.message : a->code ? "the server did not say why" :
		"no answer came";

	if (answer_ok(a) && a->object) {
		m->uid = xstrdup(a->object->uid);
		job_say(j, JOB_GOOD, "the set is made");
		return;
	}
	m->sent = false;
	j->phase = JOB_REFUSED;
	job_say(j, JOB_BAD, "making the set was refused: %s", why);
	job_wait(j, "making the set was refused: %s", why);
}

/* --- orders --- */

static const char *offers(const struct job *j, enum job_order order)
{
	if (order == JOB_RESUME)
		return j->phase == JOB_REFUSED ? "try it again" : NULL;
	return order == JOB_STOP ? "stop looking; the controller goes on" : NULL;
}

static void obey(struct job *j, enum job_order order)
{
	if (order == JOB_RESUME)
		j->phase = JOB_RUNNING;
	else
		job_end(j, JOB_STOPPED, "stopped; %d of %d pods are adopted", j->done, j->total);
}

static void release(struct job *j)
{
	struct adopt *m = j->state;

	vec_each(&m->orphans, o)
		object_unref(o->pod);
	vec_release(&m->orphans);
	object_unref(m->kept);
	free(m->uid);
}

static const struct kind *const needs[] = { KIND(statefulset), KIND(pod), NULL };

const struct job_class adopt_job = {
	.name = "adopt",
	.help = "Make a set anew that was deleted without its pods, and see it adopt them",
	.columns = { "POD", "STATE" },
	.needs = needs,
	.state_size = sizeof(struct adopt),
	.step = step,
	.answered = answered,
	.offers = offers,
	.obey = obey,
	.release = release,
};

struct job *adopt_new(struct cache *cache, const struct object *kept)
{
	_cleanup_(freep) char *title = xasprintf("make %s anew", kept->name);
	struct job *j = job_new(&adopt_job, kept, title);
	struct adopt *m = j->state;
	object_vec pods = VEC_INIT;

	m->kept = object_ref(kept);
	adopt_pods(cache, kept, &pods);
	vec_each(&pods, o) {
		vec_push(&m->orphans, ((struct orphan){ .pod = object_ref(*o) }));
		job_cell(job_item_add(j, *o), CELL_POD, "%s", (*o)->name);
	}
	j->total = (int)pods.len;
	vec_release(&pods);
	return j;
}
