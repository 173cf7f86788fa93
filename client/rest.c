/*
 * See rest.h. Each exchange is an easy handle in one of two pools (curl multi handles): one for streams, one for the
 * rest. A pool whose connections are held to be dead, or were made as somebody else, is retired: what runs on it ends
 * there, and a new pool takes its place. Nothing is added to or removed from a pool while curl is calling us back; that
 * waits for tend().
 */
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/limits.h"
#include "client/address.h"
#include "client/credentials.h"
#include "client/headers.h"
#include "client/rest.h"
#include "client/trouble.h"

enum {
	CONNECT_MS = 10000,
	GET_MS = 10000,			/* a person waits */
	LIST_MS = 60000,		/* as long as the server may take */
	WRITE_MS = 30000,
	DEAD_PEER_MS = 30000,		/* unacknowledged bytes after which the kernel gives up */
};

struct pool {
	struct rest *rest;
	CURLM *multi;
	struct loop_timer *timer;
	size_t users;
	bool retired;
	uint64_t cert_serial;
	struct exchange *scout;		/* makes the first connection while the others wait; NULL: nobody does */
	bool scouted;			/* whether connections are shared (HTTP/2) is known, or not waited for */
};

struct rest {
	struct transport base;
	struct loop *loop;
	struct log *log;
	struct config config;		/* server, names, TLS: copies of what is used here */
	struct address address;
	struct curl_slist *connect_to;	/* with tls-server-name; NULL else */
	char *user_agent;
	struct credentials *credentials;
	struct pool *pools[2];		/* [stream] */
	VEC(struct pool *) retired;
	VEC(struct exchange *) exchanges;
	struct loop_timer *tend;
	int in_curl;
};

struct exchange {
	struct rest *rest;
	struct pool *pool;		/* NULL: not begun */
	CURL *easy;
	struct curl_slist *headers;
	struct transport_sink sink;
	void *arg;
	bool stream, cancelled, retried;
	bool again;			/* a 401 that is tried once more with new credentials */
	uint64_t serial;		/* of the identity it was sent with */
	/* the request */
	const char *method, *content_type, *accept;
	enum verb verb;
	char *url;
	struct str body;
	/* the answer */
	bool headed;
	struct transport_head head;
	name_vec warnings;
	size_t bytes;
	bool too_large;
	char detail[CURL_ERROR_SIZE];
};

static void tend_soon(struct rest *r);

/* --- pools: curl's sockets and its timer on our loop --- */

static void collect(struct pool *p);

static void on_socket(void *arg, int fd, int events)
{
	struct pool *p = arg;
	int running, flags = (events & LOOP_READ ? CURL_CSELECT_IN : 0) | (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0);

	p->rest->in_curl++;
	curl_multi_socket_action(p->multi, fd, flags, &running);
	p->rest->in_curl--;
	collect(p);
}

