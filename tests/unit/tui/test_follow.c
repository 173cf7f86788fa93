/*
 * A log as it streams from a server made by hand, into the lines on the screen: pieces that end anywhere, a server that
 * refuses, breaks or ends, one that is asked again, and a flood.
 */
#include "tests/unit/client/fake.h"

#include <malloc.h>

#include "base/limits.h"
#include "client/follow.h"
#include "tui/scrollback.h"

struct bench {
	struct fake fake;
	struct rng rng;
	struct client *client;
	struct follow *follow;
	struct scrollback lines;
	int opened, ended, code;
	char message[200];
};

static void on_opened(void *arg)
{
	((struct bench *)arg)->opened++;
}

static void on_text(void *arg, const char *bytes, size_t len)
{
	scrollback_feed(&((struct bench *)arg)->lines, bytes, len);
}

static void on_ended(void *arg, const struct follow_outcome *o)
{
	struct bench *b = arg;

	b->follow = NULL;
	b->ended++;
	b->code = o->code;
	snprintf(b->message, sizeof(b->message), "%s", o->message);
	scrollback_end(&b->lines);
}

static struct exchange *follow(struct bench *b)
{
	static const struct follow_sink sink = { on_opened, on_text, on_ended };
	_cleanup_(request_release) struct request r = REQUEST_INIT;

	request_init(&r, VERB_GET, KIND(pod), "d", "web-0");
	request_sub(&r, "log");
	request_param(&r, "follow", "true");
	b->follow = client_follow(b->client, &r, &sink, b);
	return fake_expect(&b->fake, "GET /api/v1/namespaces/d/pods/web-0/log?follow=true");
}

static int setup(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	struct client_options o = { .rng = &b->rng, .transport = &b->fake.transport, .user_agent = "test" };

	fake_init(&b->fake);
	rng_init(&b->rng, 1);
	o.loop = b->fake.loop;
	b->client = client_new(&o, NULL);
	b->lines = (struct scrollback)SCROLLBACK_INIT;
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	follow_free(b->follow);
	client_free(b->client);
	fake_release(&b->fake);
	scrollback_release(&b->lines);
	free(b);
	return 0;
}

static const char *line(struct bench *b, uint64_t number)
{
	const struct scroll_line *l = scrollback_at(&b->lines, number);

	assert_non_null(l);
	return l->text;
}

/* Cut within a line, within a newline's neighbours, and within the bytes of one character. */
static void test_pieces(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);

	assert_false(client_idle(b->client));
	fake_head(x, 200, -1);
	assert_int_equal(b->opened, 1);
	assert_true(client_idle(b->client));
	fake_data(x, "fir");
	fake_data(x, "st");
	fake_data(x, "\nsec\xe2");
	fake_data(x, "\x82");
	fake_data(x, "\xac""ond\n");
	fake_data(x, "\n");
	fake_data(x, "no end");
	fake_end(x, NULL);
	assert_int_equal(b->ended, 1);
	assert_int_equal(b->code, 200);
	assert_string_equal(line(b, 0), "first");
	assert_string_equal(line(b, 1), "sec€ond");
	assert_string_equal(line(b, 2), "");
	assert_string_equal(line(b, 3), "no end");
	assert_int_equal(b->lines.len, 4);
}

/* What is no UTF-8 is kept as it came: the way to the screen makes it harmless. */
static void test_bad_bytes(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);

	fake_head(x, 200, -1);
	fake_data(x, "a\xff\xfe\x1b[31mb\r\n");
	fake_data(x, "half \xe2\x82");
	fake_end(x, NULL);
	assert_int_equal(b->lines.len, 2);
	assert_non_null(strstr(line(b, 0), "b"));
	assert_non_null(strstr(line(b, 1), "half"));
}

static void test_refused(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);

	fake_head(x, 400, -1);
	fake_data(x, "{\"kind\":\"Status\",\"code\":400,\"message\":\"container \\\"c\\\" in pod ");
	fake_data(x, "\\\"web-0\\\" is waiting to start: PodInitializing\"}");
	fake_end(x, NULL);
	assert_int_equal(b->opened, 0);
	assert_int_equal(b->code, 400);
	assert_string_equal(b->message, "container \"c\" in pod \"web-0\" is waiting to start: PodInitializing");
	assert_int_equal(b->lines.len, 0);
}

/* A server that refuses without end is not listened to for ever. */
static void test_long_refusal(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);
	_cleanup_(freep) char *piece = xcalloc(1, 10001);

	memset(piece, 'x', 10000);
	fake_head(x, 500, -1);
	for (int i = 0; i < 1000; i++)
		fake_data(x, piece);
	fake_end(x, NULL);
	assert_int_equal(b->code, 500);
}

/* Broken off: what came stays, with its last half of a line; then it is asked again and known lines are passed over. */
static void test_broken_and_again(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);

	fake_head(x, 200, -1);
	fake_data(x, "2026-01-15T12:00:00Z one\n2026-01-15T12:00:01Z two\n");
	fake_end(x, "the connection was reset");
	assert_int_equal(b->code, 0);
	assert_string_equal(b->message, "the connection was reset");
	scrollback_resume(&b->lines);
	x = follow(b);
	fake_head(x, 200, -1);
	fake_data(x, "2026-01-15T12:00:01Z two\n2026-01-15T12:00:02Z three\n");
	fake_end(x, NULL);
	assert_int_equal(b->lines.len, 3);
	assert_non_null(strstr(line(b, 2), "three"));
}

/* No answer at all, before its head: the client no longer waits for it. */
static void test_no_answer(void **state)
{
	struct bench *b = *state;

	fake_end(follow(b), "connection refused");
	assert_int_equal(b->code, 0);
	assert_int_equal(b->opened, 0);
	assert_true(client_idle(b->client));
}

static void test_freed_midway(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);

	fake_head(x, 200, -1);
	fake_data(x, "one\n");
	follow_free(b->follow);
	b->follow = NULL;
	assert_true(x->over);
	assert_int_equal(b->ended, 0);
	assert_true(client_idle(b->client));
}

#define FLOOD 100000

/* A hundred thousand lines of a kilobyte, in pieces that end anywhere: the last ones are kept, in bounded memory. */
static void test_flood(void **state)
{
	struct bench *b = *state;
	struct exchange *x = follow(b);
	_cleanup_(str_release) struct str text = STR_INIT;
	char pad[1000];
	size_t before;

	memset(pad, 'p', sizeof(pad) - 1);
	pad[sizeof(pad) - 1] = '\0';
	fake_head(x, 200, -1);
	before = mallinfo2().uordblks;
	for (int i = 0; i < FLOOD; i++) {
		str_addf(&text, "line %d %s\n", i, pad);
		if (text.len < 7000)
			continue;
		fake_data(x, text.buf);
		str_reset(&text);
	}
	fake_data(x, text.buf);
	assert_true(b->lines.bytes <= LIMIT_SCROLL_BYTES);
	assert_true(b->lines.len <= LIMIT_SCROLL_LINES);
	assert_int_equal(scrollback_next(&b->lines), FLOOD);
	assert_null(scrollback_at(&b->lines, 0));
	assert_int_equal(strncmp(line(b, FLOOD - 1), "line 99999 ", 11), 0);
	assert_true(mallinfo2().uordblks - before < 3 * (size_t)LIMIT_SCROLL_BYTES);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pieces),           TEST(test_bad_bytes), TEST(test_refused),      TEST(test_long_refusal),
		TEST(test_broken_and_again), TEST(test_no_answer), TEST(test_freed_midway), TEST(test_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
