/*
 * See client.h. One informer a kind, made when the kind is first asked for and kept, so that handlers survive while it
 * is not wanted; the gate over the transport; the port over the gate.
 */
#include "base/clock.h"
#include "client/call.h"
#include "client/client.h"
#include "client/gate.h"
#include "client/informer.h"
#include "client/rest.h"
#include "client/waits.h"

struct want {
	struct client *client;
	struct informer *informer;	/* NULL: never asked for */
	int count;
	char *namespace, *fallback_namespace;
	enum object_keep keep;
	enum watch_phase phase;		/* as last seen, to notice when the server is back */
};

struct listener {
	loop_fn fn;
	void *arg;
};

struct client {
	struct cache cache;
	struct waits waits;
	struct loop *loop;
	struct log *log;
	struct rng *rng;
	struct transport *transport;
	struct calls *calls;
	struct want *wants;		/* by kind_index */
	bool watch_list;
	int waiting;			/* streams whose answer has not begun */
	VEC(struct listener) listeners;
	bool deferred;			/* listeners will be told at the end of this turn */
	bool dated;
	int64_t ahead_ms;		/* the cluster's wall time minus the loop's monotonic time */
};

/* --- telling --- */

static void tell_listeners(void *arg)
{
	struct client *c = arg;

	c->deferred = false;
	for (size_t i = 0; i < c->listeners.len; i++)
		c->listeners.items[i].fn(c->listeners.items[i].arg);
}

static void poke_all(struct client *c)
{
	for (size_t i = 0; i < kind_count(); i++) {
		struct reflector *r = c->wants[i].informer ? informer_reflector(c->wants[i].informer) : NULL;

		if (r)
			reflector_poke(r);
	}
}

static void on_changed(void *arg)
{
	struct want *w = arg;
	struct client *c = w->client;
	struct reflector *r = informer_reflector(w->informer);
	enum watch_phase phase = r ? reflector_state(r).phase : WATCH_NONE;
	bool back = phase == WATCH_LIVE && w->phase != WATCH_LIVE;

	w->phase = phase;
	if (back)
		poke_all(c);
	if (!c->deferred)
		loop_defer(c->loop, tell_listeners, c);
	c->deferred = true;
}

void client_on_change(struct client *c, loop_fn fn, void *arg)
{
	struct listener listener = { fn, arg };

	vec_push(&c->listeners, listener);
}

/* --- time --- */

/* A Date is cut to whole seconds, so the truth lies within the second after it. The estimate moves only when a Date
 * shows that it lies outside, and so does not jitter with each answer. */
static void on_date(void *arg, int64_t wall_ms)
{
	struct client *c = arg;
	int64_t low = wall_ms - loop_now(c->loop), high = low + 999;

	if (!c->dated)
		c->ahead_ms = low;
	c->ahead_ms = MAX(low, MIN(c->ahead_ms, high));
	c->dated = true;
}

int64_t client_now(const struct client *c)
{
	return c->dated ? loop_now(c->loop) + c->ahead_ms : clock_wall_ms();
}

static int64_t timers_now(struct timers *t)
{
	return client_now(CONTAINER_OF(t, struct client, waits.timers));
}

struct timers *client_timers(struct client *c)
{
	return &c->waits.timers;
}

/* --- the cache --- */

static struct want *want_of(struct cache *cache, const struct kind *k)
{
	struct client *c = CONTAINER_OF(cache, struct client, cache);
	struct want *w = &c->wants[kind_index(k)];

	if (!w->informer)
		w->informer = informer_new(k, c->log, on_changed, w);
	return w;
}

static const struct object *cache_get_(struct cache *cache, const struct kind *k, const char *namespace,
                                       const char *name)
{
	return store_get(informer_store(want_of(cache, k)->informer), namespace ? namespace : "", name);
}

static void cache_list_(struct cache *cache, const struct kind *k, const char *namespace, const char *owner_uid,
                        object_vec *ret)
{
	store_list(informer_store(want_of(cache, k)->informer), namespace, owner_uid, ret);
}

static void cache_list_named_(struct cache *cache, const struct kind *k, const char *namespace, const char *prefix,
			      object_vec *ret)
{
	store_list_named(informer_store(want_of(cache, k)->informer), namespace, prefix, ret);
}

static struct cache_handler *cache_subscribe(struct cache *cache, const struct kind *k, cache_fn fn, void *arg)
{
	return informer_subscribe(want_of(cache, k)->informer, fn, arg);
}

static void cache_unsubscribe(struct cache *cache UNUSED, struct cache_handler *h)
{
	informer_unsubscribe(h);
}

static bool cache_synced(struct cache *cache, const struct kind *k)
{
	return informer_synced(want_of(cache, k)->informer);
}

static uint64_t cache_version(struct cache *cache, const struct kind *k)
{
	return informer_version(want_of(cache, k)->informer);
}

/* --- wanting --- */