static int64_t on_pool_timer(void *arg)
{
	struct pool *p = arg;
	int running;

	p->timer = NULL; /* Curl sets a new one from inside the call. */
	p->rest->in_curl++;
	curl_multi_socket_action(p->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	p->rest->in_curl--;
	collect(p);
	return LOOP_NOMORE;
}

static int set_socket(CURL *easy UNUSED, curl_socket_t fd, int what, void *arg, void *socket)
{
	static const int events_of[] = {
		[CURL_POLL_NONE] = 0,
		[CURL_POLL_IN] = LOOP_READ,
		[CURL_POLL_OUT] = LOOP_WRITE,
		[CURL_POLL_INOUT] = LOOP_READ | LOOP_WRITE,
	};
	struct pool *p = arg;

	if (what == CURL_POLL_REMOVE) {
		loop_fd_del(socket);
		curl_multi_assign(p->multi, fd, NULL);
	} else if (socket) {
		loop_fd_set(socket, events_of[what]);
	} else {
		curl_multi_assign(p->multi, fd, loop_fd_add(p->rest->loop, fd, events_of[what], on_socket, p));
	}
	return 0;
}

static int set_timer(CURLM *multi UNUSED, long ms, void *arg)
{
	struct pool *p = arg;

	loop_timer_del(take(p->timer));
	if (ms >= 0)
		p->timer = loop_timer_add(p->rest->loop, ms, on_pool_timer, p);
	return 0;
}

static struct pool *pool_new(struct rest *r, uint64_t cert_serial)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	p->rest = r;
	p->cert_serial = cert_serial;
	p->multi = curl_multi_init();
	curl_multi_setopt(p->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(p->multi, CURLMOPT_SOCKETDATA, p);
	curl_multi_setopt(p->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(p->multi, CURLMOPT_TIMERDATA, p);
	return p;
}

static void pool_free(struct pool *p)
{
	if (!p)
		return;
	p->rest->in_curl++; /* Closing connections calls set_socket. */
	curl_multi_cleanup(p->multi);
	p->rest->in_curl--;
	loop_timer_del(p->timer);
	free(p);
}

static void pool_retire(struct rest *r, bool stream)
{
	struct pool *p = r->pools[stream];

	if (!p)
		return;
	p->retired = true;
	vec_push(&r->retired, p);
	r->pools[stream] = NULL;
	tend_soon(r);
}

/* --- exchanges --- */

/* The others may go: on the scout's connection where it is shared, on their own where it is not or did not come. */
static void end_scouting(struct exchange *x)
{
	if (!x->pool || x->pool->scout != x)
		return;
	x->pool->scout = NULL;
	x->pool->scouted = true;
	tend_soon(x->rest);
}

static void exchange_detach(struct exchange *x)
{
	end_scouting(x);
	if (x->easy) {
		x->rest->in_curl++;
		curl_multi_remove_handle(x->pool->multi, x->easy);
		curl_easy_cleanup(x->easy);
		x->rest->in_curl--;
		x->pool->users--;
	}
	curl_slist_free_all(x->headers);
	vec_each(&x->warnings, w)
		free(*w);
	x->warnings.len = 0;
	x->easy = NULL;
	x->pool = NULL;
	x->headers = NULL;
}

static void exchange_free(struct exchange *x)
{
	struct rest *r = x->rest;

	exchange_detach(x);
	for (size_t i = 0; i < r->exchanges.len; i++)
		if (r->exchanges.items[i] == x) {
			vec_remove(&r->exchanges, i);
			break;
		}
	vec_release(&x->warnings);
	free(x->url);
	str_release(&x->body);
	free(x);
	if (r->retired.len)
		tend_soon(r);
}

static void finish(struct exchange *x, const struct err *err)
{
	struct transport_sink sink = x->sink;
	void *arg = x->arg;
	bool tell = !x->cancelled;

	exchange_free(x);
	if (tell)
		sink.done(arg, err);
}

/* --- what goes wrong --- */

static enum trouble trouble_of(CURLcode code)
{
	static const unsigned char of[CURL_LAST] = {
		[CURLE_URL_MALFORMAT] = TROUBLE_ADDRESS,	[CURLE_UNSUPPORTED_PROTOCOL] = TROUBLE_ADDRESS,
		[CURLE_COULDNT_RESOLVE_HOST] = TROUBLE_HOST,	[CURLE_COULDNT_RESOLVE_PROXY] = TROUBLE_PROXY_HOST,
		[CURLE_PROXY] = TROUBLE_PROXY,			[CURLE_COULDNT_CONNECT] = TROUBLE_CONNECT,
		[CURLE_OPERATION_TIMEDOUT] = TROUBLE_TIME,	[CURLE_SSL_CONNECT_ERROR] = TROUBLE_TLS,
		[CURLE_PEER_FAILED_VERIFICATION] = TROUBLE_TRUST, [CURLE_SSL_CACERT_BADFILE] = TROUBLE_AUTHORITY,
		[CURLE_SSL_CERTPROBLEM] = TROUBLE_CERTIFICATE,	[CURLE_GOT_NOTHING] = TROUBLE_NOTHING,
		[CURLE_PARTIAL_FILE] = TROUBLE_CUT,		[CURLE_SEND_ERROR] = TROUBLE_LOST,
		[CURLE_RECV_ERROR] = TROUBLE_LOST,		[CURLE_HTTP2] = TROUBLE_LOST,
		[CURLE_HTTP2_STREAM] = TROUBLE_LOST,
	};

	return of[code];
}

/* Curl's detail, or for a connection that was not made the system's word for it, which is shorter: "Connection
 * refused". */
static void explain(const struct exchange *x, CURLcode code, struct err *err)
{
	const struct config *c = &x->rest->config;
	const char *why = *x->detail ? x->detail : curl_easy_strerror(code);
	char limit[32];
	long number = 0;

	curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &number);
	if (code == CURLE_COULDNT_CONNECT && number)
		why = strerror((int)number);
	snprintf(limit, sizeof(limit), "%d MiB", LIMIT_ANSWER_BYTES >> 20);
	trouble_explain(x->too_large ? TROUBLE_LARGE : trouble_of(code), c->server,
	                c->source ? c->source : "the kubeconfig", x->too_large ? limit : why, err);
}

/* --- curl calls us --- */

/* The end of the head: either this is the answer, or a 401 after which we ask once more as somebody fresh. */
static void head_end(struct exchange *x)
{
	long code = 0;

	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &code);
	if (code < 200)
		return;
	x->headed = true;
	x->head.code = (int)code;
	if (code == 401 && !x->retried && credentials_refused(x->rest->credentials, x->serial)) {
		x->again = true;
		return;
	}
	vec_push(&x->warnings, NULL);
	x->warnings.len--;
	x->head.warnings = (const char *const *)x->warnings.items;
	x->sink.head(x->arg, &x->head);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * count;
	_cleanup_(freep) char *line = xstrndup(bytes, len);

	if (x->cancelled)
		return 0;
	if (x->headed)
		return len; /* Trailers. */
	line[strcspn(line, "\r\n")] = '\0';
	if (*line)
		headers_read(line, &x->head, &x->warnings);
	else
		head_end(x);
	return x->cancelled ? 0 : len;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * count;

	if (x->cancelled)
		return 0;
	if (x->again)
		return len;
	x->bytes += len;
	if (!x->stream && x->bytes > LIMIT_ANSWER_BYTES) {
		x->too_large = true;
		return 0;
	}
	x->sink.data(x->arg, bytes, len);
	return x->cancelled ? 0 : len;
}

