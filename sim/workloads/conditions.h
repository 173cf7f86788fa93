/*
 * Conditions and counts in the status of a workload, as its controllers keep them: one a type; the time of transition
 * stays while the condition's status does.
 */
#ifndef SIM_WORKLOADS_CONDITIONS_H
#define SIM_WORKLOADS_CONDITIONS_H

#include "base/json.h"

/* Borrowed, or NULL. */
json *condition_get(const json *status, const char *type);
/* updated: with lastUpdateTime, as Deployments have it. now: the time, taken. */
json *condition_new(const char *type, const char *value, const char *reason, const char *message, bool updated,
		    json *now);
/* Puts the condition (taken) at the end, unless one of its status and reason is there. */
void condition_set(json *status, json *condition);
void condition_remove(json *status, const char *type);
bool condition_is(const json *status, const char *type, const char *value);

/* A count that is left out when it is 0, as Go leaves it out. */
void conditions_count(json *status, const char *member, int64_t n);

#endif
