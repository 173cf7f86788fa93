/*
 * Time is an argument. Only this file and base/loop.c ask the system; everything else is handed milliseconds.
 *   wall time: int64_t ms since 1970 UTC.   monotonic time: int64_t ms, counts through suspend, for delays only.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/base.h"

int64_t clock_wall_ms(void);
int64_t clock_mono_ms(void);

#endif
