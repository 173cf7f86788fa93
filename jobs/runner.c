#include "jobs/runner.h"

#include <stdlib.h>

struct drive;

/* A request under way. The drive may be gone before its answer comes. */
struct asked {
	struct runner *runner;
	struct drive *drive;		/* NULL: nobody waits for it any more */
	int about;
	bool writes;
	const char *method;
	struct str url;
	char *uid;
};

/* One job being driven. */
struct drive {
	struct runner *runner;
	struct job *job;
	VEC(struct cache_handler *) handlers;	/* one a kind it needs */
	void *timer;			/* until it is to be stepped; NULL: none */
	int64_t timer_ms;
	bool left;			/* it is over: nothing is watched for it any more */
};

struct runner {
	struct runner_place place;
	VEC(struct drive *) drives;
	VEC(struct asked *) asked;
	uint64_t last_id;
};

static int64_t now(const struct runner *r)
{
	return r->place.timers->now_ms(r->place.timers);
}

static void changed(const struct drive *d)
{
	if (d->runner->place.changed)
		d->runner->place.changed(d->runner->place.arg, d->job);
}

/* --- stepping --- */

static void step(struct drive *d);
static void attend(struct drive *d);

static void on_timer(void *arg)
{
	struct drive *d = arg;

	d->timer = NULL;
	step(d);
}

/* To be stepped at this time at the latest. */
static void arm(struct drive *d, int64_t at_ms)
{
	struct timers *t = d->runner->place.timers;

	if (d->timer && d->timer_ms <= at_ms)
		return;
	if (d->timer)
		t->cancel(t, d->timer);
	d->timer_ms = at_ms;
	d->timer = t->after(t, MAX(at_ms - now(d->runner), 0), on_timer, d);
}

static void disarm(struct drive *d)
{
	struct timers *t = d->runner->place.timers;

	if (d->timer)
		t->cancel(t, take(d->timer));
}

/* Many changes of one turn are one look. */
static void on_cache(void *arg, enum cache_event event UNUSED, const struct object *old UNUSED,
		     const struct object *new UNUSED, bool unknown UNUSED)
{
	struct drive *d = arg;

	if (!job_over(d->job))
		arm(d, now(d->runner));
}

/* --- asking --- */

static void asked_free(struct asked *a)
{
	str_release(&a->url);
	free(a->uid);
	free(a);
}

static void forget(struct runner *r, const struct asked *a)
{
	for (size_t i = 0; i < r->asked.len; i++) {
		if (r->asked.items[i] == a) {
			vec_remove(&r->asked, i);
			return;
		}
	}
}

static void tell_write(const struct drive *d, const struct asked *a, const struct answer *answer)
{
	const struct runner_place *place = &d->runner->place;
	struct write w = { a->method, a->url.buf, a->uid };

	if (a->writes && place->wrote)
		place->wrote(place->arg, d->job, &w, answer);
}

static void hear(struct drive *d, const struct asked *a, const struct answer *answer)
{
	struct runner *r = d->runner;

	tell_write(d, a, answer);
	d->job->asked--;
	d->job->now_ms = now(r);
	if (job_over(d->job))
		return;
	d->job->class->answered(d->job, a->about, answer);
	arm(d, d->job->now_ms);
	attend(d);
}

static void answered(void *arg, const struct answer *answer)
{
	struct asked *a = arg;

	forget(a->runner, a);
	if (a->drive)
		hear(a->drive, a, answer);
	asked_free(a);
}

static void submit(struct drive *d, struct job_request *o)
{
	struct runner *r = d->runner;
	struct asked *a = xcalloc(1, sizeof(*a));

	*a = (struct asked){ .runner = r, .drive = d, .about = o->about, .writes = request_writes(&o->request),
			     .method = request_method(&o->request), .url = STR_INIT,
			     .uid = xstrdup(request_uid(&o->request)) };
	request_url(&o->request, &a->url);
	vec_push(&r->asked, a);
	d->job->asked++;
	port_submit(r->place.port, &o->request, answered, a);
}

static void submit_all(struct drive *d)
{
	while (d->job->out.len) {
		struct job_request o = d->job->out.items[0];

		vec_remove(&d->job->out, 0);
		submit(d, &o);
		request_release(&o.request);
	}
}

