/*
 * struct frames: watch events that were put into protobuf lately. A change is told to many watches, one after the
 * other; only the first of them has the work.
 */
#ifndef SIM_FRAMES_H
#define SIM_FRAMES_H

#include "kube/object.h"

struct frames;

struct frames *frames_new(void);
void frames_free(struct frames *f);			/* NULL is fine */
/* Appends the frame of this event of an object; false: it is not known (any more). */
bool frames_add(const struct frames *f, const char *type, const struct object *o, struct str *out);
/* Keeps a frame, unless it is large, in place of the oldest. type is static. */
void frames_keep(struct frames *f, const char *type, const struct object *o, const char *bytes, size_t len);

#endif
