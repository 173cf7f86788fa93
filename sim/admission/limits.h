/* Limit ranges at the door: pods get what their containers leave unsaid, pods and claims outside the ranges are
 * refused. Free where a namespace has none. */
#ifndef SIM_ADMISSION_LIMITS_H
#define SIM_ADMISSION_LIMITS_H

#include "sim/api/call.h"

/* Fills in a new pod's missing requests and limits, with a note of it in an annotation. */
void limits_fill(struct call *c, json *tree, const json *old);
/* 0 or 403. old: the state before, NULL on creation. */
int limits_check(struct call *c, const json *tree, const json *old);

#endif
