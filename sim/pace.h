/*
 * struct pace: how the virtual clock follows the wall: a multiple of it, stopped, or as fast as it goes. The only place
 * of the simulator that looks at the loop's time; the world itself is handed milliseconds.
 */
#ifndef SIM_PACE_H
#define SIM_PACE_H

#include "base/loop.h"
#include "sim/world.h"

struct pace;

#define PACE_PAUSED 0.0
#define PACE_MAX (-1.0)

struct pace *pace_new(struct loop *loop, struct world *w, double speed);
void pace_free(struct pace *p);
/* Brings the world up to now; to be called before a request is handled and after it. */
void pace_catch_up(struct pace *p);
/* Wall ms until the world's clock has come to a time if nothing but time passes: 0 if it has, -1 if it will not. */
int64_t pace_wait(const struct pace *p, int64_t virtual_ms);
/* The text that pace_parse reads. */
void pace_print(double speed, char *ret, size_t size);
/* "1", "2.5", "x10", "max", "paused". */
int pace_parse(const char *text, double *ret, struct err *err);

#endif
