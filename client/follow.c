/* See follow.h. */
#include "client/follow.h"

#define REFUSAL_MAX ((size_t)64 << 10)

struct follow {
	struct client *client;
	struct transport *transport;
	struct exchange *exchange;
	const struct follow_sink *sink;
	void *arg;
	int code;			/* 0: nothing came yet */
	struct str refusal;
};

void follow_free(struct follow *f)
{
	if (!f)
		return;
	if (f->exchange)
		f->transport->cancel(f->transport, f->exchange);
	if (!f->code)
		client_waits(f->client, -1);
	str_release(&f->refusal);
	free(f);
}

static void on_head(void *arg, const struct transport_head *head)
{
	struct follow *f = arg;

	if (!f->code)
		client_waits(f->client, -1);
	f->code = head->code ? head->code : -1;
	if (f->code == 200 && f->sink->opened)
		f->sink->opened(f->arg);
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct follow *f = arg;

	if (f->code == 200)
		f->sink->text(f->arg, bytes, len);
	else if (f->refusal.len < REFUSAL_MAX)
		str_addn(&f->refusal, bytes, MIN(len, REFUSAL_MAX - f->refusal.len));
}

static void on_done(void *arg, const struct err *err)
{
	struct follow *f = arg;
	_cleanup_(status_release) struct status s = STATUS_INIT;
	struct follow_outcome outcome = { .code = err ? 0 : MAX(f->code, 0), .message = err ? err->text : "" };

	f->exchange = NULL;
	if (!err && f->code >= 300) {
		status_parse(&s, f->code, f->refusal.buf, f->refusal.len);
		outcome.message = s.message ? s.message : "";
	}
	f->sink->ended(f->arg, &outcome);
	follow_free(f);
}

struct follow *client_follow(struct client *c, const struct request *r, const struct follow_sink *sink, void *arg)
{
	static const struct transport_sink transport_sink = { on_head, on_data, on_done };
	struct follow *f = xcalloc(1, sizeof(*f));

	f->client = c;
	f->transport = client_transport(c);
	f->sink = sink;
	f->arg = arg;
	str_init(&f->refusal);
	client_waits(c, 1);
	f->exchange = f->transport->send(f->transport, r, true, &transport_sink, f);
	return f;
}
