/*
 * struct store: the objects of one kind, each held by one reference, always in object_cmp order. Since that order
 * begins with the namespace, a namespace is a range of it; the objects that one controller owns are indexed beside it.
 */
#ifndef CLIENT_STORE_H
#define CLIENT_STORE_H

#include "base/map.h"
#include "kube/cache.h"

struct store {
	object_vec all;
	struct map owners;	/* controller uid -> object_vec *, in the same order; borrowed objects */
};

#define STORE_INIT { VEC_INIT, MAP_INIT }

void store_release(struct store *s);			/* gives up all references; reusable */

const struct object *store_get(const struct store *s, const char *namespace, const char *name);
/* Takes the reference given. Returns the object it replaced, whose reference is the caller's, or NULL. */
const struct object *store_put(struct store *s, const struct object *o);
/* Returns what was there, whose reference is the caller's, or NULL. */
const struct object *store_remove(struct store *s, const char *namespace, const char *name);
/* Appends borrowed objects in order. namespace NULL: all. owner_uid NULL: all, "": what nobody
 * controls, else what that controller owns. */
void store_list(const struct store *s, const char *namespace, const char *owner_uid, object_vec *ret);
/* The same for names that begin with prefix, in one namespace. */
void store_list_named(const struct store *s, const char *namespace, const char *prefix, object_vec *ret);

#endif
