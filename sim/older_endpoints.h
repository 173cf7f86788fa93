/* Endpoints, the older form of EndpointSlices, made from the same addresses. Kept by the endpoints controller. */
#ifndef SIM_OLDER_ENDPOINTS_H
#define SIM_OLDER_ENDPOINTS_H

#include "sim/agent.h"

/* Writes the Endpoints of a service whose slices hold `slices` (an array of {endpoints, ports}). key: what to look at
 * again if that is refused. */
void older_endpoints_write(struct agent *a, const struct object *service, const json *slices, const char *key);
/* Takes them away with their service. */
void older_endpoints_drop(struct agent *a, const struct object *service);

#endif
