/*
 * One thread, one loop: file descriptors, timers, signals, and one hook before sleeping (the screen is drawn there,
 * once a turn). Nothing in the program blocks anywhere else. All callbacks of one turn see the same loop_now().
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/base.h"

struct loop;
struct loop_fd;
struct loop_timer;

#define LOOP_READ 1
#define LOOP_WRITE 2
#define LOOP_NOMORE (-1)

typedef void (*loop_fd_fn)(void *arg, int fd, int events);
typedef int64_t (*loop_timer_fn)(void *arg);		/* next delay in ms, or LOOP_NOMORE: the timer is freed then */
typedef void (*loop_fn)(void *arg);
typedef void (*loop_signal_fn)(void *arg, int signo);

struct loop *loop_new(void);
void loop_free(struct loop *l);				/* all that is registered goes with it */

int64_t loop_now(const struct loop *l);			/* monotonic ms of this turn */
int64_t loop_clock(const struct loop *l);		/* and of this moment */
/* A clock turned by hand, for tests and recordings: now() is asked in place of the system. Then turn with
 * max_wait_ms 0. */
void loop_set_clock(struct loop *l, int64_t (*now)(void *arg), void *arg);

struct loop_fd *loop_fd_add(struct loop *l, int fd, int events, loop_fd_fn fn, void *arg);
void loop_fd_set(struct loop_fd *f, int events);	/* 0: kept, not polled */
void loop_fd_del(struct loop_fd *f);			/* may be called from any callback; NULL is fine */

struct loop_timer *loop_timer_add(struct loop *l, int64_t delay_ms, loop_timer_fn fn, void *arg);
void loop_timer_set(struct loop_timer *t, int64_t delay_ms);	/* re-arms from now */
void loop_timer_del(struct loop_timer *t);			/* may be called from its own callback; NULL is fine */

/* Runs fn once at the end of this turn, before sleeping: for what must not happen inside the present call. */
void loop_defer(struct loop *l, loop_fn fn, void *arg);
/* Hooks run before each sleep, in the order they were added; the loop does not sleep if one deferred something. */
void loop_before_sleep(struct loop *l, loop_fn fn, void *arg);
/* Forgets deferred calls and hooks of fn with arg: for destructors. */
void loop_cancel(struct loop *l, loop_fn fn, void *arg);
/* Delivers signo through the loop. One handler a signal; fn NULL restores the default. The signal is blocked and
 * read from a signalfd, so children inherit it blocked: whoever starts one empties its mask
 * (posix_spawnattr_setsigmask). */
void loop_signal(struct loop *l, int signo, loop_signal_fn fn, void *arg);

/* One turn; waits at most max_wait_ms (-1: until something happens). Returns true if anything was done. */
bool loop_turn(struct loop *l, int64_t max_wait_ms);
void loop_run(struct loop *l);				/* until loop_stop */
void loop_stop(struct loop *l);
/* ms until the next timer is due, -1 without timers: tests use it to know that a turn would wait. */
int64_t loop_next_due(const struct loop *l);

#endif
