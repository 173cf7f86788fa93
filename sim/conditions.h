/* The conditions of a status that follow metav1.Condition (PodDisruptionBudgets have them; older kinds do not check theirs). */
#ifndef SIM_CONDITIONS_H
#define SIM_CONDITIONS_H

#include "sim/check.h"

void check_conditions(const struct node *conditions);

#endif
