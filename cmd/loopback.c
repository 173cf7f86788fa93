#include "cmd/loopback.h"

#include "sim/api/api.h"
#include "sim/feed.h"
#include "sim/route.h"

#define READ_BYTES (64 << 10)
#define BOOKMARK_MS 60000

struct exchange {
	struct loopback *loopback;
	struct transport_sink sink;
	void *arg;
	struct api_response response;
	struct feed feed;
	struct world_event *next;	/* when there will be more to read though nothing changes */
	bool head_sent;
	bool dead;			/* cancelled or done: freed at the end of the turn */
};

struct loopback {
	struct transport transport;
	struct loop *loop;
	struct world *world;
	VEC(struct exchange *) open;
	char *cut;			/* why nothing gets through, or NULL */
	VEC(char *) refused;		/* paths that answer 403 */
	bool due;			/* a delivery is deferred */
	bool delivering;
	struct world_event *bookmark;
};

static void deliver(void *arg);

static void schedule(struct loopback *l)
{
	if (l->due)
		return;
	l->due = true;
	loop_defer(l->loop, deliver, l);
}

static void wake(void *arg)
{
	schedule(arg);
}

/* --- delivering --- */

static void send_head(struct exchange *x)
{
	const char *texts[16] = { NULL };
	struct transport_head head = { .code = x->response.code, .date_ms = world_now(x->loopback->world) / 1000 * 1000,
				       .retry_after_s = x->response.retry_after_s ? x->response.retry_after_s : -1 };
	size_t n = 0;

	for (const json *w = json_first(x->response.warnings); w && n + 1 < COUNT(texts); w = json_next(w))
		texts[n++] = json_str_or(w, "");
	head.warnings = n ? texts : NULL;
	x->head_sent = true;
	x->sink.head(x->arg, &head);
}

static void finish(struct exchange *x, const struct err *err)
{
	x->dead = true;
	x->sink.done(x->arg, err);
}

static void on_next(void *arg)
{
	struct exchange *x = arg;

	x->next = NULL;
	schedule(x->loopback);
}

static void send_feed(struct exchange *x)
{
	struct world *w = x->loopback->world;
	struct str text = STR_INIT;
	int64_t next;

	while (!x->dead && feed_read(&x->feed, READ_BYTES, &text)) {
		x->sink.data(x->arg, text.buf, text.len);
		str_reset(&text);
	}
	str_release(&text);
	if (!x->dead && feed_ended(&x->feed))
		finish(x, NULL);
	if (x->dead)
		return;
	next = feed_next(&x->feed);
	world_cancel(w, take(x->next));
	if (next >= 0)
		x->next = world_after(w, next - world_now(w), WORLD_BACKGROUND, on_next, x);
}

static void send_body(struct exchange *x)
{
	if (x->response.object) {
		x->sink.data(x->arg, x->response.object->bytes, x->response.object->len);
		if (!x->dead)
			x->sink.data(x->arg, "\n", 1);
	} else if (x->response.body.len) {
		x->sink.data(x->arg, x->response.body.buf, x->response.body.len);
	}
	if (!x->dead)
		finish(x, NULL);
}

static void deliver_one(struct exchange *x)
{
	struct err err = ERR_INIT;

	if (x->loopback->cut) {
		err_set(&err, -ECONNREFUSED, "%s", x->loopback->cut);
		finish(x, &err);
		return;
	}
	if (!x->head_sent)
		send_head(x);
	if (x->dead)
		return;
	if (feed_any(&x->feed))
		send_feed(x);
	else
		send_body(x);
}

static void exchange_free(struct exchange *x)
{
	world_cancel(x->loopback->world, x->next);
	feed_free(&x->feed);
	api_response_release(&x->response);
	free(x);
}

static void sweep(struct loopback *l)
{
	for (size_t i = l->open.len; i-- > 0; ) {
		if (l->open.items[i]->dead) {
			exchange_free(l->open.items[i]);
			vec_remove(&l->open, i);
		}
	}
}

static void deliver(void *arg)
{
	struct loopback *l = arg;
	size_t n = l->open.len;		/* what is sent from here on waits for the next turn */

	l->due = false;
	l->delivering = true;
	for (size_t i = 0; i < n; i++) {
		if (!l->open.items[i]->dead)
			deliver_one(l->open.items[i]);
	}
	l->delivering = false;
	sweep(l);
}

/* --- asking --- */

