/*
 * Objects of another cluster put into a fresh world as they are: with their uid, resourceVersion, times, owners and
 * status, in the order in which they were last written. Nothing is validated and nobody is asked: the world's
 * controllers find them as if they had just been started.
 */
#ifndef SIM_IMPORT_H
#define SIM_IMPORT_H

#include "sim/world.h"

/*
 * Puts in all objects (with bytes; borrowed), before the world's first step. So that they can live without what was not
 * copied, an owner that is not among them is struck out, a namespace that they need and that is not there is made, and
 * a node that is not ready is switched off.
 */
void world_import(struct world *w, const object_vec *objects);

struct learnt {
	int64_t ready_ms;		/* what the owner's pods took from creation to readiness; 0: unknown */
	int pods;			/* how many told so */
};

/*
 * How the images of these pods behave, as far as their status tells, as world_options.images takes it: ready after the
 * median of what their pods took, crashing, not to be pulled, or never ready. What the pods of the owner `uid` took
 * also holds for images nobody knows, unless the cluster is a bundled one, which has its own ways. The caller's.
 */
json *world_learn(const object_vec *pods, const char *uid, int64_t now_s, bool bundled, struct learnt *ret);

#endif
