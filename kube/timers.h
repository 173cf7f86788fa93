/*
 * How anything above the API waits: by the loop's timers on a live cluster, by events of the virtual clock on the
 * bundled one. Time is handed in here and nowhere else.
 */
#ifndef KUBE_TIMERS_H
#define KUBE_TIMERS_H

#include "base/base.h"

struct timers {
	/* Runs fn once after delay_ms, unless cancelled. */
	void *(*after)(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg);
	void (*cancel)(struct timers *t, void *timer);		/* not one that has run */
	int64_t (*now_ms)(struct timers *t);			/* the cluster's wall time in ms */
};

#endif
