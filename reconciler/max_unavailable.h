/* How many pods of a set may be away at once during a rolling update, where the gate MaxUnavailableStatefulSet is
 * on. */
#ifndef RECONCILER_MAX_UNAVAILABLE_H
#define RECONCILER_MAX_UNAVAILABLE_H

#include "base/json.h"

/* From an integer or a percentage of replicas, rounded down, at least 1; absent means 1. -EINVAL with err set if
 * unreadable. */
int max_unavailable_of(const json *value, int32_t replicas, int64_t *ret, struct err *err);

/* An IntOrString scaled to total, rounded up or down; texts as Go has them. */
int int_or_percent(const json *value, int64_t total, bool round_up, int64_t *ret, struct err *err);

#endif
