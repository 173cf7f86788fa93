/*
 * See informer.h. Handlers may come and go while they are being called: one that is removed is marked dead and freed
 * when no round is under way; one that is added carries the number of the round and is not called before the next.
 */
#include "client/informer.h"

struct cache_handler {
	struct informer *informer;
	cache_fn fn;
	void *arg;
	uint64_t since;		/* the round in which it was added */
	bool dead;
};

struct informer {
	const struct kind *kind;
	struct log *log;
	struct loop *loop;
	loop_fn changed;
	void *arg;
	struct store store;
	struct reflector *reflector;
	VEC(struct reflector *) retired;	/* stopped, freed when no sink can be running */
	VEC(struct cache_handler *) handlers;
	uint64_t round;
	int depth;				/* rounds under way */
	bool synced;
	uint64_t version;
};

/* --- telling --- */

static void bury(struct informer *i)
{
	for (size_t at = 0; at < i->handlers.len;) {
		if (i->handlers.items[at]->dead) {
			free(i->handlers.items[at]);
			vec_remove(&i->handlers, at);
		} else {
			at++;
		}
	}
}

static void tell(struct informer *i, enum cache_event event, const struct object *old, const struct object *now,
                 bool unknown)
{
	uint64_t round = ++i->round;

	i->depth++;
	for (size_t at = 0; at < i->handlers.len; at++) {
		struct cache_handler *h = i->handlers.items[at];

		if (!h->dead && h->since < round)
			h->fn(h->arg, event, old, now, unknown);
	}
	if (--i->depth == 0)
		bury(i);
}

struct cache_handler *informer_subscribe(struct informer *i, cache_fn fn, void *arg)
{
	struct cache_handler *h = xcalloc(1, sizeof(*h));

	*h = (struct cache_handler){ .informer = i, .fn = fn, .arg = arg, .since = i->round };
	vec_push(&i->handlers, h);
	return h;
}

void informer_unsubscribe(struct cache_handler *h)
{
	if (!h)
		return;
	h->dead = true;
	if (h->informer->depth == 0)
		bury(h->informer);
}

/* --- changing --- */

/* Whether b is another state of the same object that is not later than a. Versions that are no numbers are never
 * compared. */
static bool not_later(const struct object *a, const struct object *b)
{
	return a->rv && b->rv && streq(a->uid, b->uid) && b->rv <= a->rv;
}

/* Takes the reference given. */
static void put(struct informer *i, const struct object *o)
{
	_cleanup_(object_unrefp) const struct object *now = object_ref(o);
	_cleanup_(object_unrefp) const struct object *old = store_put(&i->store, o);

	if (old && !streq(old->uid, now->uid)) {
		tell(i, CACHE_DELETED, old, NULL, true); /* Deleted and made again while we did not look. */
		tell(i, CACHE_ADDED, NULL, now, false);
	} else {
		tell(i, old ? CACHE_UPDATED : CACHE_ADDED, old, now, false);
	}
}

static void delete(struct informer *i, const struct object *last, bool unknown)
{
	_cleanup_(object_unrefp) const struct object *old = store_remove(&i->store, last->namespace, last->name);

	if (old)
		tell(i, CACHE_DELETED, unknown ? old : last, NULL, unknown);
}

static void set_version(struct informer *i, uint64_t version, bool current)
{
	if (current || version > i->version)
		i->version = version;
}

static void on_event(void *arg, const struct stream_event *e)
{
	struct informer *i = arg;
	const struct object *o = e->object;
	const struct object *known = store_get(&i->store, o->namespace, o->name);

	if (o->rv)
		set_version(i, o->rv, false);
	if (known && not_later(known, o))
		return; /* Seen already: an event that the list had, or one repeated after it. */
	if (e->type == STREAM_DELETED)
		delete(i, o, false);
	else
		put(i, object_ref(o));
	i->changed(i->arg);
}

