/* Making and freeing reasons (reconciler/explain.h has what they are): used by the rules, which know why they hold
 * back. */
#ifndef RECONCILER_REASON_H
#define RECONCILER_REASON_H

#include "reconciler/explain.h"

/* A reason about `subject` ("" for the whole set), its short text formatted. Detail and kubectl are "". */
struct reason reason_make(enum reason_code code, const char *subject, const char *fmt, ...) PRINTF_LIKE(3, 4);
void reason_release(struct reason *r);

#endif