static bool refuses(const struct loopback *l, const char *url)
{
	vec_each(&l->refused, path) {
		size_t len = strlen(*path);

		if (!strncmp(url, *path, len) && (!url[len] || url[len] == '?'))
			return true;
	}
	return false;
}

/* The server's words for who may not list across all namespaces. */
static void refuse(struct exchange *x, const struct kind *k)
{
	status_set(
	    &x->response.status, 403, "Forbidden",
	    "%s is forbidden: User \"admin\" cannot list resource \"%s\" in API group \"%s\" at the cluster scope",
	    k->plural, k->plural, k->group);
	x->response.code = 403;
	status_print(&x->response.status, &x->response.body);
}

static void ask(struct exchange *x, const struct request *r)
{
	_cleanup_(route_release) struct route route = { 0 };
	_cleanup_(str_release) struct str url = STR_INIT;
	_cleanup_(str_release) struct str body = STR_INIT;
	struct api_request req = { 0 };

	request_url(r, &url);
	if (r->kind && refuses(x->loopback, url.buf)) {
		refuse(x, r->kind);
		return;
	}
	route_parse(&route, request_method(r), url.buf, &req);
	if (r->tree)
		json_print(r->tree, JSON_PLAIN, &body);
	else
		str_addn(&body, r->body.buf, r->body.len);
	req.content_type = r->content_type ? r->content_type : body.len ? TYPE_JSON : NULL;
	req.accept = r->accept ? r->accept : TYPE_JSON;
	req.user_agent = "ordinal/loopback";
	req.user = "admin";
	req.body = body.buf;
	req.len = body.len;
	api_handle(world_api(x->loopback->world), &req, &x->response);
	x->feed = feed_take(&x->response);
	if (feed_any(&x->feed))
		feed_notify(&x->feed, wake, x->loopback);
}

static struct exchange *loopback_send(struct transport *t, const struct request *r, bool stream UNUSED,
				      const struct transport_sink *sink, void *arg)
{
	struct loopback *l = CONTAINER_OF(t, struct loopback, transport);
	struct exchange *x = xcalloc(1, sizeof(*x));

	x->loopback = l;
	x->sink = *sink;
	x->arg = arg;
	x->response = (struct api_response)API_RESPONSE_INIT;
	if (!l->cut)
		ask(x, r);
	vec_push(&l->open, x);
	schedule(l);
	return x;
}

static void loopback_cancel(struct transport *t, struct exchange *x)
{
	struct loopback *l = CONTAINER_OF(t, struct loopback, transport);

	x->dead = true;
	if (!l->delivering)
		sweep(l);
}

static void loopback_free(struct transport *t)
{
	struct loopback *l = CONTAINER_OF(t, struct loopback, transport);

	world_cancel(l->world, l->bookmark);
	loop_cancel(l->loop, deliver, l);
	vec_each(&l->open, x)
		exchange_free(*x);
	vec_release(&l->open);
	vec_each(&l->refused, path)
		free(*path);
	vec_release(&l->refused);
	free(l->cut);
	free(l);
}

/* Open watches get a sign of life once a minute, as a server gives it. */
static void on_bookmark(void *arg)
{
	struct loopback *l = arg;

	vec_each(&l->open, x) {
		if (!(*x)->dead)
			feed_bookmark(&(*x)->feed);
	}
	schedule(l);
	l->bookmark = world_after(l->world, BOOKMARK_MS, WORLD_BACKGROUND, on_bookmark, l);
}

struct transport *loopback_new(struct loop *loop, struct world *world)
{
	struct loopback *l = xcalloc(1, sizeof(*l));

	l->transport = (struct transport){ .send = loopback_send, .cancel = loopback_cancel, .free = loopback_free };
	l->loop = loop;
	l->world = world;
	l->bookmark = world_after(world, BOOKMARK_MS, WORLD_BACKGROUND, on_bookmark, l);
	return &l->transport;
}

void loopback_refuse(struct transport *t, const char *path)
{
	vec_push(&CONTAINER_OF(t, struct loopback, transport)->refused, xstrdup(path));
}

void loopback_cut(struct transport *t, const char *why)
{
	struct loopback *l = CONTAINER_OF(t, struct loopback, transport);

	free(l->cut);
	l->cut = xstrdup(why);
	schedule(l);
}

bool loopback_idle(const struct transport *t)
{
	return !CONTAINER_OF(t, struct loopback, transport)->due;
}
