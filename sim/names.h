/*
 * struct names: objects of one kind found by namespace and name, in a step or two however many there are. What is in
 * it is borrowed, names too: a struct map would copy both into a key for each object and for each question.
 */
#ifndef SIM_NAMES_H
#define SIM_NAMES_H

#include "kube/object.h"

struct names {
	struct named {
		const struct object *object;	/* NULL: free */
		uint32_t hash;
	} *slots;
	size_t size;	/* a power of two, or 0 */
	size_t count;
};

const struct object *names_get(const struct names *n, const char *namespace, const char *name);	/* NULL: none */
/* In place of the one of that name, if there is one. */
void names_put(struct names *n, const struct object *o);
/* Takes out the one of that name; none is fine. */
void names_drop(struct names *n, const struct object *o);
void names_release(struct names *n);

#endif
