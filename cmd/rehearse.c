#include "cmd/rehearse.h"

#include "cmd/copying.h"
#include "jobs/runner.h"
#include "kube/budget.h"
#include "kube/kinds/pod.h"
#include "reconciler/explain.h"
#include "sim/import.h"
#include "tui/ages.h"

#define SEED 1
#define SLICE 400			/* events between two looks at the keyboard: a few milliseconds */
#define LOOK 200			/* idle events between two questions whether it is settled */
/* Without those that only make work: nobody asks a rehearsal for endpoints. */
#define CONTROLLERS "*,-endpoints,-events,-namespaces"

struct hall {
	struct rehearser base;
	struct loop *loop;
	VEC(struct copying *) copyings;
};

struct rehearsal {
	struct hall *hall;
	struct rehearsal_order order;
	rehearsal_fn done;
	void *arg;
	struct copying *copying;	/* until it is done */
	struct copies copies;
	struct world *world;
	struct timers timers;		/* of the private clock, for the job */
	struct runner *runner;
	struct job *job;		/* borrowed from the runner */
	struct cache_handler *pods, *budgets;
	VEC(const struct object *) sets;	/* the copies of the sets that are followed; borrowed */
	int64_t until_ms;
	int idle;			/* events since the last one that was work */
	int resumed;			/* times that the job was held for a person */
	struct rehearsal_answer answer;
};

/* --- which sets are followed --- */

static bool is_followed(const struct rehearsal *h, const struct object *pod)
{
	const struct owner *owner = object_controller(pod);

	vec_each(&h->sets, set)
		if (owner && streq(owner->name, (*set)->name) && streq(pod->namespace, (*set)->namespace) &&
		    streq(owner->kind, "StatefulSet"))
			return true;
	return false;
}

static bool concerns(const struct rehearsal *h, const struct object *set)
{
	const struct object *about = h->order.about;
	const struct owner *owner = object_controller(about);

	if (about->kind == KIND(statefulset))
		return streq(set->uid, about->uid);
	if (about->kind == KIND(pod))
		return owner && streq(owner->uid, set->uid);
	if (about->kind != KIND(node))
		return streq(set->namespace, about->namespace);
	vec_each(&h->copies.objects, o) {
		owner = (*o)->kind == KIND(pod) ? object_controller(*o) : NULL;
		if (owner && streq(owner->uid, set->uid) && streq(pod_of(*o)->node, about->name))
			return true;
	}
	return false;
}

static void choose_sets(struct rehearsal *h)
{
	vec_each(&h->copies.objects, o)
		if ((*o)->kind == KIND(statefulset) && concerns(h, *o))
			vec_push(&h->sets, *o);
}

/* --- watching --- */

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now,
		   bool unknown UNUSED)
{
	struct rehearsal *h = arg;
	const struct object *pod = now ? now : old;

	if (is_followed(h, pod))
		timeline_pod(&h->answer.timeline, world_now(h->world), pod, event == CACHE_DELETED);
}

static bool guards(struct rehearsal *h, const struct object *budget)
{
	object_vec pods = VEC_INIT;
	bool found = false;

	cache_list(world_cache(h->world), KIND(pod), budget->namespace, NULL, &pods);
	vec_each(&pods, pod)
		found = found || (is_followed(h, *pod) && budget_selects(budget, *pod));
	vec_release(&pods);
	return found;
}

static void on_budget(void *arg, enum cache_event event, const struct object *old UNUSED, const struct object *now,
		      bool unknown UNUSED)
{
	struct rehearsal *h = arg;

	if (event != CACHE_DELETED && guards(h, now))
		timeline_budget(&h->answer.timeline, world_now(h->world), now);
}

/* --- what it came to --- */

static bool is_held(const struct explanation *x)
{
	return x->reasons.items[0].code == REASON_HELD_PARTITION || x->reasons.items[0].code == REASON_ON_DELETE;
}

/* True if the set rests; else, or if it is held, says in the answer what it waits for. */
static bool look_at(struct rehearsal *h, const struct object *set)
{
	struct rehearsal_answer *a = &h->answer;
	struct explanation x;
	bool rests;

	if (explain_set(world_cache(h->world), set->namespace, set->name, world_now(h->world) / 1000, &x))
		return true;
	rests = x.settled || is_held(&x);
	a->held = a->held || (is_held(&x) && !x.settled);
	if (!x.settled && !*a->waits) {
		free(a->waits);
		free(a->detail);
		a->waits = xstrdup(x.reasons.items[0].text);
		a->detail = xstrdup(x.reasons.items[0].detail);
	}
	explanation_release(&x);
	return rests;
}

