/*
 * The clock of the bundled cluster, as the console asks for it: pause, the next thing that happens, faster, slower. It
 * is asked over the API (/ordinal.dev/clock), and what the answer says is what is shown.
 */
#ifndef TUI_SIMCLOCK_H
#define TUI_SIMCLOCK_H

#include "base/base.h"

struct app;

struct simclock {
	double speed;			/* a multiple of the wall's; 0: paused; below 0: as fast as it goes */
	int64_t at_ms, mono_ms;		/* it was this time there when it was that here; 0: never told */
};

void simclock_pause(struct app *app);		/* and on again, as fast as before */
void simclock_step(struct app *app);
void simclock_change(struct app *app, int direction);	/* 1: faster, -1: slower */
void simclock_set(struct app *app, const char *speed);	/* "10", "max", "paused" */
/* The cluster's time now where the clock does not go by the wall's; false where it does. */
bool simclock_now_ms(struct app *app, int64_t *ret);
/* "×10", "paused", or "" at the speed of the wall. */
const char *simclock_word(struct app *app, char *room, size_t size);

#endif
