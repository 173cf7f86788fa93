/*
 * Rehearsals (tui/rehearsal.h) on a private bundled cluster: copies of what is concerned are put into a fresh world,
 * the request is sent to it or the job run on it, and its clock goes as fast as it can, in slices, so that the console
 * stays alive.
 */
#ifndef CMD_REHEARSE_H
#define CMD_REHEARSE_H

#include "base/loop.h"
#include "tui/rehearsal.h"

struct rehearser *rehearser_new(struct loop *loop);
/* After the ports that were asked are gone, or have answered. */
void rehearser_free(struct rehearser *r);		/* NULL is fine */

#endif
