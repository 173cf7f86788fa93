/*
 * See server.h. One struct exchange a request; the answer to a watch, or to who follows a log, goes on as a struct
 * stream. Answers carry the world's time as Date, so that clients reckon ages by the cluster's clock.
 */
#include "sim/server.h"

#include <microhttpd.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/rng.h"
#include "sim/feed.h"
#include "sim/access/tokens.h"
#include "sim/caller.h"
#include "sim/route.h"

#define BOOKMARK_MS 55000
#define STREAM_BLOCK 32768
#define STREAM_READ 65536
#define IDLE_S 120			/* a connection without a byte either way; watches that wait do not count */
#define REQUEST_MS 30000		/* from a request's beginning to its end */
#define SWEEP_MS 5000

struct server {
	struct loop *loop;
	struct world *world;
	struct pace *pace;
	struct journal *journal;
	struct log *log;
	struct MHD_Daemon *daemon;
	struct loop_fd *fd;		/* libmicrohttpd's epoll */
	struct loop_timer *timer;	/* its timeouts */
	int gone;			/* epoll of the sockets of watches: tells that a client went away */
	struct loop_fd *gone_fd;
	VEC(struct stream *) wake;	/* to be resumed before the next sleep */
	VEC(struct stream *) streams;
	VEC(struct line *) lines;
	struct loop_timer *sweep;	/* NULL: nobody is waited for */
	bool left;			/* a connection has ended since libmicrohttpd ran last */
	uint64_t requests;
};

/* A connection, from its first byte on. */
struct line {
	struct server *server;
	int fd;
	int64_t since_ms;		/* when we began to wait for a request, or for the rest of one */
	bool waiting;
};

struct exchange {
	struct server *server;
	char *url;
	struct str body;
	bool begun, too_large;
};

struct stream {
	struct server *server;
	struct MHD_Connection *connection;
	struct feed feed;
	struct str pending;
	size_t sent;			/* of pending */
	int fd;
	bool suspended, waking, gone, over;
	struct loop_timer *bookmark, *end, *next;
};

/* --- streams --- */

static void stream_wake(void *arg)
{
	struct stream *t = arg;

	if (!t->suspended || t->waking)
		return;
	t->waking = true;
	vec_push(&t->server->wake, t);
}

static int64_t stream_bookmark(void *arg)
{
	struct stream *t = arg;

	feed_bookmark(&t->feed);
	return BOOKMARK_MS;
}

/* The next line of a log may be there now. */
static int64_t stream_next(void *arg)
{
	struct stream *t = arg;

	t->next = NULL;
	pace_catch_up(t->server->pace);
	stream_wake(t);
	return LOOP_NOMORE;
}

static int64_t stream_over(void *arg)
{
	struct stream *t = arg;

	t->over = true;
	t->end = NULL;
	stream_wake(t);
	return LOOP_NOMORE;
}

static void stream_free(void *arg)
{
	struct stream *t = arg;

	for (size_t i = 0; i < t->server->wake.len; i++)
		if (t->server->wake.items[i] == t)
			t->server->wake.items[i] = NULL;
	for (size_t i = 0; i < t->server->streams.len; i++)
		if (t->server->streams.items[i] == t) {
			vec_remove(&t->server->streams, i);
			break;
		}
	epoll_ctl(t->server->gone, EPOLL_CTL_DEL, t->fd, NULL);
	loop_timer_del(t->bookmark);
	loop_timer_del(t->end);
	loop_timer_del(t->next);
	feed_free(&t->feed);
	str_release(&t->pending);
	free(t);
}

/* Waits for more: of a log's next line the time is known. */
static void stream_suspend(struct stream *t)
{
	int64_t next = feed_next(&t->feed), wait = next >= 0 ? pace_wait(t->server->pace, next) : -1;

	str_release(&t->pending);
	t->suspended = true;
	MHD_suspend_connection(t->connection);
	loop_timer_del(take(t->next));
	if (wait >= 0)
		t->next = loop_timer_add(t->server->loop, wait, stream_next, t);
}

static ssize_t stream_read(void *arg, uint64_t position, char *buf, size_t max)
{
	struct stream *t = arg;
	size_t n;

	(void)position;
	if (t->gone)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (t->sent == t->pending.len) {
		str_reset(&t->pending);
		t->sent = 0;
		feed_read(&t->feed, STREAM_READ, &t->pending);
	}
	n = MIN(max, t->pending.len - t->sent);
	if (n == 0 && (t->over || feed_ended(&t->feed)))
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (n == 0) {
		stream_suspend(t);
		return 0;
	}
	memcpy(buf, t->pending.buf + t->sent, n);
	t->sent += n;
	return (ssize_t)n;
}

