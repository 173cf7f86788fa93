/* The loop: what is called, in which order, and what may be deleted from where. Time is turned by hand except where
 * a test says so. */
#include "tests/unit/base/test.h"
#include "base/clock.h"
#include "base/loop.h"
#include "base/str.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
	struct loop *loop;
	int64_t now;
	struct str seen;		/* what was called, a letter each */
	struct loop_timer *timer[3];
	struct loop_fd *fd[3];
	int pipe[2];
	int count;
};

static int64_t by_hand(void *arg)
{
	return ((struct fixture *)arg)->now;
}

static int set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	f->loop = loop_new();
	f->now = 1000;
	loop_set_clock(f->loop, by_hand, f);
	str_init(&f->seen);
	assert_int_equal(pipe2(f->pipe, O_NONBLOCK | O_CLOEXEC), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	loop_free(f->loop);
	str_release(&f->seen);
	close(f->pipe[0]);
	close(f->pipe[1]);
	free(f);
	return 0;
}

static int64_t once_a(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 'a');
	return LOOP_NOMORE;
}

static int64_t once_b(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 'b');
	return LOOP_NOMORE;
}

static int64_t every_10(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 't');
	return 10;
}

static int64_t at_once_again(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 'z');
	return 0;
}

static int64_t deletes_itself(void *arg)
{
	struct fixture *f = arg;

	str_addc(&f->seen, 'd');
	loop_timer_del(f->timer[0]);
	return 5;	/* does not matter any more */
}

static int64_t deletes_the_next(void *arg)
{
	struct fixture *f = arg;

	str_addc(&f->seen, 'n');
	loop_timer_del(f->timer[1]);
	return LOOP_NOMORE;
}

static void turn_until_idle(struct fixture *f)
{
	while (loop_turn(f->loop, 0))
		;
}

static void test_timers_in_order(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(loop_next_due(f->loop), -1);
	loop_timer_add(f->loop, 20, once_a, f);
	loop_timer_add(f->loop, 10, once_b, f);
	loop_timer_add(f->loop, 20, once_b, f);
	loop_timer_add(f->loop, -5, once_a, f);
	assert_int_equal(loop_next_due(f->loop), 0);
	turn_until_idle(f);
	assert_string_equal(f->seen.buf, "a");
	assert_int_equal(loop_next_due(f->loop), 10);
	f->now += 9;
	assert_false(loop_turn(f->loop, 0));
	f->now += 100;
	assert_true(loop_turn(f->loop, 0));
	assert_string_equal(f->seen.buf, "abab");
	assert_int_equal(loop_next_due(f->loop), -1);
}

static void test_timers_repeat_and_move(void **state)
{
	struct fixture *f = *state;

	f->timer[0] = loop_timer_add(f->loop, 10, every_10, f);
	for (int i = 0; i < 35; i++, f->now++)
		turn_until_idle(f);
	assert_string_equal(f->seen.buf, "ttt");
	loop_timer_set(f->timer[0], 1);
	f->now++;
	turn_until_idle(f);
	assert_string_equal(f->seen.buf, "tttt");
	loop_timer_set(f->timer[0], 1000);
	f->now += 999;
	turn_until_idle(f);
	assert_string_equal(f->seen.buf, "tttt");
	loop_timer_del(f->timer[0]);
	loop_timer_del(NULL);
	f->now += 1000;
	assert_false(loop_turn(f->loop, 0));
}

static void test_timers_delete(void **state)
{
	struct fixture *f = *state;

	f->timer[0] = loop_timer_add(f->loop, 0, deletes_itself, f);
	loop_timer_add(f->loop, 0, deletes_the_next, f);
	f->timer[1] = loop_timer_add(f->loop, 0, once_a, f);
	loop_timer_add(f->loop, 0, once_b, f);
	turn_until_idle(f);
	f->now += 100;
	turn_until_idle(f);
	assert_string_equal(f->seen.buf, "dnb");
}

static void test_a_timer_without_delay_runs_once_a_turn(void **state)
{
	struct fixture *f = *state;

	f->timer[0] = loop_timer_add(f->loop, 0, at_once_again, f);
	loop_timer_add(f->loop, 0, once_a, f);
	loop_turn(f->loop, -1);
	assert_string_equal(f->seen.buf, "za");
	loop_turn(f->loop, -1);
	assert_string_equal(f->seen.buf, "zaz");
}