/* The connection is made and TLS has told what it is. */
static int on_connected(void *arg, char *to UNUSED, char *from UNUSED, int to_port UNUSED, int from_port UNUSED)
{
	end_scouting(arg);
	return CURL_PREREQFUNC_OK;
}

static int on_socket_made(void *arg UNUSED, curl_socket_t fd, curlsocktype purpose UNUSED)
{
	unsigned ms = DEAD_PEER_MS;

	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms)); /* Unix sockets have none; no harm. */
	return CURL_SOCKOPT_OK;
}

static void collect(struct pool *p)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(p->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		struct exchange *x = NULL;
		struct err err = ERR_INIT;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&x);
		if (code == CURLE_OK && !x->headed)
			code = CURLE_GOT_NOTHING; /* Curl takes half a head for a whole answer. */
		if (x->again && code == CURLE_OK) {
			exchange_detach(x);
			x->again = x->headed = false;
			x->retried = true;
			tend_soon(x->rest);
			continue;
		}
		if (code != CURLE_OK)
			explain(x, code, &err);
		finish(x, code != CURLE_OK ? &err : NULL);
	}
}

/* --- we call curl --- */

static int add_headers(struct exchange *x, const struct identity *who, struct err *err)
{
	struct rest *r = x->rest;
	_cleanup_(headers_release) name_vec lines = VEC_INIT;
	struct header_options options = {
		.accept = x->accept,
		.content_type = x->content_type,
		.body = x->body.len > 0,
		.host = r->address.host,
		.token = r->address.secure ? who->token : NULL,
		.config = &r->config,
	};
	int result = headers_make(&options, &lines, err);

	vec_each(&lines, line)
		x->headers = curl_slist_append(x->headers, *line);
	x->headers = curl_slist_append(x->headers, "Expect:"); /* No waiting for a 100 before a body. */
	return result;
}

