/*
 * A turn, in order: hooks before sleeping; poll; the time is read once; file descriptors (signals are one of them);
 * timers that are due; deferred calls. What a callback deletes is only marked while the turn lasts, so nothing is
 * called after its deletion and nothing is freed under a caller's feet. What a callback adds is first looked at in the
 * next turn.
 */
#include "base/loop.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/timers.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct loop_fd {
	struct loop *loop;
	int fd;
	int events;
	bool dead;
	loop_fd_fn fn;
	void *arg;
};

struct call {
	loop_fn fn;		/* NULL: cancelled */
	void *arg;
};

struct handler {
	int signo;
	loop_signal_fn fn;
	void *arg;
};

typedef VEC(struct call) calls;

struct loop {
	int64_t now;
	int64_t (*clock)(void *arg);		/* NULL: the system's */
	void *clock_arg;
	bool in_turn, stopped;
	VEC(struct loop_fd *) fds;
	VEC(struct pollfd) polled;		/* polled.items[i] is about fds.items[i] */
	struct timers timers;
	calls deferred, hooks;
	VEC(struct handler) handlers;
	sigset_t signals;
	struct loop_fd *signal_fd;
};

int64_t loop_clock(const struct loop *l)
{
	return l->clock ? l->clock(l->clock_arg) : clock_mono_ms();
}

struct loop *loop_new(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));

	sigemptyset(&l->signals);
	l->now = clock_mono_ms();
	return l;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	assert(!l->in_turn);
	while (l->handlers.len)
		loop_signal(l, vec_last(&l->handlers).signo, NULL, NULL);
	if (l->signal_fd)
		close(l->signal_fd->fd);
	vec_each(&l->fds, f)
		free(*f);
	vec_release(&l->fds);
	vec_release(&l->polled);
	timers_release(&l->timers);
	vec_release(&l->deferred);
	vec_release(&l->hooks);
	vec_release(&l->handlers);
	free(l);
}

int64_t loop_now(const struct loop *l)
{
	return l->now;
}

void loop_set_clock(struct loop *l, int64_t (*now)(void *arg), void *arg)
{
	l->clock = now;
	l->clock_arg = arg;
	l->now = loop_clock(l);
}

/* --- file descriptors --- */

struct loop_fd *loop_fd_add(struct loop *l, int fd, int events, loop_fd_fn fn, void *arg)
{
	struct loop_fd *f = xmalloc(sizeof(*f));

	assert(fd >= 0);
	*f = (struct loop_fd){ .loop = l, .fd = fd, .events = events, .fn = fn, .arg = arg };
	vec_push(&l->fds, f);
	return f;
}

void loop_fd_set(struct loop_fd *f, int events)
{
	f->events = events;
}

static void bury_dead_fds(struct loop *l)
{
	size_t alive = 0;

	for (size_t i = 0; i < l->fds.len; i++) {
		if (l->fds.items[i]->dead)
			free(l->fds.items[i]);
		else
			l->fds.items[alive++] = l->fds.items[i];
	}
	l->fds.len = alive;
}

void loop_fd_del(struct loop_fd *f)
{
	if (!f)
		return;
	f->dead = true;
	f->events = 0;
	if (!f->loop->in_turn)
		bury_dead_fds(f->loop);
}

static void fill_polled(struct loop *l)
{
	l->polled.len = 0;
	vec_each(&l->fds, item) {
		struct loop_fd *f = *item;
		int events = (f->events & LOOP_READ ? POLLIN : 0) | (f->events & LOOP_WRITE ? POLLOUT : 0);

		/* A descriptor nobody waits for is left out, since poll would report its hang-up again and again. */
		vec_push(&l->polled, ((struct pollfd){ .fd = events ? f->fd : -1, .events = (short)events }));
	}
}

/* Errors and hang-ups are told as whatever was waited for: reading or writing then says what is wrong. */
static bool run_fds(struct loop *l)
{
	bool any = false;

	for (size_t i = 0; i < l->polled.len; i++) {
		struct loop_fd *f = l->fds.items[i];
		int got = l->polled.items[i].revents, events = 0;

		if (got & (POLLIN | POLLERR | POLLHUP | POLLNVAL))
			events |= LOOP_READ;
		if (got & (POLLOUT | POLLERR | POLLHUP | POLLNVAL))
			events |= LOOP_WRITE;
		events &= f->events;
		if (events && !f->dead) {
			f->fn(f->arg, f->fd, events);
			any = true;
		}
	}
	return any;
}

/* --- timers --- */

/* Between turns, time has gone on; within one it stands still. */
static int64_t arming_time(struct loop *l)
{
	if (!l->in_turn)
		l->now = loop_clock(l);
	return l->now;
}

struct loop_timer *loop_timer_add(struct loop *l, int64_t delay_ms, loop_timer_fn fn, void *arg)
{
	struct loop_timer *t = xmalloc(sizeof(*t));

	*t = (struct loop_timer){ .loop = l, .fn = fn, .arg = arg };
	loop_timer_set(t, delay_ms);
	return t;
}

void loop_timer_set(struct loop_timer *t, int64_t delay_ms)
{
	timers_arm(&t->loop->timers, t, arming_time(t->loop) + MAX(delay_ms, 0));
}

void loop_timer_del(struct loop_timer *t)
{
	if (!t)
		return;
	timers_disarm(&t->loop->timers, t);
	if (t->running)
		t->dead = true;
	else
		free(t);
}

