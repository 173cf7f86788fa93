/*
 * Deliveries wait in a queue and are handed out by one event at the present time. A new handler first gets what is
 * there as ADDED: those deliveries are for it alone and stand in the same queue, so it misses nothing and sees nothing
 * twice.
 */
#include "sim/cache.h"

struct cache_handler {
	const struct kind *kind;
	cache_fn fn;
	void *arg;
	uint64_t since;			/* deliveries before this number are not for it */
	bool dead;
};

struct delivery {
	const struct object *old, *now;
	enum cache_event event;
	const struct cache_handler *only;	/* NULL: all handlers of the kind */
};

/* Whom a delivery is for when its handler has gone. */
static const struct cache_handler nobody;

struct world_cache {
	struct cache base;
	struct world *world;
	struct storage *storage;
	VEC(struct cache_handler *) handlers;
	VEC(struct delivery) queue;
	uint64_t number;		/* of the first delivery in the queue */
	struct world_event *event;	/* pending, or NULL */
	bool delivering;
};

static struct world_cache *self(struct cache *c)
{
	return CONTAINER_OF(c, struct world_cache, base);
}

static const struct object *world_cache_get(struct cache *c, const struct kind *k, const char *namespace,
                                            const char *name)
{
	return storage_get(self(c)->storage, k, namespace, name);
}

static void list_range(struct storage *s, const struct kind *k, const char *namespace, object_vec *ret)
{
	size_t from = namespace ? storage_find(s, k, namespace, "") : 0;
	size_t end = namespace ? storage_find(s, k, namespace, NULL) : storage_count(s, k);

	for (size_t i = from; i < end; i++)
		vec_push(ret, storage_at(s, k, i));
}

static void world_cache_list(struct cache *c, const struct kind *k, const char *namespace, const char *owner_uid,
                             object_vec *ret)
{
	if (owner_uid)
		storage_owned(self(c)->storage, k, namespace, owner_uid, ret);
	else
		list_range(self(c)->storage, k, namespace, ret);
}

static void world_cache_list_named(struct cache *c, const struct kind *k, const char *namespace, const char *prefix,
				   object_vec *ret)
{
	struct storage *s = self(c)->storage;
	size_t count = storage_count(s, k);

	for (size_t i = storage_find(s, k, namespace, prefix); i < count; i++) {
		const struct object *o = storage_at(s, k, i);

		if (!streq(o->namespace, namespace) || !starts_with(o->name, prefix))
			break;
		vec_push(ret, o);
	}
}

/* --- deliveries --- */

static void deliver_one(struct world_cache *c, uint64_t number, const struct delivery *d)
{
	const struct kind *kind = (d->now ? d->now : d->old)->kind;

	for (size_t i = 0; i < c->handlers.len; i++) {
		struct cache_handler *h = c->handlers.items[i];

		if (h->dead || h->kind != kind || (d->only ? d->only != h : number < h->since))
			continue;
		h->fn(h->arg, d->event, d->old, d->now, false);
	}
}

static void sweep_handlers(struct world_cache *c)
{
	for (size_t i = c->handlers.len; i-- > 0;) {
		struct cache_handler *h = c->handlers.items[i];

		if (!h->dead)
			continue;
		vec_remove(&c->handlers, i);
		free(h);
	}
}

static void deliver(void *arg);

static void deliver_later(struct world_cache *c)
{
	if (!c->event && !c->delivering && c->queue.len > 0)
		c->event = world_after(c->world, 0, WORLD_EVENT, deliver, c);
}

/* Hands out what waits now; what the handlers cause meanwhile waits for the next event. */
static void deliver(void *arg)
{
	struct world_cache *c = arg;
	__typeof__(c->queue) batch = c->queue;
	uint64_t number = c->number;

	c->event = NULL;
	c->queue = (__typeof__(c->queue))VEC_INIT;
	c->number += batch.len;
	c->delivering = true;
	for (size_t i = 0; i < batch.len; i++) {
		deliver_one(c, number + i, &batch.items[i]);
		object_unref(batch.items[i].old);
		object_unref(batch.items[i].now);
	}
	c->delivering = false;
	vec_release(&batch);
	sweep_handlers(c);
	deliver_later(c);
}

void world_cache_changed(struct world_cache *c, const struct change *change)
{
	struct delivery d = { .event = CACHE_UPDATED };

	if (change->type == CHANGE_ADDED)
		d.event = CACHE_ADDED;
	if (change->type == CHANGE_DELETED) {
		d.event = CACHE_DELETED;
		d.old = object_ref(change->now);
	} else {
		d.old = change->old ? object_ref(change->old) : NULL;
		d.now = object_ref(change->now);
	}
	vec_push(&c->queue, d);
	deliver_later(c);
}

static struct cache_handler *world_cache_subscribe(struct cache *base, const struct kind *k, cache_fn fn, void *arg)
{
	struct world_cache *c = self(base);
	struct cache_handler *h = xcalloc(1, sizeof(*h));
	object_vec all = VEC_INIT;

	*h = (struct cache_handler){ .kind = k, .fn = fn, .arg = arg };
	vec_push(&c->handlers, h);
	list_range(c->storage, k, NULL, &all);
	vec_each(&all, o) {
		struct delivery d = { .event = CACHE_ADDED, .now = object_ref(*o), .only = h };

		vec_push(&c->queue, d);
	}
	vec_release(&all);
	h->since = c->number + c->queue.len;
	deliver_later(c);
	return h;
}

static void world_cache_unsubscribe(struct cache *base, struct cache_handler *h)
{
	struct world_cache *c = self(base);

	if (!h)
		return;
	for (size_t i = 0; i < c->queue.len; i++)
		if (c->queue.items[i].only == h)
			c->queue.items[i].only = &nobody;
	h->dead = true;
}

static bool world_cache_synced(struct cache *c, const struct kind *k)
{
	(void)c;
	(void)k;
	return true;
}

static uint64_t world_cache_version(struct cache *c, const struct kind *k)
{
	(void)k;
	return storage_revision(self(c)->storage);
}

struct world_cache *world_cache_new(struct world *w, struct storage *s)
{
	struct world_cache *c = xcalloc(1, sizeof(*c));

	c->base = (struct cache){
		.get = world_cache_get, .list = world_cache_list, .subscribe = world_cache_subscribe,
		.unsubscribe = world_cache_unsubscribe, .synced = world_cache_synced, .version = world_cache_version,
		.list_named = world_cache_list_named,
	};
	c->world = w;
	c->storage = s;
	return c;
}

void world_cache_free(struct world_cache *c)
{
	if (!c)
		return;
	vec_each(&c->queue, d) {
		object_unref(d->old);
		object_unref(d->now);
	}
	vec_release(&c->queue);
	vec_each(&c->handlers, h)
		free(*h);
	vec_release(&c->handlers);
	free(c);
}

struct cache *world_cache_interface(struct world_cache *c)
{
	return &c->base;
}
