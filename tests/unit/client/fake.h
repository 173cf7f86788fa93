/*
 * A server made by hand for the tests of client/: a transport that keeps what was sent and answers when the test says so, on
 * a loop whose clock the test turns. Nothing waits.
 */
#ifndef TESTS_CLIENT_FAKE_H
#define TESTS_CLIENT_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/loop.h"
#include "base/vec.h"
#include "client/transport.h"

struct exchange {
	struct fake *fake;
	char *line;			/* "GET /api/v1/pods?limit=500" */
	char *body;
	bool stream, taken, over;	/* taken: the test has it in hand; over: done, cancelled or dropped */
	bool dropped;
	struct transport_sink sink;
	void *arg;
};

struct fake {
	struct transport transport;
	struct loop *loop;
	int64_t now;
	VEC(struct exchange *) sent;
};

static int64_t fake_now(void *arg)
{
	return ((struct fake *)arg)->now;
}

static struct exchange *fake_send(struct transport *t, const struct request *r, bool stream, const struct transport_sink *sink, void *arg)
{
	struct fake *f = CONTAINER_OF(t, struct fake, transport);
	struct exchange *x = xcalloc(1, sizeof(*x));
	struct str line = STR_INIT;

	str_addf(&line, "%s ", request_method(r));
	request_url(r, &line);
	*x = (struct exchange){ .fake = f, .line = str_take(&line), .stream = stream, .sink = *sink, .arg = arg };
	x->body = r->tree ? json_text(r->tree) : xstrndup(r->body.buf, r->body.len);
	vec_push(&f->sent, x);
	return x;
}

static void fake_cancel(struct transport *t, struct exchange *x)
{
	(void)t;
	assert_false(x->over);
	x->over = true;
}

static void fake_drop(struct transport *t, struct exchange *x)
{
	fake_cancel(t, x);
	x->dropped = true;
}

static void fake_transport_free(struct transport *t)
{
	struct fake *f = CONTAINER_OF(t, struct fake, transport);

	vec_each(&f->sent, x) {
		free((*x)->line);
		free((*x)->body);
		free(*x);
	}
	vec_release(&f->sent);
}

static inline void fake_init(struct fake *f)
{
	*f = (struct fake){ .transport = { fake_send, fake_cancel, fake_drop, fake_transport_free }, .now = 1000000 };
	f->loop = loop_new();
	loop_set_clock(f->loop, fake_now, f);
}

/* Frees the loop; the transport is freed by whoever was given it, or by fake_transport_free. */
static inline void fake_release(struct fake *f)
{
	loop_free(f->loop);
}

/* Turns the loop until nothing is left to be done at this moment. */
static inline void fake_settle(struct fake *f)
{
	for (int i = 0; i < 1000 && loop_turn(f->loop, 0); i++)
		;
}

static inline void fake_advance(struct fake *f, int64_t ms)
{
	fake_settle(f);
	f->now += ms;
	fake_settle(f);
}

/* The oldest exchange that the test has not taken; NULL if there is none. Cancelled ones are passed over. */
static inline struct exchange *fake_next(struct fake *f)
{
	fake_settle(f);
	vec_each(&f->sent, x)
		if (!(*x)->taken && !(*x)->over) {
			(*x)->taken = true;
			return *x;
		}
	return NULL;
}

/* The same, which must be this line; a star at its end stands for anything. */
static inline struct exchange *fake_expect(struct fake *f, const char *line)
{
	struct exchange *x = fake_next(f);
	size_t len = strlen(line);

	if (!x)
		fail_msg("nothing was sent, expected %s", line);
	if (line[len - 1] == '*' ? strncmp(x->line, line, len - 1) != 0 : strcmp(x->line, line) != 0)
		fail_msg("sent %s, expected %s", x->line, line);
	return x;
}

static inline void fake_expect_nothing(struct fake *f)
{
	struct exchange *x = fake_next(f);

	if (x)
		fail_msg("sent %s, expected nothing", x->line);
}

static inline void fake_head(struct exchange *x, int code, int retry_after_s)
{
	struct transport_head head = { .code = code, .retry_after_s = retry_after_s };

	assert_false(x->over);
	x->sink.head(x->arg, &head);
}

static inline void fake_data(struct exchange *x, const char *text)
{
	assert_false(x->over);
	x->sink.data(x->arg, text, strlen(text));
}

/* Ends it: error NULL is a regular end. */
static inline void fake_end(struct exchange *x, const char *error)
{
	struct err err = ERR_INIT;

	assert_false(x->over);
	x->over = true;
	if (error)
		err_set(&err, -ECONNRESET, "%s", error);
	x->sink.done(x->arg, error ? &err : NULL);
}

static inline void fake_answer(struct exchange *x, int code, const char *body)
{
	fake_head(x, code, -1);
	fake_data(x, body);
	if (!x->over)
		fake_end(x, NULL);
}

#endif