static void run_timer(struct timers *timers, struct loop_timer *t)
{
	int64_t delay;

	timers_disarm(timers, t);
	t->running = true;
	delay = t->fn(t->arg);
	t->running = false;
	if (t->dead || delay < 0)
		loop_timer_del(t);
	else
		loop_timer_set(t, delay);
}

/* Timers armed in this turn wait for the next, even with no delay: the loop must come back to its descriptors. */
static bool run_timers(struct loop *l)
{
	uint64_t limit = l->timers.next_order;
	struct loop_timer *t;
	bool any = false;

	while ((t = timers_first(&l->timers)) && t->due <= l->now && t->order < limit) {
		run_timer(&l->timers, t);
		any = true;
	}
	return any;
}

int64_t loop_next_due(const struct loop *l)
{
	const struct loop_timer *t = timers_first(&l->timers);

	return t ? MAX(t->due - loop_clock(l), 0) : -1;
}

/* --- calls --- */

void loop_defer(struct loop *l, loop_fn fn, void *arg)
{
	vec_push(&l->deferred, ((struct call){ fn, arg }));
}

void loop_before_sleep(struct loop *l, loop_fn fn, void *arg)
{
	vec_push(&l->hooks, ((struct call){ fn, arg }));
}

static void cancel(calls *list, loop_fn fn, void *arg)
{
	vec_each(list, call)
		if (call->fn == fn && call->arg == arg)
			call->fn = NULL;
}

void loop_cancel(struct loop *l, loop_fn fn, void *arg)
{
	cancel(&l->deferred, fn, arg);
	cancel(&l->hooks, fn, arg);
}

static void drop_cancelled_hooks(struct loop *l)
{
	for (size_t i = l->hooks.len; i-- > 0;)
		if (!l->hooks.items[i].fn)
			vec_remove(&l->hooks, i);
}

/* Runs the first `count` calls by index, since a call may add to the list and so move it. */
static bool run_calls(calls *list, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		struct call call = list->items[i];

		if (call.fn) {
			call.fn(call.arg);
			any = true;
		}
	}
	return any;
}

static bool run_deferred(struct loop *l)
{
	size_t count = l->deferred.len;
	bool any = run_calls(&l->deferred, count);

	l->deferred.len -= count;
	if (l->deferred.len)
		memmove(l->deferred.items, l->deferred.items + count, l->deferred.len * sizeof(*l->deferred.items));
	return any;
}

/* --- signals --- */

static struct handler *find_handler(struct loop *l, int signo)
{
	vec_each(&l->handlers, h)
		if (h->signo == signo)
			return h;
	return NULL;
}

static void read_signals(void *arg, int fd, int events UNUSED)
{
	struct loop *l = arg;
	struct signalfd_siginfo info;

	while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		struct handler *h = find_handler(l, (int)info.ssi_signo);

		if (h)
			h->fn(h->arg, h->signo);
	}
}

/* Blocks or unblocks signo for the process and tells the descriptor which signals are now read from it. */
static void watch_signal(struct loop *l, int signo, bool watch)
{
	sigset_t one;
	int fd;

	sigemptyset(&one);
	sigaddset(&one, signo);
	if (watch)
		sigaddset(&l->signals, signo);
	else
		sigdelset(&l->signals, signo);
	sigprocmask(watch ? SIG_BLOCK : SIG_UNBLOCK, &one, NULL);
	fd = signalfd(l->signal_fd ? l->signal_fd->fd : -1, &l->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		die("signals cannot be read: %s", strerror(errno));
	if (!l->signal_fd)
		l->signal_fd = loop_fd_add(l, fd, LOOP_READ, read_signals, l);
}

void loop_signal(struct loop *l, int signo, loop_signal_fn fn, void *arg)
{
	struct handler *h = find_handler(l, signo);

	if (fn && h) {
		*h = (struct handler){ signo, fn, arg };
	} else if (fn) {
		vec_push(&l->handlers, ((struct handler){ signo, fn, arg }));
		watch_signal(l, signo, true);
	} else if (h) {
		vec_remove(&l->handlers, (size_t)(h - l->handlers.items));
		watch_signal(l, signo, false);
	}
}

/* --- turns --- */

static int sleep_time(const struct loop *l, int64_t max_wait_ms)
{
	int64_t due = loop_next_due(l), wait = max_wait_ms;

	if (l->deferred.len || l->stopped)
		return 0;
	if (due >= 0 && (wait < 0 || due < wait))
		wait = due;
	return wait < 0 ? -1 : (int)MIN(wait, (int64_t)INT_MAX);
}

bool loop_turn(struct loop *l, int64_t max_wait_ms)
{
	bool any = false;

	assert(!l->in_turn);
	l->in_turn = true;
	l->now = loop_clock(l);
	run_calls(&l->hooks, l->hooks.len);
	fill_polled(l);
	if (poll(l->polled.items, l->polled.len, sleep_time(l, max_wait_ms)) < 0) {
		if (errno != EINTR)
			die("poll: %s", strerror(errno));
		l->polled.len = 0;	/* their answers mean nothing */
	}
	l->now = loop_clock(l);
	any |= run_fds(l);
	any |= run_timers(l);
	any |= run_deferred(l);
	l->in_turn = false;
	bury_dead_fds(l);
	drop_cancelled_hooks(l);
	return any;
}

void loop_run(struct loop *l)
{
	while (!l->stopped)
		loop_turn(l, -1);
	l->stopped = false;
}

void loop_stop(struct loop *l)
{
	l->stopped = true;
}
