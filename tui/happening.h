/* Which events tell the story of an object, in the order in which they happened. */
#ifndef TUI_HAPPENING_H
#define TUI_HAPPENING_H

#include "kube/cache.h"

/* True if the event is about the object; a set's story is told by its pods' events too. */
bool happening_about(const struct object *event, const struct object *about);
/* Appends the borrowed events about it, the newest last. */
void happenings(struct cache *cache, const struct object *about, object_vec *ret);
/* Order by the time they were last seen, then by the order in which the server stored them. */
int happening_cmp(const struct object *a, const struct object *b);

#endif