static void set_blob(CURL *easy, CURLoption option, const char *text)
{
	struct curl_blob blob = { (void *)text, strlen(text), CURL_BLOB_COPY };

	curl_easy_setopt(easy, option, &blob);
}

/* The given authority is the only one: without CAPATH NULL, Debian's curl would also believe all of /etc/ssl/certs. */
static void set_tls(CURL *easy, const struct config *config, const struct identity *who)
{
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (config->ca) {
		set_blob(easy, CURLOPT_CAINFO_BLOB, config->ca);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (config->insecure) {
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (who->cert && who->key) {
		curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM");
		set_blob(easy, CURLOPT_SSLCERT_BLOB, who->cert);
		curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM");
		set_blob(easy, CURLOPT_SSLKEY_BLOB, who->key);
	}
}

static void set_way(CURL *easy, const struct rest *r)
{
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https,http");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 15L);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 10L);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket_made);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (r->config.proxy_url)
		curl_easy_setopt(easy, CURLOPT_PROXY, r->config.proxy_url);
	else if (r->address.local)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	if (r->connect_to)
		curl_easy_setopt(easy, CURLOPT_CONNECT_TO, r->connect_to);
}

static long timeout_ms(const struct exchange *x)
{
	if (x->stream)
		return 0;
	if (x->verb == VERB_GET)
		return GET_MS;
	return x->verb == VERB_LIST ? LIST_MS : WRITE_MS;
}

static void set_request(CURL *easy, struct exchange *x)
{
	curl_easy_setopt(easy, CURLOPT_URL, x->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, x->rest->user_agent);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms(x));
	if (!x->stream)
		curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	if (x->body.len) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body.len);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, x->body.buf);
	} else if (streq(x->method, "POST") || streq(x->method, "PUT") || streq(x->method, "PATCH")) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, x->method);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, x);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, x);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, x->detail);
}

/* Rather share an HTTP/2 connection that is being made than make more, so all wait for a pool's first. Without TLS
 * nobody would tell before the first answer what it is. (Not CURLOPT_PIPEWAIT: with libcurl 8.14 who waits for a
 * connection that turns out to be HTTP/1.1 and is kept by a watch waits for ever.) */
static bool must_wait(const struct exchange *x)
{
	const struct pool *p = x->rest->pools[x->stream];

	return p && p->scout;
}

