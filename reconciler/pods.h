/* What rules do to one pod: a DELETE with its event. */
#ifndef RECONCILER_PODS_H
#define RECONCILER_PODS_H

#include "reconciler/work.h"

/* Deletes the pod of that name, then goes on with `then`; t->step_failures is empty if it is gone or going (404 is
 * success). Sent without a grace period: the pod's own applies. */
enum verdict pods_delete(struct task *t, const struct slot *slot, rule_fn then);

#endif
