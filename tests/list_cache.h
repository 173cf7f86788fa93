/*
 * struct list_cache: a struct cache over a list of objects, for tests: look-ups only, nobody is told of changes.
 */
#ifndef TESTS_LIST_CACHE_H
#define TESTS_LIST_CACHE_H

#include "kube/cache.h"

struct list_cache {
	struct cache base;
	object_vec objects;		/* references */
};

static inline const struct list_cache *list_cache_of(const struct cache *c)
{
	return CONTAINER_OF(c, const struct list_cache, base);
}

static const struct object *list_cache_get(struct cache *c, const struct kind *k, const char *namespace,
					   const char *name)
{
	vec_each(&list_cache_of(c)->objects, o) {
		if ((*o)->kind == k && streq((*o)->namespace, namespace) && streq((*o)->name, name))
			return *o;
	}
	return NULL;
}

static void list_cache_list(struct cache *c, const struct kind *k, const char *namespace, const char *owner_uid,
			    object_vec *ret)
{
	vec_each(&list_cache_of(c)->objects, o) {
		const struct owner *controller = object_controller(*o);

		if ((*o)->kind != k || (namespace && !streq((*o)->namespace, namespace)))
			continue;
		if (!owner_uid || streq(owner_uid, controller ? controller->uid : ""))
			vec_push(ret, *o);
	}
}

static inline void list_cache_init(struct list_cache *c)
{
	*c = (struct list_cache){ .base = { .get = list_cache_get, .list = list_cache_list } };
}

/* The reference is taken. */
static inline void list_cache_add(struct list_cache *c, const struct object *o)
{
	vec_push(&c->objects, o);
}

static inline void list_cache_release(struct list_cache *c)
{
	vec_each(&c->objects, o)
		object_unref(*o);
	vec_release(&c->objects);
}

#endif