static void start(struct client *c, struct want *w)
{
	struct reflector_options options = {
		.loop = c->loop,
		.log = c->log,
		.rng = c->rng,
		.transport = c->transport,
		.kind = informer_kind(w->informer),
		.namespace = w->namespace,
		.fallback_namespace = w->fallback_namespace,
		.keep = w->keep,
		.watch_list = &c->watch_list,
	};

	informer_start(w->informer, &options);
}

static void set_namespaces(struct want *w, const char *namespace, const char *fallback)
{
	char *copy = xstrdup(namespace), *fallback_copy = xstrdup(fallback);

	free(w->namespace);
	free(w->fallback_namespace);
	w->namespace = copy;
	w->fallback_namespace = fallback_copy;
}

void client_want(struct client *c, const struct kind *k, const char *namespace, const char *fallback_namespace,
                 enum object_keep keep)
{
	struct want *w = want_of(&c->cache, k);

	if (!k->namespaced)
		namespace = fallback_namespace = NULL;
	if (w->count++ == 0) {
		set_namespaces(w, namespace, fallback_namespace);
		w->keep = keep;
		start(c, w);
		return;
	}
	bool wider = w->namespace && !streq0(w->namespace, namespace);
	bool fuller = keep > w->keep;

	if (wider)
		set_namespaces(w, NULL, fallback_namespace ? fallback_namespace : w->namespace);
	if (fuller)
		w->keep = keep;
	if (wider || fuller)
		start(c, w);
}

void client_unwant(struct client *c, const struct kind *k)
{
	struct want *w = &c->wants[kind_index(k)];

	assert(w->count > 0);
	if (--w->count == 0)
		informer_stop(w->informer);
}

/* --- state --- */

struct watch_state client_watch_state(const struct client *c, const struct kind *k)
{
	const struct want *w = &c->wants[kind_index(k)];
	struct reflector *r = w->informer ? informer_reflector(w->informer) : NULL;

	return r ? reflector_state(r) : (struct watch_state){ .phase = WATCH_NONE, .message = "" };
}

/* How bad a phase is for the header. A kind that is forbidden is so for good and says so in its own view. */
static int badness(const struct watch_state *s)
{
	static const int of[] = {
		[WATCH_FORBIDDEN] = 0, [WATCH_LIVE] = 1, [WATCH_NONE] = 2, [WATCH_LISTING] = 2, [WATCH_LOST] = 3
	};

	return of[s->phase];
}

struct watch_state client_state(const struct client *c)
{
	struct watch_state worst = { .phase = WATCH_NONE, .message = "" };
	bool any = false, narrowed = false;

	for (size_t i = 0; i < kind_count(); i++) {
		if (c->wants[i].count == 0)
			continue;
		struct watch_state s = client_watch_state(c, kind_at(i));
		int difference = any ? badness(&s) - badness(&worst) : 1;

		narrowed |= s.narrowed;
		if (difference > 0 || (difference == 0 && s.proof_ms < worst.proof_ms))
			worst = s;
		any = true;
	}
	worst.narrowed = narrowed;
	return worst;
}

bool client_idle(const struct client *c)
{
	if (calls_under_way(c->calls) || c->deferred || c->waiting)
		return false;
	for (size_t i = 0; i < kind_count(); i++) {
		const struct want *w = &c->wants[i];
		struct reflector *r = w->informer ? informer_reflector(w->informer) : NULL;

		if (r && reflector_busy(r))
			return false;
	}
	return true;
}

void client_retry(struct client *c)
{
	poke_all(c);
}

/* --- life --- */

struct client *client_new(const struct client_options *options, struct err *err)
{
	struct transport *inner = options->transport;

	if (!inner)
		inner = rest_new(options->loop, options->log, options->config, options->user_agent, err);
	if (!inner)
		return NULL;
	struct client *c = xcalloc(1, sizeof(*c));

	c->cache =
	    (struct cache){ cache_get_, cache_list_, cache_subscribe, cache_unsubscribe, cache_synced, cache_version,
			    cache_list_named_ };
	waits_init(&c->waits, options->loop, timers_now);
	c->loop = options->loop;
	c->log = options->log;
	c->rng = options->rng;
	c->watch_list = true;
	c->transport = gate_new(inner, c->loop, options->read_only, on_date, c);
	c->calls = calls_new(c->loop, c->transport);
	c->wants = xcalloc(kind_count(), sizeof(*c->wants));
	for (size_t i = 0; i < kind_count(); i++)
		c->wants[i].client = c;
	return c;
}

void client_free(struct client *c)
{
	if (!c)
		return;
	if (c->deferred)
		loop_cancel(c->loop, tell_listeners, c);
	for (size_t i = 0; i < kind_count(); i++) {
		informer_free(c->wants[i].informer);
		set_namespaces(&c->wants[i], NULL, NULL);
	}
	free(c->wants);
	calls_free(c->calls);
	c->transport->free(c->transport);
	vec_release(&c->listeners);
	free(c);
}

struct transport *client_transport(struct client *c)
{
	return c->transport;
}

void client_waits(struct client *c, int more)
{
	c->waiting += more;
}

struct port *client_port(struct client *c)
{
	return calls_port(c->calls);
}

struct cache *client_cache(struct client *c)
{
	return &c->cache;
}