static bool rests(struct rehearsal *h)
{
	struct rehearsal_answer *a = &h->answer;
	bool all = !h->job || job_over(h->job);

	free(a->waits);
	free(a->detail);
	a->waits = xstrdup("");
	a->detail = xstrdup("");
	a->held = false;
	vec_each(&h->sets, set)
		all = look_at(h, *set) && all;
	if (h->job && !job_over(h->job) && h->job->waits.len && !*a->waits) {
		free(a->waits);
		a->waits = xstrdup(h->job->waits.buf);
	}
	a->held = a->held && all;
	a->settled = all && !a->held;
	return all;
}

static void tell_job(struct rehearsal *h)
{
	static const enum role roles[] = { [JOB_PLAIN] = ROLE_text, [JOB_GOOD] = ROLE_ok, [JOB_WARN] = ROLE_warn,
					   [JOB_BAD] = ROLE_bad };

	if (!h->job)
		return;
	if (h->resumed)
		note_add(&h->answer.notes, ROLE_muted, "assumes", "a person goes on at once: the job was held for one "
			 "%d time%s", h->resumed, h->resumed == 1 ? "" : "s");
	vec_each(&h->job->story, l)
		if (l->tone == JOB_BAD || l->tone == JOB_WARN || l == &vec_last(&h->job->story))
			note_add(&h->answer.notes, roles[l->tone], "job", "%s", l->text);
}

static void finish(struct rehearsal *h)
{
	struct rehearsal_answer *a = &h->answer;
	bool over = h->world && rests(h);

	if (h->world) {
		timeline_end(&a->timeline, over ? a->timeline.last_ms : world_now(h->world));
		tell_job(h);
	}
	vec_each(&h->copies.notes, n)
		vec_push(&a->notes, *n);
	vec_release(&h->copies.notes);
	h->done(h->arg, a);
}

/* --- running --- */

static void slice(void *arg)
{
	struct rehearsal *h = arg;

	for (int i = 0; i < SLICE; i++) {
		int64_t next = world_next(h->world);
		bool work = world_next_foreground(h->world) >= 0;

		h->idle = work ? 0 : h->idle + 1;
		if (h->job && h->job->phase == JOB_HELD && runner_order(h->runner, h->job, JOB_RESUME))
			h->resumed++;
		if (next < 0 || next > h->until_ms || h->answer.failure || (h->idle % LOOK == 1 && rests(h))) {
			finish(h);
			return;
		}
		world_step(h->world);
	}
	loop_defer(h->hall->loop, slice, h);
}

static void sent(void *arg, const struct answer *a)
{
	struct rehearsal *h = arg;

	if (!answer_ok(a))
		h->answer.failure = xasprintf("the private cluster refused it: %s",
					      a->status.message ? a->status.message : "it did not say why");
}

static struct world *world_of(struct timers *t)
{
	return CONTAINER_OF(t, struct rehearsal, timers)->world;
}

static void *after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	return world_after(world_of(t), delay_ms, WORLD_EVENT, fn, arg);
}

static void cancel(struct timers *t, void *timer)
{
	world_cancel(world_of(t), timer);
}

static int64_t now_ms(struct timers *t)
{
	return world_now(world_of(t));
}

static void apply(struct rehearsal *h)
{
	struct port *port = world_port(h->world, "rehearsal");
	struct runner_place place = { .port = port, .cache = world_cache(h->world), .timers = &h->timers };

	if (h->order.request.kind)
		port_submit(port, &h->order.request, sent, h);
	if (!h->order.job)
		return;
	h->runner = runner_new(&place);
	h->job = runner_start(h->runner, take(h->order.job));
}

/* --- the private cluster --- */

static bool is_bundled(const struct copies *c)
{
	vec_each(&c->objects, o)
		if ((*o)->kind == KIND(node) && strstr((*o)->bytes, "\"providerID\":\"sim://"))
			return true;
	return false;
}

/* Says how long pods are taken to start, which everything else hangs on. */
static json *learn(struct rehearsal *h)
{
	bool bundled = is_bundled(&h->copies);
	object_vec pods = VEC_INIT;
	struct learnt learnt;
	_cleanup_(str_release) struct str took = STR_INIT;
	json *images;

	vec_each(&h->copies.objects, o)
		if ((*o)->kind == KIND(pod))
			vec_push(&pods, *o);
	images = world_learn(&pods, h->sets.len ? h->sets.items[0]->uid : "", h->order.now_ms / 1000, bundled, &learnt);
	vec_release(&pods);
	age_add_long(&took, learnt.ready_ms / 1000);
	if (learnt.pods)
		note_add(&h->answer.notes, ROLE_muted, "assumes", "pods start as they did: %s from creation to ready "
			 "(the median of %d); %s, and stop at once", took.buf, learnt.pods,
			 bundled ? "other images as the bundled cluster has it" : "other images do so too");
	else
		note_add(&h->answer.notes, ROLE_muted, "assumes", "pods start and stop in about 3 s: no pod tells how "
			 "long it takes");
	return images;
}