static int connection_fd(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

/*
 * Without a timeoutSeconds a watch lasts between half an hour and an hour, as upstream's. Whoever asked for some
 * seconds stops by itself then: a little more spares it the word of a watch that ended too early.
 */
#define GRACE_MS 200

static int64_t stream_life_ms(int asked_s)
{
	uint16_t chance;

	if (asked_s > 0)
		return (int64_t)asked_s * 1000 + GRACE_MS;
	entropy_fill(&chance, sizeof(chance));
	return 1800000 + (int64_t)chance * 1800000 / 65536;
}

static struct MHD_Response *stream_response(struct server *s, struct MHD_Connection *connection,
                                            struct api_response *res)
{
	struct stream *t = xcalloc(1, sizeof(*t));
	struct epoll_event event = { .events = EPOLLRDHUP | EPOLLHUP | EPOLLERR, .data.ptr = t };

	t->server = s;
	t->connection = connection;
	t->feed = feed_take(res);
	str_init(&t->pending);
	t->fd = connection_fd(connection);
	epoll_ctl(s->gone, EPOLL_CTL_ADD, t->fd, &event);
	if (t->feed.watch) {
		t->bookmark = loop_timer_add(s->loop, BOOKMARK_MS, stream_bookmark, t);
		t->end = loop_timer_add(s->loop, stream_life_ms(res->watch_s), stream_over, t);
	}
	feed_notify(&t->feed, stream_wake, t);
	vec_push(&s->streams, t);
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, t, stream_free);
}

/* --- answers --- */

static void add_date(struct server *s, struct MHD_Response *response)
{
	time_t now = (time_t)(world_now(s->world) / 1000);
	struct tm tm;
	char text[64];

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	MHD_add_response_header(response, MHD_HTTP_HEADER_DATE, text);
}

/* Header values hold no line ends: warnings quote the text, other control bytes become blanks. */
static void add_warnings(struct MHD_Response *response, const json *warnings)
{
	for (const json *w = json_first(warnings); w; w = json_next(w)) {
		_cleanup_(str_release) struct str text = STR_INIT;

		str_add(&text, "299 - \"");
		for (const char *p = json_str_or(w, ""); *p; p++) {
			if (*p == '"' || *p == '\\')
				str_addc(&text, '\\');
			str_addc(&text, (unsigned char)*p < ' ' ? ' ' : *p);
		}
		str_addc(&text, '"');
		MHD_add_response_header(response, MHD_HTTP_HEADER_WARNING, text.buf);
	}
}

static void add_headers(struct server *s, struct MHD_Response *response, const struct api_response *res)
{
	char number[24];

	add_date(s, response);
	add_warnings(response, res->warnings);
	if (res->content_type)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, res->content_type);
	if (res->retry_after_s > 0) {
		snprintf(number, sizeof(number), "%d", res->retry_after_s);
		MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, number);
	}
	if (*res->etag) {
		MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, res->etag);
		MHD_add_response_header(response, MHD_HTTP_HEADER_VARY, "Accept");
	}
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, *res->etag ? "public" : "no-cache, private");
}

static struct MHD_Response *body_response(struct api_response *res)
{
	struct str body = STR_INIT;
	size_t len;

	if (res->object) {
		str_reserve(&body, (size_t)res->object->len + 2);
		str_addn(&body, res->object->bytes, res->object->len);
		str_addc(&body, '\n');
	} else {
		body = res->body;
		str_init(&res->body);
	}
	len = body.len;
	if (len == 0)
		return MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);
	return MHD_create_response_from_buffer(len, str_take(&body), MHD_RESPMEM_MUST_FREE);
}

static enum MHD_Result send_answer(struct exchange *x, struct MHD_Connection *connection, struct api_response *res)
{
	struct MHD_Response *response = res->watch || res->logs ? stream_response(x->server, connection, res)
	                                                        : body_response(res);
	enum MHD_Result r;

	if (!response)
		return MHD_NO;
	add_headers(x->server, response, res);
	r = MHD_queue_response(connection, (unsigned)res->code, response);
	MHD_destroy_response(response);
	return r;
}

/* --- connections: who begins a request must finish it --- */

