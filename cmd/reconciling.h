/* The console's reconciler (tui/reconciling.h): one tenure after another, over the console's own connector. */
#ifndef CMD_RECONCILING_H
#define CMD_RECONCILING_H

#include "base/loop.h"
#include "tui/reconciling.h"

struct reconciling *reconciling_new(struct loop *loop);
/* Turns the loop until what is under way has ended, 12 s at most. NULL is fine. */
void reconciling_free(struct reconciling *r);
/* The same at once: what is under way is dropped, and the Lease runs out by itself. For a clock that does not go on. */
void reconciling_abandon(struct reconciling *r);

#endif
