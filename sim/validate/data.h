/* What ConfigMaps and Secrets have in common: bounds of their data, and `immutable`. */
#ifndef SIM_VALIDATE_DATA_H
#define SIM_VALIDATE_DATA_H

#include "sim/validate/check.h"

size_t data_size(const char *base64);			/* of the bytes that the text stands for */
void check_data_size(const struct node *n, size_t size);
/* With old.immutable set neither it nor the members may change. */
void check_immutable_data(const struct node *object, const json *old, const char *const *members, size_t n);

#endif
