#include "reconciler/controller.h"

#include "reconciler/consistency.h"
#include "reconciler/executor.h"
#include "reconciler/handlers.h"
#include "reconciler/teller.h"
#include "reconciler/workqueue.h"

#define WORKERS 5		/* syncs in flight at once, as upstream's default */
#define SYNC_POLL_MS 100	/* how often to ask whether the caches have their first lists */

struct statefulset_controller {
	struct controller_options options;
	struct executor executor;
	struct handlers handlers;
	struct definitions definitions;
	struct consistency consistency;
	struct teller teller;
	struct workqueue *queue;
	struct cache_handler *set_handler, *pod_handler;
	VEC(struct execution *) running;
	void *timer;		/* the one wake-up that is set; NULL: none */
	int64_t timer_ms;	/* when it is due */
	bool begun;		/* all sets were enqueued once */
	bool working;		/* inside work(): what is enqueued now is found by its loop */
};

/* What an execution belongs to. */
struct sync_data {
	char *key;
	const struct object *set;	/* a reference */
};

static int64_t now_ms(const struct statefulset_controller *c)
{
	return c->options.timers->now_ms(c->options.timers);
}

/* --- waking up --- */

static void work(struct statefulset_controller *c);

static void wake(void *arg)
{
	struct statefulset_controller *c = arg;

	c->timer = NULL;
	work(c);
}

static void wake_at(struct statefulset_controller *c, int64_t due_ms)
{
	struct timers *t = c->options.timers;

	if (c->timer && c->timer_ms <= due_ms)
		return;
	if (c->timer)
		t->cancel(t, c->timer);
	c->timer_ms = due_ms;
	c->timer = t->after(t, MAX(due_ms - now_ms(c), 0), wake, c);
}

/* Work is never begun inside a cache's call: what came in one turn is looked at once. */
static void wake_soon(struct statefulset_controller *c)
{
	if (!c->working)
		wake_at(c, now_ms(c));
}

static void enqueue(void *arg, const char *key, int64_t delay_ms)
{
	struct statefulset_controller *c = arg;

	workqueue_add_after(c->queue, key, delay_ms, now_ms(c));
	if (delay_ms > 0)
		wake_at(c, now_ms(c) + delay_ms);
	else
		wake_soon(c);
}

/* --- what the cache tells --- */

static void set_changed(void *arg, enum cache_event event UNUSED, const struct object *old, const struct object *now,
			bool unknown UNUSED)
{
	struct statefulset_controller *c = arg;

	handlers_set(&c->handlers, now ? now : old);
}

static void pod_changed(void *arg, enum cache_event event, const struct object *old, const struct object *now,
			bool unknown UNUSED)
{
	struct statefulset_controller *c = arg;

	handlers_pod(&c->handlers, event, old, now);
}

static bool caches_synced(const struct statefulset_controller *c)
{
	struct cache *cache = c->options.cache;

	return cache->synced(cache, KIND(statefulset)) && cache->synced(cache, KIND(pod)) &&
	       cache->synced(cache, KIND(persistentvolumeclaim)) && cache->synced(cache, KIND(controllerrevision));
}

/* --- what an execution tells --- */

static void wrote(void *arg, struct execution *e, const struct outgoing *o, const struct object *object)
{
	struct statefulset_controller *c = arg;
	const struct sync_data *d = execution_data(e);
	enum consistent kind = consistency_kind(object->kind);
	/* A released pod belongs to nobody, so nobody waits for it; deletes upstream does not wait for either. */
	bool ours = object->kind != KIND(pod) || object_owned_by(object, d->set->uid);

	if (kind == CONSISTENT_KINDS || !ours || (o->request.verb == VERB_DELETE && !c->options.strict))
		return;
	consistency_wrote(&c->consistency, d->key, d->set->uid, kind, object->version);
}

static void tell_event(void *arg, struct execution *e, const struct set_event *event)
{
	struct statefulset_controller *c = arg;
	const struct sync_data *d = execution_data(e);
	struct occurrence o = { d->set, event->warning, event->reason, event->message };

	teller_tell(&c->teller, &o, now_ms(c));
}

static void sync_data_free(struct sync_data *d)
{
	free(d->key);
	object_unref(d->set);
	free(d);
}

/* The one retry policy: an error comes back with back-off, a success forgets it. */
static void settle(struct statefulset_controller *c, const char *key, const struct outcome *o)
{
	if (failures_any(&o->failures)) {
		workqueue_add_limited(c->queue, key, now_ms(c));
	} else {
		workqueue_forget(c->queue, key);
		if (o->again_ms >= 0)
			workqueue_add_after(c->queue, key, o->again_ms, now_ms(c));
	}
	workqueue_done(c->queue, key);
}