static void on_version(void *arg, const char *version)
{
	struct informer *i = arg;

	set_version(i, strtoull(version, NULL, 10), false);
}

/* What the new picture does not have is deleted, in a way nobody saw: a tombstone. */
static void drop_missing(struct informer *i, const object_vec *fresh)
{
	object_vec gone = VEC_INIT;

	for (size_t a = 0, b = 0; a < i->store.all.len; a++) {
		const struct object *o = i->store.all.items[a];

		while (b < fresh->len && object_cmp(fresh->items[b], o) < 0)
			b++;
		if (b == fresh->len || object_cmp(fresh->items[b], o) != 0)
			vec_push(&gone, object_ref(o));
	}
	vec_each(&gone, o) {
		delete(i, *o, true);
		object_unref(*o);
	}
	vec_release(&gone);
}

static int cmp(const void *a, const void *b)
{
	return object_cmp(*(const struct object *const *)a, *(const struct object *const *)b);
}

static void on_replace(void *arg, object_vec *objects, const char *version, bool current)
{
	struct informer *i = arg;
	object_vec fresh = *objects;

	*objects = (object_vec)VEC_INIT; /* Ours now. */
	if (fresh.len)
		qsort(fresh.items, fresh.len, sizeof(*fresh.items), cmp);
	drop_missing(i, &fresh);
	vec_each(&fresh, o) {
		const struct object *known = store_get(&i->store, (*o)->namespace, (*o)->name);
		bool same = known && streq(known->version, (*o)->version) && streq(known->uid, (*o)->uid);
		bool bytes = !known || known->bytes || !(*o)->bytes;

		if ((same && bytes) || (!current && known && not_later(known, *o) && bytes))
			object_unref(*o);
		else
			put(i, *o);
	}
	vec_release(&fresh);
	set_version(i, strtoull(version, NULL, 10), current);
	i->synced = true;
	i->changed(i->arg);
}

static void on_changed(void *arg)
{
	struct informer *i = arg;

	i->changed(i->arg);
}

/* --- life --- */

static void free_retired(void *arg)
{
	struct informer *i = arg;

	vec_each(&i->retired, r)
		reflector_free(*r);
	vec_release(&i->retired);
	if (!i->reflector)
		store_release(&i->store);
}

static void retire(struct informer *i)
{
	if (!i->reflector)
		return;
	reflector_stop(i->reflector);
	vec_push(&i->retired, take(i->reflector));
	loop_defer(i->loop, free_retired, i);
}

struct informer *informer_new(const struct kind *k, struct log *log, loop_fn changed, void *arg)
{
	struct informer *i = xcalloc(1, sizeof(*i));

	*i = (struct informer){ .kind = k, .log = log, .changed = changed, .arg = arg, .store = STORE_INIT };
	return i;
}

void informer_free(struct informer *i)
{
	if (!i)
		return;
	assert(i->depth == 0);
	if (i->retired.len)
		loop_cancel(i->loop, free_retired, i);
	reflector_free(take(i->reflector));
	free_retired(i);
	vec_each(&i->handlers, h)
		free(*h);
	vec_release(&i->handlers);
	free(i);
}

void informer_start(struct informer *i, const struct reflector_options *options)
{
	static const struct reflector_sink sink = { on_replace, on_event, on_version, on_changed };

	i->loop = options->loop;
	retire(i);
	i->reflector = reflector_new(options, &sink, i);
}

void informer_stop(struct informer *i)
{
	retire(i);
	i->synced = false;
	i->version = 0;
	i->changed(i->arg);
}

const struct kind *informer_kind(const struct informer *i)
{
	return i->kind;
}

const struct store *informer_store(const struct informer *i)
{
	return &i->store;
}

struct reflector *informer_reflector(const struct informer *i)
{
	return i->reflector;
}

bool informer_synced(const struct informer *i)
{
	return i->synced;
}

uint64_t informer_version(const struct informer *i)
{
	return i->version;
}