static int launch(struct exchange *x, const struct identity *who, struct err *err)
{
	struct rest *r = x->rest;
	struct pool *p = r->pools[x->stream];
	int result = add_headers(x, who, err);

	if (result < 0)
		return result;
	if (p && p->cert_serial != who->cert_serial)
		pool_retire(r, x->stream);
	if (!r->pools[x->stream])
		r->pools[x->stream] = pool_new(r, who->cert_serial);
	x->serial = who->serial;
	x->pool = r->pools[x->stream];
	x->pool->users++;
	if (r->address.secure && !x->pool->scouted)
		x->pool->scout = x;
	x->easy = curl_easy_init();
	*x->detail = '\0';
	set_way(x->easy, r);
	set_tls(x->easy, &r->config, who);
	set_request(x->easy, x);
	if (r->address.secure && who->username) {
		curl_easy_setopt(x->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(x->easy, CURLOPT_USERNAME, who->username);
		curl_easy_setopt(x->easy, CURLOPT_PASSWORD, who->password ? who->password : "");
	}
	r->in_curl++;
	curl_multi_add_handle(x->pool->multi, x->easy);
	r->in_curl--;
	return 0;
}

/* --- what could not be done at once --- */

/* The next exchange that has something to be done about it, and what: cancelled, or not begun and now possible. */
static bool tend_one(struct rest *r)
{
	for (size_t i = 0; i < r->exchanges.len; i++) {
		struct exchange *x = r->exchanges.items[i];
		struct identity who = { 0 };
		struct err err = ERR_INIT;

		if (x->cancelled) {
			exchange_free(x);
			return true;
		}
		if (x->easy || must_wait(x))
			continue;
		int result = credentials_get(r->credentials, &who, &err);

		if (result == -EAGAIN)
			continue;
		if (result == 0)
			result = launch(x, &who, &err);
		if (result < 0)
			finish(x, &err);
		return true;
	}
	return false;
}

static int64_t tend(void *arg)
{
	struct rest *r = arg;

	r->tend = NULL;
	while (tend_one(r))
		;
	for (size_t i = 0; i < r->retired.len;) {
		if (r->retired.items[i]->users) {
			i++;
			continue;
		}
		pool_free(r->retired.items[i]);
		vec_remove(&r->retired, i);
	}
	return LOOP_NOMORE;
}

static void tend_soon(struct rest *r)
{
	if (!r->tend)
		r->tend = loop_timer_add(r->loop, 0, tend, r);
}

static void on_ready(void *arg)
{
	tend_soon(arg);
}

/* --- the transport --- */

static struct exchange *rest_send(struct transport *t, const struct request *request, bool stream,
                                  const struct transport_sink *sink, void *arg)
{
	struct rest *r = CONTAINER_OF(t, struct rest, base);
	struct exchange *x = xcalloc(1, sizeof(*x));
	_cleanup_(str_release) struct str url = STR_INIT;

	str_add(&url, r->address.prefix);
	request_url(request, &url);
	x->rest = r;
	x->sink = *sink;
	x->arg = arg;
	x->stream = stream;
	x->verb = request->verb;
	x->method = request_method(request);
	x->content_type = request->content_type;
	x->accept = request->accept;
	x->url = str_take(&url);
	str_init(&x->body);
	if (request->tree)
		json_print(request->tree, JSON_PLAIN, &x->body);
	else
		str_addn(&x->body, request->body.buf, request->body.len);
	vec_push(&r->exchanges, x);
	tend_soon(r);
	return x;
}

static void rest_cancel(struct transport *t, struct exchange *x)
{
	struct rest *r = CONTAINER_OF(t, struct rest, base);

	x->cancelled = true;
	if (r->in_curl)
		tend_soon(r);
	else
		exchange_free(x);
}

static void rest_drop(struct transport *t, struct exchange *x)
{
	struct rest *r = CONTAINER_OF(t, struct rest, base);

	if (x->pool && x->pool == r->pools[x->stream])
		pool_retire(r, x->stream);
	rest_cancel(t, x);
}

static void rest_free(struct transport *t)
{
	struct rest *r = CONTAINER_OF(t, struct rest, base);

	assert(!r->in_curl);
	while (r->exchanges.len)
		exchange_free(vec_last(&r->exchanges));
	vec_release(&r->exchanges);
	pool_free(r->pools[0]);
	pool_free(r->pools[1]);
	vec_each(&r->retired, p)
		pool_free(*p);
	vec_release(&r->retired);
	loop_timer_del(r->tend);
	credentials_free(r->credentials);
	curl_slist_free_all(r->connect_to);
	config_release(&r->config);
	address_release(&r->address);
	free(r->user_agent);
	free(r);
	curl_global_cleanup();
}

struct transport *rest_new(struct loop *loop, struct log *log, const struct config *config, const char *user_agent,
                           struct err *err)
{
	struct rest *r = xcalloc(1, sizeof(*r));

	curl_global_init(CURL_GLOBAL_DEFAULT);
	r->base = (struct transport){ .send = rest_send, .cancel = rest_cancel, .drop = rest_drop, .free = rest_free };
	r->loop = loop;
	r->log = log;
	config_copy(&r->config, config);
	r->user_agent = xstrdup(user_agent ? user_agent : "ordinal");
	struct credentials_options options = {
		.loop = loop, .log = log, .config = &r->config, .wall_ms = clock_wall_ms, .ready = on_ready, .arg = r,
	};

	r->credentials = credentials_new(&options);
	if (address_parse(config->server, config->tls_server_name, &r->address, err) < 0) {
		if (config->source)
			err_prefix(err, "%s", config->source);
		rest_free(&r->base);
		return NULL;
	}
	if (r->address.connect_to)
		r->connect_to = curl_slist_append(NULL, r->address.connect_to);
	return &r->base;
}
