/* See store.h. */
#include "client/store.h"

static int cmp_names(const struct object *o, const char *namespace, const char *name)
{
	int c = strcmp(o->namespace, namespace);

	return c ? c : strcmp(o->name, name);
}

/* The first place in v whose object is not before namespace/name. */
static size_t lower_bound(const object_vec *v, const char *namespace, const char *name)
{
	size_t low = 0, high = v->len;

	if (high && cmp_names(v->items[high - 1], namespace, name) < 0)
		return high; /* Lists arrive in order, so most insertions are at the end. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cmp_names(v->items[middle], namespace, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool found_at(const object_vec *v, size_t at, const char *namespace, const char *name)
{
	return at < v->len && cmp_names(v->items[at], namespace, name) == 0;
}

/* What nobody controls is kept under "". */
static const char *controller_uid(const struct object *o)
{
	const struct owner *owner = object_controller(o);

	return owner ? owner->uid : "";
}

static void index_add(struct store *s, const struct object *o)
{
	const char *uid = controller_uid(o);
	object_vec *owned = map_get(&s->owners, uid);

	if (!owned) {
		owned = xcalloc(1, sizeof(*owned));
		map_set(&s->owners, uid, owned);
	}
	vec_insert(owned, lower_bound(owned, o->namespace, o->name), o);
}

static void index_remove(struct store *s, const struct object *o)
{
	const char *uid = controller_uid(o);
	object_vec *owned = map_get(&s->owners, uid);

	assert(owned);
	size_t at = lower_bound(owned, o->namespace, o->name);

	assert(found_at(owned, at, o->namespace, o->name));
	vec_remove(owned, at);
	if (owned->len == 0) {
		map_del(&s->owners, uid);
		vec_release(owned);
		free(owned);
	}
}

void store_release(struct store *s)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&s->owners, &i));) {
		object_vec *owned = e->value;

		vec_release(owned);
		free(owned);
	}
	map_release(&s->owners);
	vec_each(&s->all, o)
		object_unref(*o);
	vec_release(&s->all);
}

const struct object *store_get(const struct store *s, const char *namespace, const char *name)
{
	size_t at = lower_bound(&s->all, namespace, name);

	return found_at(&s->all, at, namespace, name) ? s->all.items[at] : NULL;
}

const struct object *store_put(struct store *s, const struct object *o)
{
	size_t at = lower_bound(&s->all, o->namespace, o->name);
	const struct object *old = NULL;

	if (found_at(&s->all, at, o->namespace, o->name)) {
		old = s->all.items[at];
		index_remove(s, old);
		s->all.items[at] = o;
	} else {
		vec_insert(&s->all, at, o);
	}
	index_add(s, o);
	return old;
}

const struct object *store_remove(struct store *s, const char *namespace, const char *name)
{
	size_t at = lower_bound(&s->all, namespace, name);

	if (!found_at(&s->all, at, namespace, name))
		return NULL;
	const struct object *old = s->all.items[at];

	index_remove(s, old);
	vec_remove(&s->all, at);
	return old;
}

void store_list(const struct store *s, const char *namespace, const char *owner_uid, object_vec *ret)
{
	const object_vec *v = owner_uid ? map_get(&s->owners, owner_uid) : &s->all;

	if (!v)
		return;
	for (size_t i = namespace ? lower_bound(v, namespace, "") : 0; i < v->len; i++) {
		if (namespace && !streq(v->items[i]->namespace, namespace))
			break;
		vec_push(ret, v->items[i]);
	}
}

void store_list_named(const struct store *s, const char *namespace, const char *prefix, object_vec *ret)
{
	for (size_t i = lower_bound(&s->all, namespace, prefix); i < s->all.len; i++) {
		const struct object *o = s->all.items[i];

		if (!streq(o->namespace, namespace) || !starts_with(o->name, prefix))
			break;
		vec_push(ret, o);
	}
}
