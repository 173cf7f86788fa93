#include "reconciler/executor.h"

/* One request on its way. It outlives its execution if that is freed first: the port will still answer. */
struct call {
	struct execution *execution;	/* NULL: nobody waits any more */
	struct outgoing out;		/* its request is empty once submitted */
	char *namespace, *name;
	void *timer;			/* while it waits to be sent */
};

struct execution {
	const struct executor *executor;
	struct sync *sync;
	void *data;
	VEC(struct call *) calls;
	bool pumping;
};

static void pump(struct execution *e);

void *execution_data(const struct execution *e)
{
	return e->data;
}

const struct sync *execution_sync(const struct execution *e)
{
	return e->sync;
}

static void call_free(struct call *c)
{
	request_release(&c->out.request);
	free(c->namespace);
	free(c->name);
	free(c);
}

static void forget(struct execution *e, const struct call *c)
{
	for (size_t i = 0; i < e->calls.len; i++) {
		if (e->calls.items[i] == c) {
			e->calls.items[i] = vec_last(&e->calls);
			e->calls.len--;
			return;
		}
	}
}

static bool is_conflict(const struct answer *a)
{
	return a->code == 409 && streq0(a->status.reason, "Conflict");
}

static void answered(void *arg, const struct answer *a)
{
	struct call *c = arg;
	struct execution *e = c->execution;
	const struct kind *kind = c->out.request.kind;
	struct reply r = { .id = c->out.id, .code = a->code, .reason = a->status.reason, .message = a->status.message };

	if (!e) {
		call_free(c);
		return;
	}
	if (answer_ok(a) && c->out.request.verb == VERB_GET)
		r.object = a->object;
	if (is_conflict(a) && c->name)
		r.cached = cache_get(e->executor->cache, kind, c->namespace, c->name);
	if (answer_ok(a) && c->out.request.verb != VERB_GET && a->object)
		e->executor->wrote(e->executor->arg, e, &c->out, a->object);
	forget(e, c);
	step(e->sync, &r, e->executor->timers->now_ms(e->executor->timers));
	call_free(c);
	if (!e->pumping)
		pump(e);
}

static void submit(struct call *c)
{
	struct request sent = REQUEST_INIT;

	/* The call keeps what says which request it was; the port takes the contents. */
	request_move(&sent, &c->out.request);
	c->out.request.verb = sent.verb;
	c->out.request.kind = sent.kind;
	c->namespace = xstrdup(sent.namespace);
	c->name = xstrdup(sent.name);
	port_submit(c->execution->executor->port, &sent, answered, c);
	request_release(&sent);
}

static void due(void *arg)
{
	struct call *c = arg;

	c->timer = NULL;
	submit(c);
}

static void send(struct execution *e, struct outgoing *o)
{
	const struct executor *x = e->executor;
	struct call *c = xcalloc(1, sizeof(*c));
	int32_t jitter = o->delay_ms >= 10 ? (int32_t)rng_below(x->rng, (uint32_t)o->delay_ms / 10) : 0;

	c->execution = e;
	c->out = *o;
	vec_push(&e->calls, c);
	if (o->delay_ms)
		c->timer = x->timers->after(x->timers, o->delay_ms + jitter, due, c);
	else
		submit(c);
}

static void tell_events(struct execution *e)
{
	vec_each(&e->sync->events, event) {
		e->executor->event(e->executor->arg, e, event);
		free(event->message);
	}
	e->sync->events.len = 0;
}

static void pump(struct execution *e)
{
	struct outgoing o;

	e->pumping = true;
	tell_events(e);
	while (sync_next(e->sync, &o)) {
		send(e, &o);
		tell_events(e);
	}
	e->pumping = false;
	if (e->sync->done)
		e->executor->done(e->executor->arg, e);
}

struct execution *execution_new(const struct executor *x, struct snapshot *snapshot, const struct gates *gates,
				void *data)
{
	struct execution *e = xcalloc(1, sizeof(*e));

	e->executor = x;
	e->data = data;
	e->sync = sync_new(snapshot, gates);
	return e;
}

void execution_run(struct execution *e)
{
	step(e->sync, NULL, e->executor->timers->now_ms(e->executor->timers));
	pump(e);
}

void execution_free(struct execution *e)
{
	if (!e)
		return;
	vec_each(&e->calls, call) {
		if ((*call)->timer) {
			e->executor->timers->cancel(e->executor->timers, (*call)->timer);
			call_free(*call);
		} else {
			(*call)->execution = NULL;
		}
	}
	vec_release(&e->calls);
	sync_free(e->sync);
	free(e);
}