static struct line *line_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* Lets go of those who let us wait too long, however they drip. */
static int64_t sweep(void *arg)
{
	struct server *s = arg;
	int64_t now = loop_now(s->loop);
	bool any = false;

	vec_each(&s->lines, l) {
		if ((*l)->waiting && now - (*l)->since_ms >= REQUEST_MS)
			shutdown((*l)->fd, SHUT_RDWR);
		any |= (*l)->waiting;
	}
	if (any)
		return SWEEP_MS;
	s->sweep = NULL;
	return LOOP_NOMORE;
}

static void wait_for(struct line *l)
{
	l->since_ms = loop_now(l->server->loop);
	l->waiting = true;
	if (!l->server->sweep)
		l->server->sweep = loop_timer_add(l->server->loop, SWEEP_MS, sweep, l->server);
}

static void line_wait(struct MHD_Connection *connection)
{
	struct line *l = line_of(connection);

	if (l)
		wait_for(l);
}

static void line_rest(struct MHD_Connection *connection)
{
	struct line *l = line_of(connection);

	if (l)
		l->waiting = false;
}

static void line_end(struct line *l)
{
	for (size_t i = 0; i < l->server->lines.len; i++)
		if (l->server->lines.items[i] == l) {
			vec_remove(&l->server->lines, i);
			break;
		}
	free(l);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
	struct line *l = *context;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (l)
			line_end(l);
		((struct server *)arg)->left = true;
		*context = NULL;
		return;
	}
	l = xcalloc(1, sizeof(*l));
	*l = (struct line){ .server = arg, .fd = connection_fd(connection) };
	vec_push(&l->server->lines, l);
	*context = l;
	wait_for(l);
}

/* --- requests --- */

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static void refuse(struct api_response *res, int code, const char *reason, const char *message)
{
	*res = (struct api_response)API_RESPONSE_INIT;
	res->code = code;
	res->content_type = TYPE_JSON;
	status_set(&res->status, code, reason, "%s", message);
	status_print(&res->status, &res->body);
	str_addc(&res->body, '\n');
}

static void handle(struct exchange *x, struct MHD_Connection *connection, struct api_request *req,
                   struct api_response *res)
{
	struct server *s = x->server;

	req->body = x->body.buf;
	req->len = x->body.len;
	req->content_type = header(connection, "Content-Type");
	req->accept = header(connection, "Accept");
	req->if_none_match = header(connection, "If-None-Match");
	req->user_agent = header(connection, "User-Agent");
	s->requests++;
	pace_catch_up(s->pace);
	journal_add(s->journal, req, x->url);
	api_handle(world_api(s->world), req, res);
	log_write(s->log, LOG_DEBUG, "%s %s %d", req->method, x->url, res->code);
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	caller_header(arg, name, value);
	return MHD_YES;
}

static enum MHD_Result answer(struct exchange *x, struct MHD_Connection *connection, const char *method)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { 0 };
	struct caller caller = { 0 };
	enum MHD_Result r;

	MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header, &caller);
	line_rest(connection);
	route_parse(&route, method, x->url, &req);
	req.who = &caller.who;
	if (x->too_large)
		refuse(&res, 413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
	else if (!guard_place(&caller.guard))
		refuse(&res, 403, "Forbidden",
		       "this server answers programs on its own machine only: Host or Origin is another's");
	else if (!caller_authenticate(&caller, x->server->world))
		refuse(&res, 401, "Unauthorized", "Unauthorized");
	else {
		req.as = caller.acts ? &caller.as : NULL;
		handle(x, connection, &req, &res);
	}
	r = send_answer(x, connection, &res);
	api_response_release(&res);
	caller_release(&caller);
	return r;
}

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *x = xcalloc(1, sizeof(*x));

	line_wait(connection);
	x->server = arg;
	x->url = xstrdup(uri);
	str_init(&x->body);
	return x;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *data, size_t *len, void **state)
{
	struct exchange *x = *state;

	(void)arg, (void)url, (void)version;
	if (!x->begun) {
		x->begun = true;
		return MHD_YES;
	}
	if (*len == 0)
		return answer(x, connection, method);
	if (x->body.len + *len > LIMIT_BODY_BYTES)
		x->too_large = true;
	else
		str_addn(&x->body, data, *len);
	*len = 0;
	return MHD_YES;
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *state;

	(void)arg, (void)connection, (void)why;
	if (!x)
		return;
	free(x->url);
	str_release(&x->body);
	free(x);
	*state = NULL;
}

/* --- the loop --- */

static void arm_timer(struct server *s)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (MHD_get_timeout(s->daemon, &ms) == MHD_YES)
		loop_timer_set(s->timer, (int64_t)MIN(ms, 60000ULL));
}

