/*
 * What Go calls the fields of a pod template, and their types where they have names of their own. By rule a field's
 * name is JSON's with a capital, and its type the plain one.
 */
#ifndef SIM_WORKLOADS_GO_NAMES_H
#define SIM_WORKLOADS_GO_NAMES_H

#include "base/str.h"

/* Appends "ImagePullPolicy". message "core.Container", field "imagePullPolicy". */
void go_name_add(const char *message, const char *field, struct str *out);
/* "v1.PullPolicy" of the field, or of the items of a list; NULL: the plain type. */
const char *go_type(const char *message, const char *field);

#endif
