/*
 * rest.c against a server of bytes on a real socket: the test reads what came and writes what it likes. Plain http, so that
 * what must never be sent over it is tested too; TLS is tested where a server for it is (tests/kubectl, the bundled cluster).
 */
#include "tests/unit/client/fake.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/rest.h"

struct heard {		/* what one exchange was told */
	int heads, code, done;
	struct transport_head head;
	struct str body, warnings;
	struct err err;
	/* what it does when told */
	struct bench *bench;
	struct exchange *exchange;
	int cancel_at;	/* 1: head, 2: data */
};

struct bench {
	struct loop *loop;
	struct transport *rest;
	struct config config;
	int listener;
	VEC(int) connections;
	struct str got;		/* by the server, on the connection last read */
};

/* --- the server --- */

static void serve(struct bench *b)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	b->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(b->listener, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(b->listener, 16), 0);
	assert_int_equal(getsockname(b->listener, (struct sockaddr *)&a, &len), 0);
	b->config.server = xasprintf("http://127.0.0.1:%d/base/", ntohs(a.sin_port));
}

/* The next connection made to the server; the loop turns until it is there. */
static int take_connection(struct bench *b)
{
	int fd;

	while ((fd = accept4(b->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) < 0)
		loop_turn(b->loop, 20);
	vec_push(&b->connections, fd);
	return fd;
}

/* Reads one request up to its end (that of the head, and `more` bytes); b->got is its text. */
static const char *take_request(struct bench *b, int fd, size_t more)
{
	char bytes[4096];

	str_reset(&b->got);
	for (;;) {
		ssize_t n = read(fd, bytes, sizeof(bytes));
		const char *end;

		if (n > 0)
			str_addn(&b->got, bytes, (size_t)n);
		assert_true(n != 0);
		end = strstr(b->got.buf, "\r\n\r\n");
		if (end && (size_t)(b->got.buf + b->got.len - end) >= 4 + more)
			return b->got.buf;
		loop_turn(b->loop, 20);
	}
}

static void reply(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/* --- the sink --- */

static void maybe_cancel(struct heard *h, int at)
{
	if (h->cancel_at == at)
		h->bench->rest->cancel(h->bench->rest, h->exchange);
}

static void on_head(void *arg, const struct transport_head *head)
{
	struct heard *h = arg;

	h->heads++;
	h->code = head->code;
	h->head = *head;
	for (size_t i = 0; head->warnings[i]; i++)
		str_addf(&h->warnings, "%s;", head->warnings[i]);
	maybe_cancel(h, 1);
}

static void on_data(void *arg, const char *bytes, size_t len)
{
	struct heard *h = arg;

	assert_int_equal(h->heads, 1);
	str_addn(&h->body, bytes, len);
	maybe_cancel(h, 2);
}

static void on_done(void *arg, const struct err *err)
{
	struct heard *h = arg;

	assert_int_equal(h->done, 0);
	h->done = 1;
	if (err)
		h->err = *err;
}

static void heard_release(struct heard *h)
{
	str_release(&h->body);
	str_release(&h->warnings);
}

static void ask(struct bench *b, struct heard *h, enum verb verb, bool stream)
{
	static const struct transport_sink sink = { on_head, on_data, on_done };
	_cleanup_(request_release) struct request r = REQUEST_INIT;

	if (h->bench)
		heard_release(h);
	*h = (struct heard){ .body = STR_INIT, .warnings = STR_INIT, .bench = b, .cancel_at = h->cancel_at };
	request_init(&r, verb, KIND(pod), "d", "a");
	if (verb == VERB_PATCH)
		r.tree = json_format("{'a':1}");
	h->exchange = b->rest->send(b->rest, &r, stream, &sink, h);
}

static void until_done(struct bench *b, struct heard *h)
{
	while (!h->done)
		loop_turn(b->loop, 20);
}

/* --- beginnings --- */

static int setup(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	struct err err = ERR_INIT;

	b->loop = loop_new();
	str_init(&b->got);
	serve(b);
	b->config.token = xstrdup("secret-token");
	b->config.source = xstrdup("the-file");
	b->rest = rest_new(b->loop, NULL, &b->config, "test/1", &err);
	*state = b;
	return b->rest ? 0 : -1;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	if (b->rest)
		b->rest->free(b->rest);
	vec_each(&b->connections, fd)
		close(*fd);
	vec_release(&b->connections);
	close(b->listener);
	config_release(&b->config);
	str_release(&b->got);
	loop_free(b->loop);
	free(b);
	return 0;
}

#define OK(body_len, body) "HTTP/1.1 200 OK\r\nContent-Length: " #body_len "\r\n\r\n" body

static void asks_and_hears(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard h = { 0 };

	ask(b, &h, VERB_PATCH, false);
	int fd = take_connection(b);
	const char *got = take_request(b, fd, 7);

	assert_true(starts_with(got, "PATCH /base/api/v1/namespaces/d/pods/a HTTP/1.1\r\n"));
	assert_non_null(strstr(got, "\r\nUser-Agent: test/1\r\n"));
	assert_non_null(strstr(got, "\r\nContent-Type: application/json\r\n"));
	assert_non_null(strstr(got, "\r\n\r\n{\"a\":1}"));
	assert_null(strstr(got, "Expect"));
	assert_null(strstr(got, "secret-token")); /* Never over http. */
	reply(fd, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nDate: Thu, 15 Jan 2026 12:00:00 GMT\r\n"
		  "Warning: 299 - \"old api\"\r\nContent-Length: 2\r\n\r\nno");
	until_done(b, &h);
	assert_int_equal(h.heads, 1);
	assert_int_equal(h.code, 429);
	assert_int_equal(h.head.retry_after_s, 5);
	assert_int_equal(h.head.date_ms, 1768478400000);
	assert_string_equal(h.warnings.buf, "old api;");
	assert_string_equal(h.body.buf, "no");
	assert_int_equal(h.err.code, 0);
}

static void a_stream_has_a_connection_of_its_own(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard watch = { 0 };
	_cleanup_(heard_release) struct heard get = { 0 };

	ask(b, &watch, VERB_WATCH, true);
	int first = take_connection(b);

	take_request(b, first, 0);
	reply(first, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
	while (watch.body.len < 3)
		loop_turn(b->loop, 20);
	ask(b, &get, VERB_GET, false);
	int second = take_connection(b);

	take_request(b, second, 0);
	reply(second, OK(2, "{}"));
	until_done(b, &get);
	reply(first, "2\r\nde\r\n");
	while (watch.body.len < 5)
		loop_turn(b->loop, 20);
	assert_string_equal(watch.body.buf, "abcde");
	ask(b, &get, VERB_GET, false); /* The connection is used again. */
	take_request(b, second, 0);
	reply(second, OK(2, "{}"));
	until_done(b, &get);
	close(vec_pop(&b->connections));
	assert_int_equal(shutdown(first, SHUT_RDWR), 0);
	until_done(b, &watch);
	assert_int_equal(watch.err.code, -ECONNRESET);
	assert_non_null(strstr(watch.err.text, "was lost in the middle of an answer"));
}

/* A dead way may be dead for all its connections: after a drop, an idle one beside it is not trusted either. */
static void after_a_drop_nothing_goes_the_same_way(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard one = { 0 };
	_cleanup_(heard_release) struct heard two = { 0 };
	_cleanup_(heard_release) struct heard three = { 0 };

	ask(b, &one, VERB_WATCH, true);
	ask(b, &two, VERB_WATCH, true);
	int first = take_connection(b), second = take_connection(b);

	take_request(b, first, 0);
	take_request(b, second, 0);
	reply(first, OK(2, "{}"));
	reply(second, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	while (one.done + two.done < 1 || one.heads + two.heads < 2)
		loop_turn(b->loop, 20);
	struct heard *open = one.done ? &two : &one;

	b->rest->drop(b->rest, open->exchange);
	ask(b, &three, VERB_WATCH, true);
	int third = take_connection(b);

	take_request(b, third, 0);
	reply(third, OK(2, "{}"));
	until_done(b, &three);
	assert_int_equal(open->done, 0);
}

static void cancel_from_inside(struct bench *b, int at)
{
	_cleanup_(heard_release) struct heard h = { .cancel_at = at };
	_cleanup_(heard_release) struct heard next = { 0 };

	ask(b, &h, VERB_GET, false);
	int fd = take_connection(b);

	take_request(b, fd, 0);
	reply(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst piece");
	while (at == 1 ? !h.heads : !h.body.len)
		loop_turn(b->loop, 20);
	reply(fd, "second piece");
	ask(b, &next, VERB_GET, false);
	fd = take_connection(b);
	take_request(b, fd, 0);
	reply(fd, OK(2, "{}"));
	until_done(b, &next);
	assert_int_equal(h.done, 0);
	assert_string_equal(h.body.buf, at == 1 ? "" : "first piece");
}

static void cancelled_at_its_head_it_is_silent(void **state)
{
	cancel_from_inside(*state, 1);
}

static void cancelled_at_its_first_piece_it_is_silent(void **state)
{
	cancel_from_inside(*state, 2);
}

static void cancelled_before_it_began(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard h = { 0 };

	ask(b, &h, VERB_GET, false);
	b->rest->cancel(b->rest, h.exchange);
	for (int i = 0; i < 5; i++)
		loop_turn(b->loop, 0);
	assert_true(accept4(b->listener, NULL, NULL, 0) < 0);
	assert_int_equal(h.done, 0);
}

static void it_goes_where_it_was_told_only(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard h = { 0 };

	ask(b, &h, VERB_GET, false);
	int fd = take_connection(b);

	take_request(b, fd, 0);
	reply(fd, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
	until_done(b, &h);
	assert_int_equal(h.code, 302); /* An answer like any other. */
}

static void nobody_there(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard h = { 0 };

	shutdown(b->listener, SHUT_RDWR); /* Its port stays taken, so that nobody else answers there. */
	ask(b, &h, VERB_GET, false);
	until_done(b, &h);
	assert_int_equal(h.heads, 0);
	assert_int_equal(h.err.code, -ECONNREFUSED);
	assert_non_null(strstr(h.err.text, "cannot reach http://127.0.0.1:"));
	assert_non_null(strstr(h.err.text, "Connection refused; is the cluster running, and is `server` in the-file right?"));
}

static void an_answer_cut_short(void **state)
{
	static const char *const answers[] = { "", "HTTP/1.1 200 OK\r\nContent-Len", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc" };
	struct bench *b = *state;

	for (size_t i = 0; i < COUNT(answers); i++) {
		_cleanup_(heard_release) struct heard h = { 0 };

		ask(b, &h, VERB_GET, false);
		int fd = take_connection(b);

		take_request(b, fd, 0);
		reply(fd, answers[i]);
		close(vec_pop(&b->connections));
		until_done(b, &h);
		assert_true(h.err.code < 0);
		assert_true(strlen(h.err.text) > 20);
	}
}

static void what_is_packed_is_unpacked(void **state)
{
	static const unsigned char packed[] = {	/* printf hello | gzip -n */
		0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48,
		0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
	};
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard h = { 0 };

	ask(b, &h, VERB_GET, false);
	int fd = take_connection(b);

	assert_non_null(strstr(take_request(b, fd, 0), "\r\nAccept-Encoding: gzip\r\n"));
	reply(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n");
	assert_int_equal(write(fd, packed, sizeof(packed)), sizeof(packed));
	until_done(b, &h);
	assert_string_equal(h.body.buf, "hello");
}

static void freed_in_the_middle(void **state)
{
	struct bench *b = *state;
	_cleanup_(heard_release) struct heard one = { 0 };
	_cleanup_(heard_release) struct heard two = { 0 };

	ask(b, &one, VERB_WATCH, true);
	take_request(b, take_connection(b), 0);
	ask(b, &two, VERB_GET, false);
	b->rest->free(b->rest);
	b->rest = NULL;
	loop_turn(b->loop, 0);
	assert_int_equal(one.done + two.done, 0);
}

static void a_server_that_is_none(void **state)
{
	struct config c = { .server = (char *)"kubernetes", .source = (char *)"the-file" };
	struct bench *b = *state;
	struct err err = ERR_INIT;

	assert_null(rest_new(b->loop, NULL, &c, "test", &err));
	assert_string_equal(err.text, "the-file: `server: kubernetes` is no address of a server: it must look like https://HOST:PORT");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(asks_and_hears),
		T(a_stream_has_a_connection_of_its_own),
		T(after_a_drop_nothing_goes_the_same_way),
		T(cancelled_at_its_head_it_is_silent),
		T(cancelled_at_its_first_piece_it_is_silent),
		T(cancelled_before_it_began),
		T(it_goes_where_it_was_told_only),
		T(nobody_there),
		T(an_answer_cut_short),
		T(what_is_packed_is_unpacked),
		T(freed_in_the_middle),
		T(a_server_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
