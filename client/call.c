/* See call.h. */
#include "base/limits.h"
#include "client/call.h"
#include "client/watch.h"

enum {
	TRIES_MAX = 10,			/* client-go's */
	WAIT_MAX_MS = 30000,		/* a person waits for the answer */
	LOST_WAIT_MS = 1000,		/* client-go's, after a lost connection */
};

struct calls {
	struct port port;
	struct loop *loop;
	struct transport *transport;
	VEC(struct call *) under_way;
};

struct call {
	struct calls *calls;
	struct request request;
	answer_fn done;
	void *arg;
	struct exchange *exchange;
	struct loop_timer *retry;
	int tries;
	int64_t waited_ms;
	int code, retry_after_s;
	struct str body;
	bool too_large;
	VEC(char *) warnings;		/* NULL-ended once there are any */
};

static void start(struct call *c);

static void call_reset(struct call *c)
{
	str_reset(&c->body);
	vec_each(&c->warnings, w)
		free(*w);
	c->warnings.len = 0;
	c->code = 0;
	c->retry_after_s = -1;
	c->too_large = false;
}

static void call_free(struct call *c)
{
	struct calls *calls = c->calls;

	for (size_t i = 0; i < calls->under_way.len; i++)
		if (calls->under_way.items[i] == c) {
			vec_remove(&calls->under_way, i);
			break;
		}
	if (c->exchange)
		calls->transport->cancel(calls->transport, c->exchange);
	loop_timer_del(c->retry);
	request_release(&c->request);
	call_reset(c);
	str_release(&c->body);
	vec_release(&c->warnings);
	free(c);
}

/* --- trying again --- */

static bool is_read(const struct request *r)
{
	return r->verb == VERB_GET || r->verb == VERB_LIST;
}

/* How long to wait before sending again, or -1: this is the answer. */
static int64_t retry_in_ms(const struct call *c, const struct status *s, const struct err *err)
{
	int wait_s = c->retry_after_s >= 0 ? c->retry_after_s : s->retry_after_s;
	bool asked = c->retry_after_s >= 0 || s->retry_after_s > 0;
	int64_t ms = -1;

	if (err && err->code == -ECONNRESET && is_read(&c->request) && c->tries == 1)
		ms = LOST_WAIT_MS;
	else if (!err && c->code == 429 && asked && !streq0(c->request.subresource, "eviction"))
		ms = MAX(wait_s, 1) * (int64_t)1000;
	else if (!err && c->code >= 500 && c->retry_after_s >= 0 && is_read(&c->request))
		ms = MAX(wait_s, 1) * (int64_t)1000;
	return c->tries < TRIES_MAX && ms + c->waited_ms <= WAIT_MAX_MS ? ms : -1;
}

static int64_t on_retry(void *arg)
{
	struct call *c = arg;

	c->retry = NULL;
	start(c);
	return LOOP_NOMORE;
}

/* --- answering --- */

static const char *const *warnings_of(struct call *c)
{
	if (c->warnings.len == 0)
		return NULL;
	vec_push(&c->warnings, NULL);
	c->warnings.len--;
	return (const char *const *)c->warnings.items;
}

/* The object that an answer is, if it is one of the request's kind: the answer to a scale is a Scale, to a delete
 * perhaps a Status. */
static const struct object *object_of(const struct call *c)
{
	_cleanup_(json_freep) json *tree = NULL;

	if (c->code < 200 || c->code >= 300 || !c->request.kind || c->request.verb == VERB_LIST)
		return NULL;
	tree = json_parse(c->body.buf, c->body.len, NULL);
	if (!streq0(json_get_str(tree, "kind"), c->request.kind->name))
		return NULL;
	return object_received(c->request.kind, tree, OBJECT_BYTES, NULL);
}

static void answer(struct call *c, struct status *s)
{
	_cleanup_(object_unrefp) const struct object *object = object_of(c);
	struct answer a = {
		.code = c->code,
		.object = object,
		.body = c->body.buf,
		.len = c->body.len,
		.status = *s,
		.warnings = warnings_of(c),
	};

	c->done(c->arg, &a);
	call_free(c);
}

static void on_head(void *arg, const struct transport_head *head)
{
	struct call *c = arg;

	c->code = head->code;
	c->retry_after_s = head->retry_after_s;
	for (size_t i = 0; head->warnings && head->warnings[i]; i++)
		vec_push(&c->warnings, xstrdup(head->warnings[i]));
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct call *c = arg;

	if (c->body.len + len > LIMIT_ANSWER_BYTES)
		c->too_large = true;
	else
		str_addn(&c->body, bytes, len);
}

static void on_done(void *arg, const struct err *err)
{
	struct call *c = arg;
	_cleanup_(status_release) struct status s = STATUS_INIT;

	c->exchange = NULL;
	if (err || c->too_large) {
		c->code = 0;
		s.message =
		    err ? xstrdup(err->text)
		        : xasprintf("the answer is larger than %d MiB and was not read", LIMIT_ANSWER_BYTES >> 20);
	} else if (c->code >= 300) {
		status_parse(&s, c->code, c->body.buf, c->body.len);
	}
	int64_t wait = retry_in_ms(c, &s, err);

	if (wait < 0) {
		answer(c, &s);
		return;
	}
	c->waited_ms += wait;
	c->retry = loop_timer_add(c->calls->loop, wait, on_retry, c);
}

static void start(struct call *c)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	struct transport *t = c->calls->transport;

	call_reset(c);
	c->tries++;
	c->exchange = t->send(t, &c->request, false, &sink, c);
}

static void submit(struct port *p, struct request *r, answer_fn done, void *arg)
{
	struct calls *calls = CONTAINER_OF(p, struct calls, port);
	struct call *c = xcalloc(1, sizeof(*c));

	c->calls = calls;
	request_move(&c->request, r);
	c->done = done;
	c->arg = arg;
	str_init(&c->body);
	vec_push(&calls->under_way, c);
	start(c);
}

/* --- life --- */

struct calls *calls_new(struct loop *loop, struct transport *transport)
{
	struct calls *c = xcalloc(1, sizeof(*c));

	c->port.submit = submit;
	c->loop = loop;
	c->transport = transport;
	return c;
}

void calls_free(struct calls *c)
{
	if (!c)
		return;
	while (c->under_way.len)
		call_free(vec_last(&c->under_way));
	vec_release(&c->under_way);
	free(c);
}

struct port *calls_port(struct calls *c)
{
	return &c->port;
}

size_t calls_under_way(const struct calls *c)
{
	return c->under_way.len;
}
