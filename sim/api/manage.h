/*
 * managedFields of the bundled cluster's writes: who writes (fieldManager, else the User-Agent), through which
 * subresource, and which fields such a write cannot set. What is done with them is in kube/apply/.
 */
#ifndef SIM_API_MANAGE_H
#define SIM_API_MANAGE_H

#include "kube/apply/managed.h"
#include "sim/api/call.h"

/* A write of this call as kube/apply/ wants to know it; released with manage_end. */
struct management {
	struct pool pool;
	struct str time, manager;
	char version[128];
	struct managed_write write;
};

void manage_begin(struct call *c, struct management *ret);
/* The same for a Scale. */
void manage_begin_scale(struct call *c, struct management *ret);
void manage_end(struct management *m);
/* Puts managedFields into what is answered and never stored: a review, or a subresource's own kind. */
struct answer_type {
	const char *schema, *version, *kind, *subresource;	/* subresource "" for none */
};
void manage_answer(struct call *c, const struct answer_type *type, json *tree);

/*
 * Puts managedFields of the new state right, which must be decoded and defaulted, and not changed by the server in any
 * other way. old: NULL on creation. Does nothing where the call said that it is done (c->managed). Then the empty lists
 * go that the storage would lose (c->kept).
 */
void manage_update(struct call *c, json *tree, const json *old);

/* The same for a write that the server itself makes on another object while it answers (as kube-apiserver). */
void manage_inside(struct call *c, const struct object *old, const char *subresource, json *tree);

/* An empty list of managedFields asks for a reset. Decoding loses empty lists, so it is put another way: [{}]. */
void manage_keep_reset(json *tree);

/* True if the two differ in nothing but the times of managedFields; new then has the old ones. */
bool manage_only_times(json *new, const json *old);

#endif
