#include "cmd/foreground.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "kube/sanitize.h"
#include "kube/time.h"

#define TICK_MS 500
#define WAITS_MS 2000			/* what is waited for shorter is not worth a line */
#define ANSWER_MS 5000			/* for the write in hand, once a signal has come */

/* --- what is printed --- */

static void print(int64_t at_ms, const char *before, const char *text)
{
	_cleanup_(str_release) struct str line = STR_INIT;

	time_add(&line, at_ms / 1000);
	str_addf(&line, "  %s", before);
	sanitize(text, strlen(text), 0, &line);
	puts(line.buf);
	fflush(stdout);
}

static void tell(struct foreground *f)
{
	while (f->told < f->job->story.len) {
		const struct job_line *l = &f->job->story.items[f->told++];

		print(l->at_ms, "", l->text);
		free(take(f->waits));
	}
}

static void tell_wait(struct foreground *f)
{
	const struct job *j = f->job;
	int64_t now = client_now(f->attach.client);

	if (j->phase != JOB_RUNNING || !j->waits.len || streq0(f->waits, j->waits.buf) ||
	    now - j->waits_since_ms < WAITS_MS)
		return;
	free(f->waits);
	f->waits = xstrdup(j->waits.buf);
	print(now, "waits for ", j->waits.buf);
}

/* --- orders --- */

static void decide(void *arg)
{
	struct foreground *f = arg;
	enum job_order order = JOB_ORDERS;

	f->deciding = false;
	if (f->signo && !f->job->asked)
		order = JOB_STOP;
	else if (f->job->phase == JOB_HELD || f->job->phase == JOB_REFUSED)
		order = f->decide(f->arg, f->job);
	else if (!job_over(f->job))
		return;
	if (job_over(f->job) || order == JOB_ORDERS || !runner_order(f->runner, f->job, order))
		loop_stop(f->attach.loop);
}

/* Never from inside the job's own call. */
static void changed(void *arg, const struct job *j)
{
	struct foreground *f = arg;

	if (!f->job)
		return;		/* It begins: runner_start has not handed it over yet. */
	tell(f);
	if (!f->deciding && (j->phase != JOB_RUNNING || f->signo)) {
		f->deciding = true;
		loop_defer(f->attach.loop, decide, f);
	}
}

static int64_t give_up(void *arg)
{
	loop_stop(arg);
	return LOOP_NOMORE;
}

static void on_signal(void *arg, int signo)
{
	struct foreground *f = arg;

	if (f->signo) {
		loop_stop(f->attach.loop);
		return;
	}
	f->signo = signo;
	loop_timer_add(f->attach.loop, ANSWER_MS, give_up, f->attach.loop);
	changed(f, f->job);
}

static int64_t tick(void *arg)
{
	tell_wait(arg);
	return TICK_MS;
}

/* --- running --- */

void foreground_run(struct foreground *f, struct job *j)
{
	struct client *c = f->attach.client;
	struct runner_place place = { .port = client_port(c), .cache = client_cache(c), .timers = client_timers(c),
				      .changed = changed, .arg = f };

	loop_signal(f->attach.loop, SIGTERM, on_signal, f);
	loop_signal(f->attach.loop, SIGINT, on_signal, f);
	loop_timer_add(f->attach.loop, TICK_MS, tick, f);
	f->runner = runner_new(&place);
	f->job = runner_start(f->runner, j);
	changed(f, f->job);
	loop_run(f->attach.loop);
	tell(f);
}

void foreground_release(struct foreground *f)
{
	runner_close(f->runner);
	attach_release(&f->attach);
	runner_free(f->runner);
	free(f->waits);
}
