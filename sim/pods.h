/* Small questions about pods that several simulated components ask. */
#ifndef SIM_PODS_H
#define SIM_PODS_H

#include "kube/kinds/pod.h"

/* It has ended and will not run again: phase Succeeded or Failed. */
bool pod_is_over(const struct object *pod);
bool pod_uses_claim(const struct object *pod, const char *claim);

#endif
