/* See stream.h. */
#include <stdio.h>

#include "client/stream.h"

#define REFUSAL_MAX ((size_t)64 << 10)

struct stream {
	struct loop *loop;
	struct transport *transport;
	const struct kind *kind;
	enum object_keep keep;
	const struct stream_sink *sink;
	void *arg;
	struct exchange *exchange;
	struct loop_timer *silence;
	bool initial;
	int code, retry_after_s;
	int64_t opened_ms, heard_ms;
	size_t events;
	struct watch_reader reader;
	struct str refusal;
};

void stream_free(struct stream *s)
{
	if (!s)
		return;
	if (s->exchange)
		s->transport->cancel(s->transport, s->exchange);
	loop_timer_del(s->silence);
	watch_reader_release(&s->reader);
	str_release(&s->refusal);
	free(s);
}

static void end(struct stream *s, const char *message, bool silent)
{
	struct stream_outcome outcome = {
		.code = s->code,
		.status = STATUS_INIT,
		.retry_after_s = s->retry_after_s,
		.message = message,
		.silent = silent,
		.initial = s->initial,
		.lasted_ms = loop_now(s->loop) - s->opened_ms,
		.events = s->events,
	};

	if (s->code >= 300)
		status_parse(&outcome.status, s->code, s->refusal.buf, s->refusal.len);
	s->sink->ended(s->arg, &outcome);
	status_release(&outcome.status);
	stream_free(s);
}

/* --- silence --- */

static int64_t patience_ms(const struct stream *s)
{
	if (s->code == 0)
		return STREAM_ANSWER_MS;
	return s->initial ? STREAM_INITIAL_MS : STREAM_SILENCE_MS;
}

static int64_t on_silence(void *arg)
{
	struct stream *s = arg;
	int64_t left = s->heard_ms + patience_ms(s) - loop_now(s->loop);

	if (left > 0)
		return left;
	s->silence = NULL;
	if (s->transport->drop)
		s->transport->drop(s->transport, take(s->exchange));
	else
		s->transport->cancel(s->transport, take(s->exchange));
	_cleanup_(freep) char *message = xasprintf("no sign of life for %" PRId64 " s", patience_ms(s) / 1000);

	end(s, message, true);
	return LOOP_NOMORE;
}

static void heard(struct stream *s)
{
	s->heard_ms = loop_now(s->loop);
	s->sink->alive(s->arg);
}

/* --- what the transport tells --- */

static void on_head(void *arg, const struct transport_head *head)
{
	struct stream *s = arg;

	s->code = head->code;
	s->retry_after_s = head->retry_after_s;
	heard(s);
	loop_timer_set(s->silence, patience_ms(s));
	if (s->code == 200)
		s->sink->opened(s->arg);
}

/* An event that we do not understand is passed over; one that is no JSON ends the stream. */
static bool on_event(void *arg, const char *text, size_t len)
{
	struct stream *s = arg;
	struct err err = ERR_INIT;
	_cleanup_(stream_event_release) struct stream_event event = { .type = STREAM_UNKNOWN };

	if (stream_event_parse(s->kind, s->keep, text, len, &event, &err) < 0) {
		end(s, err.text, false);
		return false;
	}
	s->events++;
	if (event.type == STREAM_UNKNOWN)
		return true;
	if (event.type == STREAM_BOOKMARK && event.initial_end) {
		s->initial = false;
		loop_timer_set(s->silence, patience_ms(s));
	}
	return s->sink->event(s->arg, &event);
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct stream *s = arg;
	struct err err = ERR_INIT;

	heard(s);
	if (s->code != 200) {
		if (s->refusal.len < REFUSAL_MAX)
			str_addn(&s->refusal, bytes, MIN(len, REFUSAL_MAX - s->refusal.len));
		return;
	}
	if (watch_feed(&s->reader, bytes, len, &err) < 0)
		end(s, err.text, false);
}

static void on_done(void *arg, const struct err *err)
{
	struct stream *s = arg;

	s->exchange = NULL;
	end(s, err ? err->text : "", false);
}

struct stream *stream_open(const struct stream_options *options, const struct stream_sink *sink, void *arg)
{
	static const struct transport_sink transport_sink = { on_head, on_data, on_done };
	_cleanup_(request_release) struct request r = REQUEST_INIT;
	struct stream *s = xcalloc(1, sizeof(*s));
	char timeout[16];

	s->loop = options->loop;
	s->transport = options->transport;
	s->kind = options->kind;
	s->keep = options->keep;
	s->initial = options->initial;
	s->sink = sink;
	s->arg = arg;
	s->retry_after_s = -1;
	s->opened_ms = s->heard_ms = loop_now(s->loop);
	s->reader = (struct watch_reader){ .text = STR_INIT, .event = on_event, .arg = s };
	str_init(&s->refusal);
	s->silence = loop_timer_add(s->loop, STREAM_ANSWER_MS, on_silence, s);

	snprintf(timeout, sizeof(timeout), "%d", options->timeout_s);
	request_init(&r, VERB_WATCH, options->kind, options->namespace, NULL);
	request_param(&r, "allowWatchBookmarks", "true");
	request_param(&r, "timeoutSeconds", timeout);
	if (options->initial) {
		request_param(&r, "sendInitialEvents", "true");
		request_param(&r, "resourceVersionMatch", "NotOlderThan");
	}
	if (options->version)
		request_param(&r, "resourceVersion", options->version);
	s->exchange = s->transport->send(s->transport, &r, true, &transport_sink, s);
	return s;
}
