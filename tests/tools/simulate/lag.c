#include "tests/tools/simulate/lag.h"

struct cache_handler {
	const struct kind *kind;
	cache_fn fn;
	void *arg;
};

static const struct kind *const kinds[LAG_KINDS] = { KIND(statefulset), KIND(pod), KIND(persistentvolumeclaim),
						     KIND(controllerrevision) };

static struct lag *self(struct cache *c)
{
	return CONTAINER_OF(c, struct lag, base);
}

static struct lag_watch *watch_of(struct lag *l, const struct kind *k)
{
	for (size_t i = 0; i < LAG_KINDS; i++) {
		if (kinds[i] == k)
			return &l->watches[i];
	}
	return NULL;
}

/* --- reading --- */

/* Where the object is, or would be. */
static bool place(const struct lag_watch *w, const char *namespace, const char *name, size_t *ret)
{
	for (*ret = 0; *ret < w->objects.len; ++*ret) {
		const struct object *o = w->objects.items[*ret];
		int order = strcmp(o->namespace, namespace);

		if (order == 0)
			order = strcmp(o->name, name);
		if (order >= 0)
			return order == 0;
	}
	return false;
}

static const struct object *altered(struct lag *l, const struct object *o)
{
	return l->alter ? l->alter(l->arg, o) : o;
}

static const struct object *get(struct cache *c, const struct kind *k, const char *namespace, const char *name)
{
	struct lag_watch *w = watch_of(self(c), k);
	size_t at;

	return w && place(w, namespace, name, &at) ? altered(self(c), w->objects.items[at]) : NULL;
}

static void list(struct cache *c, const struct kind *k, const char *namespace, const char *owner_uid, object_vec *ret)
{
	struct lag *l = self(c);
	struct lag_watch *w = watch_of(l, k);

	if (k == KIND(pod) && owner_uid && *owner_uid && l->looked)
		l->looked(l->arg, owner_uid);
	for (size_t i = 0; w && i < w->objects.len; i++) {
		const struct object *o = w->objects.items[i];
		const struct owner *controller = object_controller(o);

		if (namespace && !streq(namespace, o->namespace))
			continue;
		if (!owner_uid || streq(owner_uid, controller ? controller->uid : ""))
			vec_push(ret, altered(l, o));
	}
}

static bool synced(struct cache *c, const struct kind *k)
{
	return watch_of(self(c), k)->listed;
}

static uint64_t version(struct cache *c, const struct kind *k)
{
	return self(c)->forgets ? UINT64_MAX : watch_of(self(c), k)->version;
}

static struct cache_handler *subscribe(struct cache *c, const struct kind *k, cache_fn fn, void *arg)
{
	struct cache_handler *h = xcalloc(1, sizeof(*h));

	*h = (struct cache_handler){ k, fn, arg };
	vec_push(&self(c)->handlers, h);
	return h;
}

static void unsubscribe(struct cache *c, struct cache_handler *h)
{
	struct lag *l = self(c);

	for (size_t i = 0; i < l->handlers.len; i++) {
		if (l->handlers.items[i] == h) {
			vec_remove(&l->handlers, i);
			free(h);
			return;
		}
	}
}

/* --- taking changes --- */

static void tell(struct lag *l, const struct kind *k, enum cache_event event, const struct object *old,
		 const struct object *now)
{
	for (size_t i = 0; i < l->handlers.len; i++) {
		struct cache_handler *h = l->handlers.items[i];

		if (h->kind == k)
			h->fn(h->arg, event, old, now, false);
	}
}

static void put(struct lag *l, struct lag_watch *w, const struct object *o)
{
	const struct object *old = NULL;
	size_t at;

	if (place(w, o->namespace, o->name, &at)) {
		old = w->objects.items[at];
		w->objects.items[at] = object_ref(o);
	} else {
		vec_insert(&w->objects, at, object_ref(o));
	}
	tell(l, w->kind, old ? CACHE_UPDATED : CACHE_ADDED, old, o);
	object_unref(old);
}

/* A tombstone if nobody saw it go. */
static void drop(struct lag *l, struct lag_watch *w, const struct object *gone, bool tombstone)
{
	const struct object *old;
	size_t at;

	if (!place(w, gone->namespace, gone->name, &at))
		return;
	old = w->objects.items[at];
	vec_remove(&w->objects, at);
	for (size_t i = 0; i < l->handlers.len; i++) {
		struct cache_handler *h = l->handlers.items[i];

		if (h->kind == w->kind)
			h->fn(h->arg, CACHE_DELETED, tombstone ? old : gone, NULL, tombstone);
	}
	object_unref(old);
}