static void on_readable(void *arg, int fd, int events)
{
	struct server *s = arg;

	(void)fd, (void)events;
	MHD_run(s->daemon);
}

static int64_t on_timer(void *arg)
{
	struct server *s = arg;

	MHD_run(s->daemon);
	return 60000;
}

static void on_gone(void *arg, int fd, int events)
{
	struct server *s = arg;
	struct epoll_event list[64];
	int n = epoll_wait(fd, list, COUNT(list), 0);

	(void)events;
	for (int i = 0; i < n; i++) {
		struct stream *t = list[i].data.ptr;

		epoll_ctl(s->gone, EPOLL_CTL_DEL, t->fd, NULL);
		t->gone = true;
		stream_wake(t);
	}
}

/* Only the run after the one in which a connection ended listens again, if there had been as many as may be. */
static void listen_again(struct server *s)
{
	while (s->left) {
		s->left = false;
		MHD_run(s->daemon);
	}
}

/* Resumes the watches that have something to read, all at once however many changes there were. */
static void before_sleep(void *arg)
{
	struct server *s = arg;
	size_t n = s->wake.len;

	for (size_t i = 0; i < n; i++) {
		struct stream *t = s->wake.items[i];

		if (!t)
			continue;
		t->waking = t->suspended = false;
		MHD_resume_connection(t->connection);
	}
	s->wake.len = 0;
	if (n > 0)
		MHD_run(s->daemon);
	listen_again(s);
	arm_timer(s);
}

static int start_daemon(struct server *s, const struct server_options *o, struct err *err)
{
	unsigned flags = MHD_USE_EPOLL | MHD_USE_TLS | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
	const union MHD_DaemonInfo *info;

	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, o->listener,
	                             MHD_OPTION_HTTPS_MEM_KEY, o->certificates->key, MHD_OPTION_HTTPS_MEM_CERT,
	                             o->certificates->certificate, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
	                             MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_CONNECTION_LIMIT,
	                             (unsigned)LIMIT_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	                             (size_t)LIMIT_HEADER_BYTES, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
	                             MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_END);
	if (!s->daemon)
		return err_set(err, -EIO, "cannot start the HTTPS server");
	info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	s->fd = loop_fd_add(s->loop, info->epoll_fd, LOOP_READ, on_readable, s);
	s->timer = loop_timer_add(s->loop, 60000, on_timer, s);
	return 0;
}

/* A watch is a descriptor: let there be as many as the system grants us. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? LIMIT_CONNECTIONS + 64
	                                                 : MIN(limit.rlim_max, (rlim_t)LIMIT_CONNECTIONS + 64);
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void add_administrator(struct server *s, const char *token)
{
	struct identity who;

	identity_of_name("admin", &who);
	tokens_add(api_tokens(world_api(s->world)), token, &who);
	identity_release(&who);
}

struct server *server_new(const struct server_options *o, struct err *err)
{
	struct server *s = xcalloc(1, sizeof(*s));

	s->loop = o->loop;
	s->world = o->world;
	s->pace = o->pace;
	s->journal = o->journal;
	s->log = o->log;
	add_administrator(s, o->token);
	raise_limit();
	s->gone = epoll_create1(EPOLL_CLOEXEC);
	s->gone_fd = loop_fd_add(s->loop, s->gone, LOOP_READ, on_gone, s);
	if (start_daemon(s, o, err) < 0) {
		close(o->listener);
		server_free(s);
		return NULL;
	}
	loop_before_sleep(s->loop, before_sleep, s);
	return s;
}

/* libmicrohttpd does not stop while a connection is suspended. */
static void end_streams(struct server *s)
{
	vec_each(&s->streams, t) {
		(*t)->gone = true;
		if ((*t)->suspended)
			MHD_resume_connection((*t)->connection);
		(*t)->suspended = false;
	}
}

uint64_t server_requests(const struct server *s)
{
	return s->requests;
}

void server_free(struct server *s)
{
	if (!s)
		return;
	loop_cancel(s->loop, before_sleep, s);
	loop_fd_del(s->fd);
	loop_timer_del(s->timer);
	end_streams(s);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	loop_fd_del(s->gone_fd);
	close(s->gone);
	vec_release(&s->wake);
	vec_release(&s->streams);
	vec_each(&s->lines, l)
		free(*l);
	vec_release(&s->lines);
	loop_timer_del(s->sweep);
	free(s);
}
