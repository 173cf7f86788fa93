/*
 * Storage: sorted vectors of shared immutable objects, a ring of changes a kind, and indices by name and by controlling
 * owner. Positions are found by binary search; insertion moves pointers only (ten thousand pods are 80 KB to move at
 * worst).
 */
#include "sim/storage.h"

#include "base/limits.h"
#include "base/map.h"
#include "sim/hash.h"
#include "sim/history.h"
#include "sim/names.h"

struct shelf {
	object_vec objects;
	struct names names;		/* of the same */
	struct map owned;		/* owner uid -> object_vec *, sorted */
	struct history history;
};

struct storage {
	uint64_t revision;
	struct storage_amount most, held;
	struct shelf *shelves;		/* by kind_index */
	storage_fn observer;
	void *observer_arg;
};

struct storage *storage_new(void)
{
	struct storage *s = xcalloc(1, sizeof(*s));

	s->shelves = xcalloc(kind_count(), sizeof(*s->shelves));
	s->most = (struct storage_amount){ LIMIT_OBJECTS, LIMIT_STORED_BYTES };
	return s;
}

static void shelf_free(struct shelf *f)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&f->owned, &i));) {
		object_vec *v = e->value;

		vec_release(v);
		free(v);
	}
	map_release(&f->owned);
	names_release(&f->names);
	vec_each(&f->objects, o)
		object_unref(*o);
	vec_release(&f->objects);
	history_release(&f->history);
}

void storage_free(struct storage *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < kind_count(); i++)
		shelf_free(&s->shelves[i]);
	free(s->shelves);
	free(s);
}

static struct shelf *shelf_of(const struct storage *s, const struct kind *k)
{
	return &s->shelves[kind_index(k->stored_as ? k->stored_as : k)];
}

uint64_t storage_revision(const struct storage *s)
{
	return s->revision;
}

uint64_t storage_next(const struct storage *s)
{
	return s->revision + 1;
}

void storage_skip(struct storage *s, uint64_t rv)
{
	s->revision = rv > 0 ? MAX(s->revision, rv - 1) : s->revision;
}

/* name NULL stands behind all names of the namespace. */
static int place_cmp(const struct object *o, const char *namespace, const char *name)
{
	int d = strcmp(o->namespace, namespace);

	return d ? d : name ? strcmp(o->name, name) : -1;
}

