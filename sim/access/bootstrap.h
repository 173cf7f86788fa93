/*
 * What is there before anybody asks: the default roles with their bindings, and the system's priority classes, as a
 * fresh 1.36 server has them (the roles of its own components are left out: they are not asked here).
 */
#ifndef SIM_ACCESS_BOOTSTRAP_H
#define SIM_ACCESS_BOOTSTRAP_H

#include "sim/storage.h"

/* An id that follows from what an object is and from salt, so that no chance is used up: what comes later in a world is
 * the same with it and without. */
void bootstrap_uid(const char *plural, const char *namespace, const char *name, uint64_t salt, char ret[37]);
/* Puts them into an empty storage as of revision 1, without using up chance or revisions. */
void bootstrap_store(struct storage *s, int64_t now_s);
/* The rules that an aggregated role gathers from the others now: an array; the caller's. Equal rules once. */
json *bootstrap_aggregate(struct storage *s, const struct object *role);
/* Gathers the rules of all aggregated roles that nobody has touched yet, in their place. */
void bootstrap_settle(struct storage *s);

#endif