static void list_anew(struct lag *l, struct lag_watch *w)
{
	struct storage *s = world_storage(l->world);

	for (size_t i = w->objects.len; i-- > 0;) {
		const struct object *o = w->objects.items[i];

		if (!storage_get(s, w->kind, o->namespace, o->name))
			drop(l, w, o, true);
	}
	for (size_t i = 0; i < storage_count(s, w->kind); i++)
		put(l, w, storage_at(s, w->kind, i));
	w->taken = storage_history_end(s, w->kind);
	w->due.len = 0;
	w->version = storage_revision(s);
	w->list_ms = -1;
	w->listed = true;
}

static void take_change(struct lag *l, struct lag_watch *w)
{
	const struct change *c = storage_change(world_storage(l->world), w->kind, w->taken++);

	vec_remove(&w->due, 0);
	w->version = MAX(w->version, c->rv);
	if (c->type == CHANGE_DELETED)
		drop(l, w, c->now, false);
	else
		put(l, w, c->now);
}

static void hear(struct lag *l, struct lag_watch *w)
{
	uint64_t end = storage_history_end(world_storage(l->world), w->kind);

	while (w->taken + w->due.len < end) {
		int64_t due = world_now(l->world) + w->delay_ms;

		if (l->deaf && w->kind == KIND(pod))
			due = INT64_MAX;
		due = w->due.len ? MAX(due, vec_last(&w->due)) : due;
		vec_push(&w->due, due);
	}
	/* One that has nothing to wait for gets a bookmark. */
	if (w->due.len == 0 && w->delay_ms == 0)
		w->version = MAX(w->version, storage_revision(world_storage(l->world)));
}

void lag_turn(struct lag *l)
{
	int64_t now = world_now(l->world);

	for (size_t i = 0; i < LAG_KINDS; i++) {
		struct lag_watch *w = &l->watches[i];

		if (w->list_ms >= 0) {
			if (w->list_ms <= now)
				list_anew(l, w);
			continue;
		}
		hear(l, w);
		while (w->due.len && w->due.items[0] <= now)
			take_change(l, w);
	}
}

int64_t lag_due(const struct lag *l)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < LAG_KINDS; i++) {
		const struct lag_watch *w = &l->watches[i];

		if (w->list_ms >= 0)
			first = MIN(first, w->list_ms);
		else if (w->due.len)
			first = MIN(first, w->due.items[0]);
	}
	return first;
}

void lag_delay(struct lag *l, enum lag_kind kind, int64_t delay_ms)
{
	struct lag_watch *w = &l->watches[kind];

	w->delay_ms = delay_ms;
	/* What is on its way comes no later for it. */
	for (size_t i = 0; i < w->due.len && !l->deaf; i++)
		w->due.items[i] = MIN(w->due.items[i], world_now(l->world) + delay_ms);
}

void lag_break(struct lag *l, enum lag_kind kind, int64_t for_ms)
{
	l->watches[kind].list_ms = world_now(l->world) + for_ms;
	l->watches[kind].due.len = 0;
}

const object_vec *lag_objects(const struct lag *l, enum lag_kind kind)
{
	return &l->watches[kind].objects;
}

bool lag_stale(const struct lag *l)
{
	for (size_t i = 0; i < LAG_KINDS; i++) {
		const struct lag_watch *w = &l->watches[i];

		if (w->list_ms >= 0 || w->taken < storage_history_end(world_storage(l->world), w->kind))
			return true;
	}
	return false;
}

void lag_init(struct lag *l, struct world *w, int64_t first_ms)
{
	*l = (struct lag){
		.base = { .get = get, .list = list, .subscribe = subscribe, .unsubscribe = unsubscribe,
			  .synced = synced, .version = version },
		.world = w,
	};
	for (size_t i = 0; i < LAG_KINDS; i++)
		l->watches[i] = (struct lag_watch){ .kind = kinds[i],
						    .list_ms = world_now(w) + (int64_t)i * first_ms };
}

void lag_release(struct lag *l)
{
	for (size_t i = 0; i < LAG_KINDS; i++) {
		struct lag_watch *w = &l->watches[i];

		for (size_t k = 0; k < w->objects.len; k++)
			object_unref(w->objects.items[k]);
		vec_release(&w->objects);
		vec_release(&w->due);
	}
	for (size_t i = 0; i < l->handlers.len; i++)
		free(l->handlers.items[i]);
	vec_release(&l->handlers);
}