static size_t objects_find(const object_vec *v, const char *namespace, const char *name)
{
	size_t low = 0, high = v->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (place_cmp(v->items[middle], namespace, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t storage_find(struct storage *s, const struct kind *k, const char *namespace, const char *name)
{
	return objects_find(&shelf_of(s, k)->objects, namespace ? namespace : "", name);
}

const struct object *storage_get(struct storage *s, const struct kind *k, const char *namespace, const char *name)
{
	return names_get(&shelf_of(s, k)->names, namespace && k->namespaced ? namespace : "", name);
}

size_t storage_count(struct storage *s, const struct kind *k)
{
	return shelf_of(s, k)->objects.len;
}

const struct object *storage_at(struct storage *s, const struct kind *k, size_t index)
{
	return shelf_of(s, k)->objects.items[index];
}

void storage_owned(struct storage *s, const struct kind *k, const char *namespace, const char *owner_uid,
                   object_vec *ret)
{
	const object_vec *v = map_get(&shelf_of(s, k)->owned, owner_uid);
	size_t from, end;

	if (!v)
		return;
	from = namespace ? objects_find(v, namespace, "") : 0;
	end = namespace ? objects_find(v, namespace, NULL) : v->len;
	for (size_t i = from; i < end; i++)
		vec_push(ret, v->items[i]);
}

/* --- the index by controlling owner --- */

/* What nobody controls stands under "". */
static const char *owner_key(const struct object *o)
{
	const struct owner *owner = object_controller(o);

	return owner ? owner->uid : "";
}

static void owned_drop(struct shelf *f, const struct object *o)
{
	object_vec *v = map_get(&f->owned, owner_key(o));
	size_t at;

	if (!v)
		return;
	at = objects_find(v, o->namespace, o->name);
	if (at < v->len && v->items[at] == o)
		vec_remove(v, at);
	if (v->len > 0)
		return;
	map_del(&f->owned, owner_key(o));
	vec_release(v);
	free(v);
}

static void owned_add(struct shelf *f, const struct object *o)
{
	object_vec *v = map_get(&f->owned, owner_key(o));

	if (!v) {
		v = xcalloc(1, sizeof(*v));
		map_set(&f->owned, owner_key(o), v);
	}
	vec_insert(v, objects_find(v, o->namespace, o->name), o);
}

/* An object seldom changes its owner. */
static void owned_change(struct shelf *f, const struct object *old, const struct object *o)
{
	object_vec *v;

	if (!streq(owner_key(old), owner_key(o))) {
		owned_drop(f, old);
		owned_add(f, o);
		return;
	}
	v = map_get(&f->owned, owner_key(o));
	v->items[objects_find(v, o->namespace, o->name)] = o;
}

/* --- how much there is --- */

void storage_limit(struct storage *s, const struct storage_amount *most)
{
	s->most.objects = most->objects ? most->objects : LIMIT_OBJECTS;
	s->most.bytes = most->bytes ? most->bytes : LIMIT_STORED_BYTES;
}

bool storage_full(struct storage *s, const struct object *o)
{
	/* An event lives for an hour; a flood of them leaves room for what lasts. */
	bool passing = o->kind == KIND(event) && storage_count(s, o->kind) >= s->most.objects / 2;

	return passing || s->held.objects >= s->most.objects || s->held.bytes + o->len > s->most.bytes;
}

static void hold(struct storage *s, const struct object *o)
{
	s->held.objects++;
	s->held.bytes += o->len;
}

static void let_go(struct storage *s, const struct object *o)
{
	s->held.objects--;
	s->held.bytes -= o->len;
}

/* --- changes --- */

/* Takes the references in c. */
static void storage_changed(struct storage *s, const struct kind *k, const struct change *c)
{
	s->revision = c->rv;
	history_push(&shelf_of(s, k)->history, c);
	if (s->observer)
		s->observer(s->observer_arg, c);
}

void storage_observe(struct storage *s, storage_fn fn, void *arg)
{
	s->observer = fn;
	s->observer_arg = arg;
}

void storage_put(struct storage *s, struct object *o, const struct object *old)
{
	struct shelf *f = shelf_of(s, o->kind);
	size_t at = objects_find(&f->objects, o->namespace, o->name);
	struct change c = {
		.rv = o->rv, .old = old, .now = object_ref(o), .type = old ? CHANGE_MODIFIED : CHANGE_ADDED
	};

	assert(o->rv == storage_next(s));
	if (old) {
		assert(at < f->objects.len && f->objects.items[at] == old);
		owned_change(f, old, o);
		let_go(s, old);
		f->objects.items[at] = o;
	} else {
		vec_insert(&f->objects, at, o);
		owned_add(f, o);
	}
	names_put(&f->names, o);
	hold(s, o);
	storage_changed(s, o->kind, &c);
}

void storage_seed(struct storage *s, struct object *o)
{
	struct shelf *f = shelf_of(s, o->kind);
	size_t at = objects_find(&f->objects, o->namespace, o->name);

	if (at < f->objects.len && place_cmp(f->objects.items[at], o->namespace, o->name) == 0) {
		owned_drop(f, f->objects.items[at]);
		names_drop(&f->names, f->objects.items[at]);
		let_go(s, f->objects.items[at]);
		object_unref(f->objects.items[at]);
		vec_remove(&f->objects, at);
	}
	vec_insert(&f->objects, at, o);
	owned_add(f, o);
	names_put(&f->names, o);
	hold(s, o);
}

void storage_remove(struct storage *s, const struct object *old, struct object *last)
{
	struct shelf *f = shelf_of(s, old->kind);
	size_t at = objects_find(&f->objects, old->namespace, old->name);
	struct change c = { .rv = last->rv, .old = old, .now = last, .type = CHANGE_DELETED };

	assert(last->rv == storage_next(s));
	assert(at < f->objects.len && f->objects.items[at] == old);
	owned_drop(f, old);
	names_drop(&f->names, old);
	let_go(s, old);
	vec_remove(&f->objects, at);
	storage_changed(s, old->kind, &c);
}

uint64_t storage_history_end(const struct storage *s, const struct kind *k)
{
	return shelf_of(s, k)->history.end;
}

const struct change *storage_change(const struct storage *s, const struct kind *k, uint64_t number)
{
	return history_at(&shelf_of(s, k)->history, number);
}

int storage_history_after(const struct storage *s, const struct kind *k, uint64_t rv, uint64_t *ret)
{
	return history_after(&shelf_of(s, k)->history, rv, ret);
}

uint64_t storage_compacted(const struct storage *s, const struct kind *k)
{
	return shelf_of(s, k)->history.compacted;
}

void storage_compact(struct storage *s)
{
	for (size_t i = 0; i < kind_count(); i++)
		history_clear(&s->shelves[i].history);
}

/* Turns the objects of now into those before change c. */
static void change_undo(object_vec *v, const struct change *c)
{
	size_t at = objects_find(v, c->now->namespace, c->now->name);

	if (c->type == CHANGE_DELETED) {
		vec_insert(v, at, c->old);
	} else if (c->type == CHANGE_ADDED) {
		assert(at < v->len && v->items[at] == c->now);
		vec_remove(v, at);
	} else {
		assert(at < v->len && v->items[at] == c->now);
		v->items[at] = c->old;
	}
}

int storage_snapshot(struct storage *s, const struct kind *k, const char *namespace, uint64_t rv, object_vec *ret)
{
	const struct shelf *f = shelf_of(s, k);
	object_vec all = VEC_INIT;
	uint64_t after;
	int r = storage_history_after(s, k, rv, &after);

	if (r < 0)
		return r;
	vec_each(&f->objects, o)
		vec_push(&all, *o);
	for (uint64_t n = f->history.end; n-- > after;)
		change_undo(&all, history_at(&f->history, n));
	vec_each(&all, o)
		if (!namespace || streq((*o)->namespace, namespace))
			vec_push(ret, object_ref(*o));
	vec_release(&all);
	return 0;
}

uint64_t storage_digest(const struct storage *s)
{
	uint64_t hash = hash_add(HASH_START, &s->revision, sizeof(s->revision));

	for (size_t i = 0; i < kind_count(); i++)
		vec_each(&s->shelves[i].objects, o)
			hash = hash_add(hash, (*o)->bytes, (*o)->len);
	return hash;
}
