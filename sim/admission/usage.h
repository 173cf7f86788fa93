/* What one object uses up of a quota, and which quotas it falls under: upstream's evaluators (pkg/quota/v1). */
#ifndef SIM_ADMISSION_USAGE_H
#define SIM_ADMISSION_USAGE_H

#include "kube/kind.h"

/* Amounts by name, the caller's; empty for what is not counted. now_s: pods that should be gone by now count as
 * objects only. */
json *usage_of(const struct kind *k, const json *tree, int64_t now_s);
/* The requests or limits of a whole pod, by upstream's rules for init containers; the caller's. */
json *usage_of_pod(const json *pod, const char *list);
/* The names among `hard` (a map) that objects of this kind count towards; a map, the caller's. */
json *usage_names(const struct kind *k, const json *hard);
/* Whether all scopes of a quota's spec hold for the object. */
bool usage_in_scope(const struct kind *k, const json *quota_spec, const json *tree);
/* What of `names` a pod leaves unsaid: "must specify cpu for: c; memory for: c", or nothing. */
void usage_unsaid(const json *pod, const json *names, struct str *out);
/* False for what quotas never count: events. */
bool usage_is_counted(const struct kind *k);
/* "count/statefulsets.apps"; what a quota calls the number of objects of this kind. */
char *usage_count_name(const struct kind *k);

#endif