static void done(void *arg, struct execution *e)
{
	struct statefulset_controller *c = arg;
	struct sync_data *d = execution_data(e);

	settle(c, d->key, &execution_sync(e)->outcome);
	for (size_t i = 0; i < c->running.len; i++) {
		if (c->running.items[i] == e) {
			vec_remove(&c->running, i);
			break;
		}
	}
	sync_data_free(d);
	execution_free(e);
	if (!c->working)
		work(c);
}

/* --- working --- */

/* The gate against a stale cache: 0, or the sync has to wait. */
static int caught_up(struct statefulset_controller *c, const char *key)
{
	static const struct kind *const kinds[CONSISTENT_KINDS] = { KIND(statefulset), KIND(pod),
								    KIND(persistentvolumeclaim) };
	char texts[CONSISTENT_KINDS][24];
	const char *versions[CONSISTENT_KINDS];
	struct cache *cache = c->options.cache;

	for (size_t i = 0; i < CONSISTENT_KINDS; i++) {
		_cleanup_(str_release) struct str text = STR_INIT;

		str_addf(&text, "%" PRIu64, cache->version(cache, kinds[i]));
		memcpy(texts[i], text.buf, text.len + 1);
		versions[i] = texts[i];
	}
	return consistency_ready(&c->consistency, key, versions, NULL);
}

static void begin(struct statefulset_controller *c, const char *key)
{
	const char *slash = strchr(key, '/');
	_cleanup_(freep) char *namespace = xstrndup(key, (size_t)(slash - key));
	struct gates gates = { .semantic_revisions = true, .unasked = true, .strict = c->options.strict,
			       .max_unavailable = c->options.max_unavailable };
	struct snapshot *snapshot;
	struct execution *e;
	struct sync_data *d;

	if (caught_up(c, key) < 0) {
		workqueue_add_limited(c->queue, key, now_ms(c));
		workqueue_done(c->queue, key);
		return;
	}
	snapshot =
	    c->options.observe ? NULL : snapshot_from_cache(c->options.cache, &c->definitions, namespace, slash + 1);
	if (!snapshot) {
		consistency_forget(&c->consistency, key);
		definitions_forget(&c->definitions, key);
		workqueue_forget(c->queue, key);
		workqueue_done(c->queue, key);
		return;
	}
	d = xcalloc(1, sizeof(*d));
	d->key = xstrdup(key);
	d->set = object_ref(snapshot->set);
	e = execution_new(&c->executor, snapshot, &gates, d);
	vec_push(&c->running, e);
	execution_run(e);
}

/* A cache may have been filled before anyone subscribed. */
static void enqueue_all(struct statefulset_controller *c)
{
	object_vec sets = VEC_INIT;

	cache_list(c->options.cache, KIND(statefulset), NULL, NULL, &sets);
	vec_each(&sets, set)
		handlers_set(&c->handlers, *set);
	vec_release(&sets);
	c->begun = true;
}

static void work(struct statefulset_controller *c)
{
	char *key;

	if (!caches_synced(c)) {
		wake_at(c, now_ms(c) + SYNC_POLL_MS);
		return;
	}
	c->working = true;
	if (!c->begun)
		enqueue_all(c);
	while (c->running.len < WORKERS && (key = workqueue_get(c->queue, now_ms(c)))) {
		begin(c, key);
		free(key);
	}
	c->working = false;
	if (workqueue_due(c->queue) >= 0)
		wake_at(c, workqueue_due(c->queue));
}

struct statefulset_controller *statefulset_controller_new(const struct controller_options *options)
{
	struct statefulset_controller *c = xcalloc(1, sizeof(*c));

	c->options = *options;
	c->queue = workqueue_new();
	teller_init(&c->teller, options->port, options->timers, options->component, options->rng);
	c->handlers = (struct handlers){ options->cache, &c->definitions, enqueue, c };
	c->executor = (struct executor){
		.cache = options->cache,
		.port = options->port,
		.timers = options->timers,
		.rng = options->rng,
		.arg = c,
		.wrote = wrote,
		.event = tell_event,
		.done = done,
	};
	c->set_handler = options->cache->subscribe(options->cache, KIND(statefulset), set_changed, c);
	c->pod_handler = options->cache->subscribe(options->cache, KIND(pod), pod_changed, c);
	wake_soon(c);
	return c;
}

void statefulset_controller_free(struct statefulset_controller *c)
{
	if (!c)
		return;
	c->options.cache->unsubscribe(c->options.cache, c->set_handler);
	c->options.cache->unsubscribe(c->options.cache, c->pod_handler);
	if (c->timer)
		c->options.timers->cancel(c->options.timers, c->timer);
	vec_each(&c->running, e) {
		sync_data_free(execution_data(*e));
		execution_free(*e);
	}
	vec_release(&c->running);
	workqueue_free(c->queue);
	teller_release(&c->teller);
	consistency_release(&c->consistency);
	definitions_release(&c->definitions);
	free(c);
}
