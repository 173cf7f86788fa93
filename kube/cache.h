/*
 * struct cache: what is known of a cluster, kept up to date by watches: listers, indices and handlers behind one
 * interface. client/ implements it on its informers' stores, sim/ on its storage. Objects are immutable; a caller that
 * keeps one beyond the call takes a reference. Handlers must not be added or removed from inside a handler's call by
 * anyone but itself.
 */
#ifndef KUBE_CACHE_H
#define KUBE_CACHE_H

#include "base/vec.h"
#include "kube/object.h"

enum cache_event { CACHE_ADDED, CACHE_UPDATED, CACHE_DELETED };

/* old is NULL for ADDED, now is NULL for DELETED. unknown: a deletion only inferred from a fresh list (a tombstone). */
typedef void (*cache_fn)(void *arg, enum cache_event event, const struct object *old, const struct object *now,
			 bool unknown);
typedef VEC(const struct object *) object_vec;

struct cache_handler;

struct cache {
	const struct object *(*get)(struct cache *c, const struct kind *k, const char *namespace, const char *name);
	/* Appends borrowed objects in object_cmp order. namespace NULL: all. owner_uid NULL: all, "": those that nobody
	 * controls (what a controller may adopt), else those it controls. */
	void (*list)(struct cache *c, const struct kind *k, const char *namespace, const char *owner_uid,
		     object_vec *ret);
	struct cache_handler *(*subscribe)(struct cache *c, const struct kind *k, cache_fn fn, void *arg);
	void (*unsubscribe)(struct cache *c, struct cache_handler *h);
	bool (*synced)(struct cache *c, const struct kind *k);		/* its first list is complete */
	uint64_t (*version)(struct cache *c, const struct kind *k);	/* newest processed, bookmarks included */
	/* As list for any owner, but only what is named with this prefix: how a set finds its claims among
	 * everybody's. NULL: the list is gone through. */
	void (*list_named)(struct cache *c, const struct kind *k, const char *namespace, const char *prefix,
			   object_vec *ret);
};

static inline const struct object *cache_get(struct cache *c, const struct kind *k, const char *namespace,
					     const char *name)
{
	return c->get(c, k, namespace, name);
}

static inline void cache_list(struct cache *c, const struct kind *k, const char *namespace, const char *owner_uid,
			      object_vec *ret)
{
	c->list(c, k, namespace, owner_uid, ret);
}

static inline void cache_list_named(struct cache *c, const struct kind *k, const char *namespace, const char *prefix,
				    object_vec *ret)
{
	object_vec all = VEC_INIT;

	if (c->list_named) {
		c->list_named(c, k, namespace, prefix, ret);
		return;
	}
	cache_list(c, k, namespace, NULL, &all);
	vec_each(&all, o)
		if (starts_with((*o)->name, prefix))
			vec_push(ret, *o);
	vec_release(&all);
}

#endif
