/* Whether a pod's toleration covers a node's taint. */
#ifndef SIM_SCHEDULE_TOLERATIONS_H
#define SIM_SCHEDULE_TOLERATIONS_H

#include "base/json.h"
#include "kube/kinds/node.h"

bool toleration_covers(const json *toleration, const struct taint *taint);

#endif