/* Many timers in random order of due times run in the order of their due times. */
static int64_t note_due(void *arg)
{
	int64_t **at = arg, *slot = (*at)++;

	*slot = *slot < 0 ? 0 : *slot;
	return LOOP_NOMORE;
}

static void test_many_timers(void **state)
{
	struct fixture *f = *state;
	struct loop_timer *timers[500];
	int64_t fired[500] = { 0 }, *at = fired;
	unsigned chance = 1;

	for (int i = 0; i < 500; i++) {
		chance = chance * 1103515245 + 12345;
		timers[i] = loop_timer_add(f->loop, 1 + chance % 1000, note_due, &at);
	}
	for (int i = 0; i < 500; i += 3)
		loop_timer_set(timers[i], 2000 - i);
	for (int i = 1; i < 500; i += 3)
		loop_timer_del(timers[i]);
	for (int64_t next; (next = loop_next_due(f->loop)) >= 0;) {
		int64_t *before = at;

		assert_true(next >= 0);
		f->now += next;
		assert_true(loop_turn(f->loop, 0));
		assert_true(at > before);
	}
	assert_int_equal(at - fired, 333);
	assert_int_equal(f->now, 1000 + 2000);
}

static void read_one(void *arg, int fd, int events)
{
	struct fixture *f = arg;
	char c = 0;

	assert_true(events & LOOP_READ);
	if (read(fd, &c, 1) == 1)
		str_addc(&f->seen, c);
	else
		str_addc(&f->seen, '0');
}

static void write_one(void *arg, int fd, int events)
{
	struct fixture *f = arg;

	assert_true(events & LOOP_WRITE);
	assert_int_equal(write(fd, "w", 1), 1);
	loop_fd_set(f->fd[1], 0);
}

static void test_descriptors(void **state)
{
	struct fixture *f = *state;

	f->fd[0] = loop_fd_add(f->loop, f->pipe[0], LOOP_READ, read_one, f);
	f->fd[1] = loop_fd_add(f->loop, f->pipe[1], 0, write_one, f);
	assert_false(loop_turn(f->loop, 0));
	loop_fd_set(f->fd[1], LOOP_WRITE);
	turn_until_idle(f);
	assert_string_equal(f->seen.buf, "w");
	/* A descriptor that nobody waits for is left alone even when its other end is gone. */
	loop_fd_set(f->fd[0], 0);
	loop_fd_del(f->fd[1]);
	close(f->pipe[1]);
	assert_false(loop_turn(f->loop, 0));
	loop_fd_set(f->fd[0], LOOP_READ);
	assert_true(loop_turn(f->loop, 0));
	assert_string_equal(f->seen.buf, "w0");
	loop_fd_del(f->fd[0]);
	loop_fd_del(NULL);
	assert_false(loop_turn(f->loop, 0));
	f->pipe[1] = dup(f->pipe[0]);
}

static void deletes_all(void *arg, int fd UNUSED, int events UNUSED)
{
	struct fixture *f = arg;

	str_addc(&f->seen, 'x');
	for (int i = 0; i < 3; i++)
		loop_fd_del(take(f->fd[i]));
}

static void test_descriptors_deleted_by_callbacks(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(write(f->pipe[1], "..", 2), 2);
	for (int i = 0; i < 3; i++)
		f->fd[i] = loop_fd_add(f->loop, f->pipe[0], LOOP_READ, deletes_all, f);
	assert_true(loop_turn(f->loop, 0));
	assert_false(loop_turn(f->loop, 0));
	assert_string_equal(f->seen.buf, "x");
}

static void hook(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 'h');
}

static void other_hook(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 'o');
}

static void deferred(void *arg)
{
	str_addc(&((struct fixture *)arg)->seen, 'D');
}

static void defers_another(void *arg)
{
	struct fixture *f = arg;

	str_addc(&f->seen, '(');
	loop_defer(f->loop, deferred, f);
	str_addc(&f->seen, ')');
}

static void hook_defers_once(void *arg)
{
	struct fixture *f = arg;

	if (!f->count++)
		loop_defer(f->loop, deferred, f);
}

