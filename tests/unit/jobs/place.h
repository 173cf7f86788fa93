/*
 * A runner on a bundled world: its port, its cache, its clock. What the job sends is kept with its time and its answer,
 * so that tests look at the log as an auditor would.
 */
#ifndef TESTS_UNIT_JOBS_PLACE_H
#define TESTS_UNIT_JOBS_PLACE_H

#include "jobs/runner.h"
#include "tests/unit/sim/drive.h"

struct sent {
	int64_t at_ms;
	char *url;
	const char *method;
	int code;
};

struct place {
	struct port port;
	struct timers timers;
	struct world *world;
	struct runner *runner;
	VEC(struct sent) log;
	void (*granted)(struct place *p, const char *url);	/* a write was accepted just now; NULL: nobody asks */
	int refuse;			/* the next write is answered with this code instead; 0: not */
	size_t lose;			/* the answer of so many writes from now is lost, the write is done; 0: none */
	answer_fn done;			/* of the request under way: the world answers before submit returns */
	void *arg;
};

static inline struct place *place_of_timers(struct timers *t)
{
	return CONTAINER_OF(t, struct place, timers);
}

static void *place_after(struct timers *t, int64_t delay_ms, void (*fn)(void *arg), void *arg)
{
	return world_after(place_of_timers(t)->world, delay_ms, WORLD_EVENT, fn, arg);
}

static void place_cancel(struct timers *t, void *timer)
{
	world_cancel(place_of_timers(t)->world, timer);
}

static int64_t place_now(struct timers *t)
{
	return world_now(place_of_timers(t)->world);
}

static void place_heard(void *arg, const struct answer *a)
{
	struct place *p = arg;
	struct sent *s = &vec_last(&p->log);

	const struct answer none = { 0 };

	s->code = a->code;
	if (p->granted && a->code < 300)
		p->granted(p, s->url);
	p->done(p->arg, p->lose && --p->lose == 0 ? &none : a);
}

static void place_refused(struct place *p, answer_fn done, void *arg)
{
	struct answer a = { .code = p->refuse };

	p->refuse = 0;
	status_set(&a.status, a.code, "Forbidden", "not today");
	vec_last(&p->log).code = a.code;
	done(arg, &a);
	status_release(&a.status);
}

static void place_submit(struct port *port, struct request *r, answer_fn done, void *arg)
{
	struct place *p = CONTAINER_OF(port, struct place, port);
	_cleanup_(str_release) struct str url = STR_INIT;

	request_url(r, &url);
	vec_push(&p->log, ((struct sent){ world_now(p->world), str_take(&url), request_method(r), 0 }));
	if (p->refuse) {
		place_refused(p, done, arg);
		request_release(r);
		return;
	}
	p->done = done;
	p->arg = arg;
	port_submit(world_port(p->world, "drain"), r, place_heard, p);
}

static inline void place_open(struct place *p, struct world *w)
{
	*p = (struct place){ .world = w, .port = { place_submit },
			     .timers = { place_after, place_cancel, place_now } };
	struct runner_place place = { .port = &p->port, .cache = world_cache(w), .timers = &p->timers };

	p->runner = runner_new(&place);
}

static inline void place_close(struct place *p)
{
	runner_close(p->runner);
	runner_free(p->runner);
	vec_each(&p->log, s)
		free(s->url);
	vec_release(&p->log);
}

/* How many writes were answered so. */
static inline int place_count(const struct place *p, const char *in_url, int code)
{
	int n = 0;

	vec_each(&p->log, s)
		n += strstr(s->url, in_url) && (!code || s->code == code);
	return n;
}

/* Turns the clock until the job is over or waits for a person, ten minutes at most. */
static inline void place_run(struct place *p, struct job *j)
{
	int64_t limit = world_now(p->world) + 10 * MINUTE;

	while (j->phase == JOB_RUNNING && world_now(p->world) < limit && world_step(p->world))
		;
}

static inline void print_job(const struct job *j)
{
	print_message("%s: %s; waits: %s\n", j->title, job_phase_word(j->phase), j->waits.buf);
	vec_each(&j->items, i)
		print_message("  %d %s | %s | %s | %s\n", i->mark, i->cells[0], i->cells[1], i->cells[2], i->cells[3]);
	vec_each(&j->story, l)
		print_message("  %" PRId64 " %s\n", l->at_ms - START, l->text);
}

#endif