static void leave(struct drive *d)
{
	d->left = true;
	disarm(d);
	vec_each(&d->handlers, h)
		d->runner->place.cache->unsubscribe(d->runner->place.cache, *h);
	vec_release(&d->handlers);
	if (d->runner->place.want)
		d->runner->place.want(d->runner->place.arg, d->job, false);
}

/* After each call of the job: what it asks is sent, what it waits for is arranged. */
static void attend(struct drive *d)
{
	struct job *j = d->job;

	submit_all(d);
	if (job_over(j) && !d->left)
		leave(d);
	else if (!job_over(j) && j->wake_ms >= 0)
		arm(d, j->wake_ms);
	changed(d);
}

static void step(struct drive *d)
{
	struct job *j = d->job;

	if (job_over(j))
		return;
	j->now_ms = now(d->runner);
	j->wake_ms = -1;
	j->class->step(j);
	attend(d);
}

/* --- from outside --- */

struct runner *runner_new(const struct runner_place *place)
{
	struct runner *r = xcalloc(1, sizeof(*r));

	r->place = *place;
	return r;
}

/* What is under way when the job goes was sent all the same: that its answer was not waited for is told, too. */
static void drive_free(struct drive *d)
{
	char why[] = "its answer was not waited for";
	const struct answer none = { .status = { .message = why } };

	if (!d->left)
		leave(d);
	vec_each(&d->runner->asked, a) {
		if ((*a)->drive != d)
			continue;
		tell_write(d, *a, &none);
		(*a)->drive = NULL;
	}
	job_free(d->job);
	free(d);
}

void runner_close(struct runner *r)
{
	if (!r)
		return;
	vec_each(&r->drives, d)
		drive_free(*d);
	vec_release(&r->drives);
}

void runner_free(struct runner *r)
{
	if (!r)
		return;
	runner_close(r);
	vec_each(&r->asked, a)
		asked_free(*a);
	vec_release(&r->asked);
	free(r);
}

/* The oldest that are over make room. */
static void forget_old(struct runner *r)
{
	for (size_t i = 0; i < r->drives.len && r->drives.len > RUNNER_KEPT; ) {
		if (!job_over(r->drives.items[i]->job)) {
			i++;
			continue;
		}
		drive_free(r->drives.items[i]);
		vec_remove(&r->drives, i);
	}
}

struct job *runner_start(struct runner *r, struct job *j)
{
	struct drive *d = xcalloc(1, sizeof(*d));

	*d = (struct drive){ .runner = r, .job = j };
	vec_push(&r->drives, d);
	j->id = ++r->last_id;
	j->cache = r->place.cache;
	j->now_ms = j->began_ms = now(r);
	if (r->place.want)
		r->place.want(r->place.arg, j, true);
	for (const struct kind *const *k = j->class->needs; k && *k; k++)
		vec_push(&d->handlers, r->place.cache->subscribe(r->place.cache, *k, on_cache, d));
	step(d);
	forget_old(r);
	return j;
}

static struct drive *drive_of(const struct runner *r, const struct job *j)
{
	vec_each(&r->drives, d) {
		if ((*d)->job == j)
			return *d;
	}
	return NULL;
}

bool runner_order(struct runner *r, struct job *j, enum job_order order)
{
	struct drive *d = drive_of(r, j);

	if (!d || !job_offers(j, order))
		return false;
	j->now_ms = now(r);
	j->class->obey(j, order);
	attend(d);
	step(d);
	return true;
}

size_t runner_count(const struct runner *r)
{
	return r->drives.len;
}

struct job *runner_at(const struct runner *r, size_t index)
{
	return r->drives.items[index]->job;
}

struct job *runner_find(const struct runner *r, uint64_t id)
{
	vec_each(&r->drives, d) {
		if ((*d)->job->id == id)
			return (*d)->job;
	}
	return NULL;
}

size_t runner_active(const struct runner *r)
{
	size_t n = 0;

	vec_each(&r->drives, d)
		n += !job_over((*d)->job);
	return n;
}

struct job *runner_about(const struct runner *r, const struct job_class *class, const char *uid)
{
	vec_each(&r->drives, d) {
		struct job *j = (*d)->job;

		if (!job_over(j) && j->class == class && streq(j->uid, uid))
			return j;
	}
	return NULL;
}
