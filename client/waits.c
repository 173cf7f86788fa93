#include "client/waits.h"

#include <stdlib.h>

struct wakeup {
	void (*fn)(void *arg);
	void *arg;
	struct loop_timer *timer;
};

static int64_t on_wakeup(void *arg)
{
	struct wakeup *w = arg;
	void (*fn)(void *) = w->fn;
	void *fn_arg = w->arg;

	free(w);
	fn(fn_arg);
	return LOOP_NOMORE;
}

static void *after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	struct wakeup *w = xcalloc(1, sizeof(*w));

	w->fn = fn;
	w->arg = arg;
	w->timer = loop_timer_add(CONTAINER_OF(t, struct waits, timers)->loop, delay_ms, on_wakeup, w);
	return w;
}

static void cancel(struct timers *t UNUSED, void *timer)
{
	struct wakeup *w = timer;

	loop_timer_del(w->timer);
	free(w);
}

void waits_init(struct waits *w, struct loop *loop, int64_t (*now_ms)(struct timers *t))
{
	*w = (struct waits){ .timers = { after, cancel, now_ms }, .loop = loop };
}
