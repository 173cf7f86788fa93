/* What may change of a pod's spec once it is stored: images, the deadline downwards, tolerations upwards, gates
 * away. */
#ifndef SIM_VALIDATE_POD_UPDATE_H
#define SIM_VALIDATE_POD_UPDATE_H

#include "sim/validate/check.h"

void pod_validate_update(const json *o, const json *old, struct causes *causes);

#endif
