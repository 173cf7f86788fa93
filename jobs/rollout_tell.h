/* A staged rollout in words, before it starts: for a dialog and for a command line. */
#ifndef JOBS_ROLLOUT_TELL_H
#define JOBS_ROLLOUT_TELL_H

#include "jobs/rollout_plan.h"

/* Appends what will be written and which ordinals each write replaces, the health rule, what comes after a step, and
 * what limits it. Owned by the vector: rollout_limits_release. */
void rollout_tell(const struct rollout_plan *p, const struct rollout_wish *wish, limit_vec *ret);
/* "ready for 10 s, no restart, at least 2 stay ready". */
void rollout_rule_text(const struct rollout_rule *rule, struct str *out);

#endif
