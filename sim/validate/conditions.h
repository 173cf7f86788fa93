/* The conditions of a status that follow metav1.Condition (PodDisruptionBudgets have them; older kinds do not check
 * theirs). */
#ifndef SIM_VALIDATE_CONDITIONS_H
#define SIM_VALIDATE_CONDITIONS_H

#include "sim/validate/check.h"

void check_conditions(const struct node *conditions);

#endif