static int open_world(struct rehearsal *h, struct err *err)
{
	_cleanup_(json_freep) json *images = learn(h);
	struct world_options o = { .start_ms = h->order.now_ms, .seed = SEED, .controllers = CONTROLLERS,
				   .images = images };
	struct cache *cache;

	h->world = world_new(&o, err);
	if (!h->world)
		return err->code;
	world_import(h->world, &h->copies.objects);
	timeline_begin(&h->answer.timeline, h->order.now_ms);
	cache = world_cache(h->world);
	h->pods = cache->subscribe(cache, KIND(pod), on_pod, h);
	h->budgets = cache->subscribe(cache, KIND(poddisruptionbudget), on_budget, h);
	world_advance(h->world, h->order.now_ms);
	world_jump(h->world, h->order.now_ms + 1);	/* what follows is no longer how things stood before */
	return 0;
}

static void begin(void *arg)
{
	struct rehearsal *h = arg;
	struct err err = ERR_INIT;

	h->answer.failure = xstrdup(h->copies.failure);
	if (!h->answer.failure)
		choose_sets(h);
	if (!h->answer.failure && open_world(h, &err))
		h->answer.failure = xstrdup(err.text);
	if (h->answer.failure) {
		finish(h);
		return;
	}
	h->until_ms = h->order.now_ms + h->order.limit_ms;
	apply(h);
	slice(h);
}

static void copied(void *arg, struct copies *c)
{
	struct rehearsal *h = arg;

	h->copies = *c;
	*c = (struct copies){ 0 };
	loop_defer(h->hall->loop, begin, h);
}

/* --- beginning and end --- */

static void sweep(struct hall *hall)
{
	for (size_t i = hall->copyings.len; i-- > 0;) {
		if (!copying_over(hall->copyings.items[i]))
			continue;
		copying_free(hall->copyings.items[i]);
		vec_remove(&hall->copyings, i);
	}
}

static struct rehearsal *start(struct rehearser *r, struct rehearsal_order *o, rehearsal_fn done, void *arg)
{
	struct hall *hall = CONTAINER_OF(r, struct hall, base);
	struct rehearsal *h = xcalloc(1, sizeof(*h));

	h->hall = hall;
	h->order = *o;
	h->order.about = object_ref(o->about);
	request_move(&h->order.request, &o->request);
	h->order.job = take(o->job);
	h->done = done;
	h->arg = arg;
	h->answer.waits = xstrdup("");
	h->answer.detail = xstrdup("");
	h->timers = (struct timers){ .after = after, .cancel = cancel, .now_ms = now_ms };
	sweep(hall);
	h->copying = copying_start(o->port, h->order.about, copied, h);
	vec_push(&hall->copyings, h->copying);
	return h;
}

static void stop(struct rehearsal *h)
{
	if (!h)
		return;
	copying_stop(h->copying);
	loop_cancel(h->hall->loop, begin, h);
	loop_cancel(h->hall->loop, slice, h);
	runner_close(h->runner);
	runner_free(h->runner);
	if (h->pods) {
		world_cache(h->world)->unsubscribe(world_cache(h->world), h->pods);
		world_cache(h->world)->unsubscribe(world_cache(h->world), h->budgets);
	}
	world_free(h->world);
	vec_release(&h->sets);
	copies_release(&h->copies);
	rehearsal_answer_release(&h->answer);
	request_release(&h->order.request);
	job_free(h->order.job);
	object_unref(h->order.about);
	free(h);
}

struct rehearser *rehearser_new(struct loop *loop)
{
	struct hall *hall = xcalloc(1, sizeof(*hall));

	hall->base = (struct rehearser){ .start = start, .stop = stop };
	hall->loop = loop;
	return &hall->base;
}

void rehearser_free(struct rehearser *r)
{
	struct hall *hall = r ? CONTAINER_OF(r, struct hall, base) : NULL;

	if (!hall)
		return;
	vec_each(&hall->copyings, c)
		copying_free(*c);
	vec_release(&hall->copyings);
	free(hall);
}
