/* The status of a sync, counted from its pods: over all that were claimed at first, over slots and condemned pods
 * later. */
#ifndef RECONCILER_COUNT_H
#define RECONCILER_COUNT_H

#include "reconciler/work.h"

void count_claimed(struct sync *s);		/* begins the status */
void count_placed(struct sync *s);		/* without those astray, once; what was counted down since stays */

#endif