static void test_order_of_a_turn(void **state)
{
	struct fixture *f = *state;

	loop_before_sleep(f->loop, hook, f);
	loop_before_sleep(f->loop, other_hook, f);
	loop_fd_add(f->loop, f->pipe[0], LOOP_READ, read_one, f);
	loop_timer_add(f->loop, 0, once_a, f);
	loop_defer(f->loop, defers_another, f);
	assert_int_equal(write(f->pipe[1], "r", 1), 1);
	/* What is deferred by a deferred call waits for the next turn, which does not sleep: -1 would hang. */
	loop_turn(f->loop, -1);
	assert_string_equal(f->seen.buf, "hora()");
	loop_turn(f->loop, -1);
	assert_string_equal(f->seen.buf, "hora()hoD");
}

static void test_a_hook_may_defer(void **state)
{
	struct fixture *f = *state;

	loop_before_sleep(f->loop, hook_defers_once, f);
	assert_true(loop_turn(f->loop, -1));
	assert_string_equal(f->seen.buf, "D");
	assert_false(loop_turn(f->loop, 0));
}

static void cancels(void *arg)
{
	struct fixture *f = arg;

	str_addc(&f->seen, 'c');
	loop_cancel(f->loop, deferred, f);
	loop_cancel(f->loop, hook, f);
}

static void test_cancelled_calls(void **state)
{
	struct fixture *f = *state;

	loop_before_sleep(f->loop, hook, f);
	loop_defer(f->loop, cancels, f);
	loop_defer(f->loop, deferred, f);
	turn_until_idle(f);
	assert_string_equal(f->seen.buf, "hc");
}

static void on_signal(void *arg, int signo)
{
	struct fixture *f = arg;

	str_addc(&f->seen, signo == SIGUSR1 ? '1' : '2');
	if (signo == SIGUSR2)
		loop_stop(f->loop);
}

static void test_signals(void **state)
{
	struct fixture *f = *state;
	sigset_t mask;

	loop_signal(f->loop, SIGUSR1, on_signal, f);
	loop_signal(f->loop, SIGUSR2, on_signal, f);
	raise(SIGUSR1);
	raise(SIGUSR2);
	loop_run(f->loop);
	assert_string_equal(f->seen.buf, "12");
	loop_signal(f->loop, SIGUSR2, NULL, NULL);
	loop_signal(f->loop, SIGUSR1, NULL, NULL);
	sigprocmask(SIG_BLOCK, NULL, &mask);
	assert_false(sigismember(&mask, SIGUSR1) || sigismember(&mask, SIGUSR2));
}

static void test_a_child_that_ends(void **state)
{
	struct fixture *f = *state;
	int status = 0;
	pid_t pid;

	loop_signal(f->loop, SIGCHLD, on_signal, f);
	pid = fork();
	if (pid == 0)
		_exit(7);
	assert_true(loop_turn(f->loop, -1));
	assert_string_equal(f->seen.buf, "2");
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 7);
}

static int64_t stops(void *arg)
{
	struct fixture *f = arg;

	loop_stop(f->loop);
	return LOOP_NOMORE;
}

/* With the system's clock: the loop waits as long as it should, and only so long. */
static void test_waits(void **state)
{
	struct fixture *f = *state;
	struct loop *l = loop_new();
	int64_t start = clock_mono_ms(), took;

	f->loop = l = (loop_free(f->loop), l);
	loop_timer_add(l, 30, stops, f);
	loop_run(l);
	took = clock_mono_ms() - start;
	assert_in_range(took, 29, 5000);
	start = clock_mono_ms();
	loop_timer_add(l, 60000, stops, f);
	assert_false(loop_turn(l, 20));
	assert_in_range(clock_mono_ms() - start, 19, 5000);
	assert_in_range(loop_next_due(l), 50000, 60000);
}

#define LOOP_TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOP_TEST(test_timers_in_order), LOOP_TEST(test_timers_repeat_and_move), LOOP_TEST(test_timers_delete),
		LOOP_TEST(test_a_timer_without_delay_runs_once_a_turn), LOOP_TEST(test_many_timers), LOOP_TEST(test_descriptors),
		LOOP_TEST(test_descriptors_deleted_by_callbacks), LOOP_TEST(test_order_of_a_turn), LOOP_TEST(test_a_hook_may_defer),
		LOOP_TEST(test_cancelled_calls), LOOP_TEST(test_signals), LOOP_TEST(test_a_child_that_ends), LOOP_TEST(test_waits),
	};

	return RUN(tests);
}
