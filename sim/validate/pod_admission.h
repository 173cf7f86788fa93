/*
 * What admission of Kubernetes 1.36 fills into pods by default: priority, and tolerations for nodes that go away.
 * Service accounts are left alone (the recorded server ran without that plugin).
 */
#ifndef SIM_VALIDATE_POD_ADMISSION_H
#define SIM_VALIDATE_POD_ADMISSION_H

#include "sim/resource.h"

int pod_admit(const struct resource_context *x, json *o, const json *old, struct status *why);
/* "Guaranteed", "Burstable" or "BestEffort". */
const char *pod_qos(const json *spec);

#endif
