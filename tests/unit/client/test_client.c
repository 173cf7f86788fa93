/* The client as a whole on a server made by hand: cache and handlers, the port with its retries, the gate, time, state. */
#include "tests/unit/client/fake.h"

#include "client/client.h"
#include "client/verbs.h"

struct bench {
	struct fake fake;
	struct rng rng;
	struct client *client;
	struct cache *cache;
	struct str told;
	int changes;
	/* the last answer */
	int answers, code;
	char message[300], object[64], body[300];
};

static void on_change(void *arg)
{
	((struct bench *)arg)->changes++;
}

static void make(struct bench *b, bool read_only)
{
	struct client_options o = {
		.loop = b->fake.loop, .rng = &b->rng, .transport = &b->fake.transport, .read_only = read_only, .user_agent = "test",
	};
	struct err err = ERR_INIT;

	b->client = client_new(&o, &err);
	b->cache = client_cache(b->client);
	client_on_change(b->client, on_change, b);
}

static int setup(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	fake_init(&b->fake);
	rng_init(&b->rng, 1);
	str_init(&b->told);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	client_free(b->client);
	fake_release(&b->fake);
	str_release(&b->told);
	free(b);
	return 0;
}

/* --- cache and handlers --- */

static void handler(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	static const char *const signs[] = { "+", "~", "-" };
	struct bench *b = arg;
	const struct object *o = now ? now : old;

	assert_true((event == CACHE_ADDED) == !old);
	assert_true((event == CACHE_DELETED) == !now);
	str_addf(&b->told, "%s%s@%s%s ", signs[event], o->name, o->version, unknown ? "?" : "");
}

static void told(struct bench *b, const char *expected)
{
	assert_string_equal(b->told.buf, expected);
	str_reset(&b->told);
}

#define LIST(version, items) "{\"metadata\":{\"resourceVersion\":\"" version "\"},\"items\":[" items "]}"
#define POD_OF(uid, name, version)                                                                                                 \
	"{\"metadata\":{\"namespace\":\"d\",\"name\":\"" name "\",\"uid\":\"" uid "\",\"resourceVersion\":\"" version "\"}}"
#define POD(name, version) POD_OF("u-" name, name, version)
#define EVENT(type, pod) "{\"type\":\"" type "\",\"object\":" pod "}\n"
#define MARK(version) "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"" version "\"}}}\n"
#define GONE "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n"

/* Refuses the watch-list and answers the list; returns the open watch. */
static struct exchange *live(struct bench *b, const char *list)
{
	client_want(b->client, KIND(pod), NULL, NULL, OBJECT_FACTS);
	fake_answer(fake_expect(&b->fake, "GET /api/v1/pods?watch=true*"), 422, "{}");
	fake_answer(fake_expect(&b->fake, "GET /api/v1/pods?limit=500"), 200, list);
	struct exchange *watch = fake_expect(&b->fake, "GET /api/v1/pods?watch=true*");

	fake_head(watch, 200, -1);
	fake_settle(&b->fake);
	return watch;
}

/* Lets the watch expire and answers the list that follows; returns the new watch. */
static struct exchange *relist(struct bench *b, struct exchange *watch, const char *list)
{
	fake_data(watch, GONE);
	fake_answer(fake_expect(&b->fake, "GET /api/v1/pods?limit=500*"), 200, list);
	watch = fake_expect(&b->fake, "GET /api/v1/pods?watch=true*");
	fake_head(watch, 200, -1);
	return watch;
}

static void handlers_hear_each_change(void **state)
{
	struct bench *b = *state;

	make(b, false);
	b->cache->subscribe(b->cache, KIND(pod), handler, b);
	assert_false(b->cache->synced(b->cache, KIND(pod)));
	struct exchange *w = live(b, LIST("10", POD("b", "9") "," POD("a", "8")));

	assert_true(b->cache->synced(b->cache, KIND(pod)));
	assert_int_equal(b->cache->version(b->cache, KIND(pod)), 10);
	fake_data(w, EVENT("MODIFIED", POD("a", "11")) EVENT("ADDED", POD("c", "12")) EVENT("DELETED", POD("b", "13")) MARK("20"));
	told(b, "+a@8 +b@9 ~a@11 +c@12 -b@13 ");
	assert_int_equal(b->cache->version(b->cache, KIND(pod)), 20);
	assert_string_equal(cache_get(b->cache, KIND(pod), "d", "a")->version, "11");
	assert_null(cache_get(b->cache, KIND(pod), "d", "b"));
}

static void a_new_list_leaves_tombstones_and_repeats_nothing(void **state)
{
	struct bench *b = *state;

	make(b, false);
	b->cache->subscribe(b->cache, KIND(pod), handler, b);
	struct exchange *w = live(b, LIST("10", POD("a", "8") "," POD("b", "9") "," POD("c", "7")));

	str_reset(&b->told);
	w = relist(b, w, LIST("30", POD("a", "8") "," POD_OF("u-other", "c", "29") "," POD("d", "28")));
	told(b, "-b@9? -c@7? +c@29 +d@28 ");
	fake_data(w, EVENT("ADDED", POD("a", "8")) EVENT("MODIFIED", POD("d", "28")));
	told(b, ""); /* Seen in the list already. */
}

static void what_is_known_never_goes_back(void **state)
{
	struct bench *b = *state;

	make(b, false);
	b->cache->subscribe(b->cache, KIND(pod), handler, b);
	struct exchange *w = live(b, LIST("10", POD("a", "8")));

	fake_data(w, EVENT("MODIFIED", POD("a", "40")) EVENT("MODIFIED", POD("a", "39")) EVENT("DELETED", POD("a", "38")));
	told(b, "+a@8 ~a@40 ");
	relist(b, w, LIST("41", POD("a", "20")));
	told(b, "");
	assert_string_equal(cache_get(b->cache, KIND(pod), "d", "a")->version, "40");
}

struct chain {
	struct bench *bench;
	struct cache_handler *self, *other;
	int calls;
};

static void remove_all(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct chain *c = arg;

	(void)event;
	(void)old;
	(void)now;
	(void)unknown;
	c->calls++;
	c->bench->cache->unsubscribe(c->bench->cache, c->self);
	c->bench->cache->unsubscribe(c->bench->cache, c->other);
	c->other = c->bench->cache->subscribe(c->bench->cache, KIND(pod), handler, c->bench);
}

static void handlers_may_come_and_go_while_called(void **state)
{
	struct bench *b = *state;
	struct chain c = { .bench = b };

	make(b, false);
	c.self = b->cache->subscribe(b->cache, KIND(pod), remove_all, &c);
	c.other = b->cache->subscribe(b->cache, KIND(pod), handler, b);
	live(b, LIST("10", POD("a", "8") "," POD("b", "9")));
	assert_int_equal(c.calls, 1);
	told(b, "+b@9 "); /* The removed one heard nothing more, the added one only the next round. */
}

static void unwant(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct bench *b = arg;

	(void)event;
	(void)old;
	(void)unknown;
	if (cache_get(b->cache, KIND(pod), "d", now->name) == now)
		client_unwant(b->client, KIND(pod));
}

static void a_handler_may_end_the_watch(void **state)
{
	struct bench *b = *state;

	make(b, false);
	struct exchange *w = live(b, LIST("10", ""));

	b->cache->subscribe(b->cache, KIND(pod), unwant, b);
	fake_data(w, EVENT("ADDED", POD("a", "11")));
	assert_true(w->over);
	fake_settle(&b->fake);
	assert_null(cache_get(b->cache, KIND(pod), "d", "a"));
	fake_advance(&b->fake, 1000000);
	fake_expect_nothing(&b->fake);
}

static void wanting_is_counted(void **state)
{
	struct bench *b = *state;

	make(b, false);
	struct exchange *w = live(b, LIST("10", POD("a", "8")));

	client_want(b->client, KIND(pod), NULL, NULL, OBJECT_FACTS);
	fake_expect_nothing(&b->fake);
	client_unwant(b->client, KIND(pod));
	fake_settle(&b->fake);
	assert_false(w->over);
	client_unwant(b->client, KIND(pod));
	fake_settle(&b->fake);
	assert_true(w->over);
	assert_int_equal(client_watch_state(b->client, KIND(pod)).phase, WATCH_NONE);
}

static void wanting_the_bytes_too_lists_anew(void **state)
{
	struct bench *b = *state;

	make(b, false);
	struct exchange *w = live(b, LIST("10", POD("a", "8")));

	assert_null(cache_get(b->cache, KIND(pod), "d", "a")->bytes);
	client_want(b->client, KIND(pod), NULL, NULL, OBJECT_BYTES);
	assert_true(w->over);
	fake_answer(fake_expect(&b->fake, "GET /api/v1/pods?limit=500"), 200, LIST("10", POD("a", "8")));
	assert_non_null(cache_get(b->cache, KIND(pod), "d", "a")->bytes);
}

static void changes_are_told_once_a_turn(void **state)
{
	struct bench *b = *state;

	make(b, false);
	struct exchange *w = live(b, LIST("10", ""));

	b->changes = 0;
	fake_data(w, EVENT("ADDED", POD("a", "11")) EVENT("ADDED", POD("b", "12")) EVENT("ADDED", POD("c", "13")));
	assert_int_equal(b->changes, 0);
	fake_settle(&b->fake);
	assert_int_equal(b->changes, 1);
}

static void one_that_is_back_wakes_the_others(void **state)
{
	struct bench *b = *state;

	make(b, false);
	struct exchange *w = live(b, LIST("10", ""));

	client_want(b->client, KIND(node), NULL, NULL, OBJECT_FACTS);
	for (int i = 0; i < 6; i++) {
		fake_end(fake_expect(&b->fake, "GET /api/v1/nodes*"), "Connection refused");
		fake_advance(&b->fake, 60000);
		fake_data(w, MARK("20"));
	}
	fake_end(fake_expect(&b->fake, "GET /api/v1/nodes*"), "Connection refused");
	assert_int_equal(client_state(b->client).phase, WATCH_LOST);
	fake_expect_nothing(&b->fake);
	fake_end(w, "reset");
	fake_head(fake_expect(&b->fake, "GET /api/v1/pods?watch=true*"), 200, -1);
	fake_expect(&b->fake, "GET /api/v1/nodes*");
}

/* --- the port --- */

static void on_answer(void *arg, const struct answer *a)
{
	struct bench *b = arg;

	b->answers++;
	b->code = a->code;
	snprintf(b->message, sizeof(b->message), "%s", a->status.message ? a->status.message : "");
	snprintf(b->object, sizeof(b->object), "%s", a->object ? a->object->name : "");
	snprintf(b->body, sizeof(b->body), "%.*s", (int)a->len, a->body ? a->body : "");
}

static void submit(struct bench *b, enum verb verb, const char *subresource)
{
	struct request r;

	request_init(&r, verb, KIND(pod), "d", "a");
	if (subresource)
		request_sub(&r, subresource);
	if (verb != VERB_GET)
		r.tree = json_format("{'a':1}");
	port_submit(client_port(b->client), &r, on_answer, b);
	assert_null(r.name);
}

static void an_answer_has_its_object(void **state)
{
	struct bench *b = *state;

	make(b, false);
	submit(b, VERB_GET, NULL);
	assert_false(client_idle(b->client));
	fake_answer(fake_expect(&b->fake, "GET /api/v1/namespaces/d/pods/a"), 200, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}");
	assert_int_equal(b->code, 200);
	assert_string_equal(b->object, "a");
	assert_true(client_idle(b->client));
	submit(b, VERB_PATCH, "scale");
	struct exchange *x = fake_expect(&b->fake, "PATCH /api/v1/namespaces/d/pods/a/scale");

	assert_string_equal(x->body, "{\"a\":1}");
	fake_answer(x, 200, "{\"kind\":\"Scale\",\"metadata\":{\"name\":\"a\"}}");
	assert_string_equal(b->object, ""); /* A Scale is no pod. */
}

static void a_refusal_has_its_status(void **state)
{
	struct bench *b = *state;

	make(b, false);
	submit(b, VERB_DELETE, NULL);
	fake_answer(fake_expect(&b->fake, "DELETE *"), 409, "{\"kind\":\"Status\",\"code\":409,\"message\":\"no longer\",\"reason\":\"Conflict\"}");
	assert_int_equal(b->code, 409);
	assert_string_equal(b->message, "no longer");
	submit(b, VERB_DELETE, NULL);
	fake_end(fake_expect(&b->fake, "DELETE *"), "the connection was lost");
	assert_int_equal(b->code, 0);
	assert_string_equal(b->message, "the connection was lost");
}

/* What is tried again, after how long, and what is not. */
static void what_is_tried_again(void **state)
{
	static const struct {
		enum verb verb;
		const char *subresource;
		int code, retry_after_s;	/* code 0: the connection is lost */
		int64_t wait_ms;		/* -1: it is the answer */
	} rows[] = {
		{ VERB_GET, NULL, 429, 2, 2000 },   { VERB_PATCH, NULL, 429, 2, 2000 },	 { VERB_PATCH, NULL, 429, -1, -1 },
		{ VERB_GET, NULL, 503, 3, 3000 },   { VERB_GET, NULL, 503, -1, -1 },	 { VERB_PATCH, NULL, 503, 3, -1 },
		{ VERB_DELETE, NULL, 500, 1, -1 },  { VERB_GET, NULL, 0, -1, 1000 },	 { VERB_PATCH, NULL, 0, -1, -1 },
		{ VERB_GET, NULL, 429, 31, -1 },    { VERB_CREATE, "eviction", 429, 10, -1 }, { VERB_GET, NULL, 404, 1, -1 },
	};
	struct bench *b = *state;

	make(b, false);
	for (size_t i = 0; i < COUNT(rows); i++) {
		int before = b->answers;

		submit(b, rows[i].verb, rows[i].subresource);
		struct exchange *x = fake_next(&b->fake);

		if (rows[i].code)
			fake_head(x, rows[i].code, rows[i].retry_after_s);
		fake_end(x, rows[i].code ? NULL : "lost");
		if (rows[i].wait_ms < 0) {
			if (b->answers != before + 1)
				fail_msg("row %zu: no answer", i);
			continue;
		}
		assert_int_equal(b->answers, before);
		fake_advance(&b->fake, rows[i].wait_ms - 1);
		fake_expect_nothing(&b->fake);
		fake_advance(&b->fake, 1);
		fake_answer(fake_next(&b->fake), 200, "{}");
		assert_int_equal(b->answers, before + 1);
	}
}

static void a_connection_lost_twice_is_the_answer(void **state)
{
	struct bench *b = *state;

	make(b, false);
	submit(b, VERB_GET, NULL);
	fake_end(fake_next(&b->fake), "lost");
	fake_advance(&b->fake, 1000);
	fake_end(fake_next(&b->fake), "lost again");
	assert_int_equal(b->answers, 1);
	assert_string_equal(b->message, "lost again");
}

static void it_does_not_try_for_ever(void **state)
{
	struct bench *b = *state;
	int sent = 0;

	make(b, false);
	submit(b, VERB_GET, NULL);
	for (struct exchange *x; (x = fake_next(&b->fake)); sent++) {
		fake_head(x, 429, 1);
		fake_end(x, NULL);
		fake_advance(&b->fake, 1000);
	}
	assert_int_equal(sent, 10);
	assert_int_equal(b->answers, 1);
	assert_int_equal(b->code, 429);
}

/* --- the gate --- */

static void read_only_sends_no_write(void **state)
{
	static const struct {
		const char *method, *path, *query, *body;
		bool passes;
	} rows[] = {
		{ "GET", "/api/v1/pods", NULL, NULL, true },
		{ "POST", "/api/v1/namespaces/d/pods", NULL, "{}", false },
		{ "PUT", "/api/v1/namespaces/d/pods/a", NULL, "{}", false },
		{ "PATCH", "/apis/apps/v1/namespaces/d/statefulsets/a/scale", NULL, "{}", false },
		{ "PATCH", "/apis/apps/v1/namespaces/d/statefulsets/a/scale", "dryRun=All", "{}", true },
		{ "PATCH", "/apis/apps/v1/namespaces/d/statefulsets/a", "dryRun=All&force=true", "{}", false },
		{ "PATCH", "/apis/apps/v1/namespaces/d/statefulsets/a", "dryRun=", "{}", false },
		{ "DELETE", "/api/v1/namespaces/d/pods/a", NULL, NULL, false },
		{ "DELETE", "/api/v1/namespaces/d/pods/a", "dryRun=All", NULL, true },
		{ "DELETE", "/api/v1/namespaces/d/pods/a", "dryRun=All", "{\"kind\":\"DeleteOptions\"}", false },
		{ "DELETE", "/api/v1/namespaces/d/pods/a", "dryRun=All", "{\"dryRun\":[\"All\"]}", true },
		{ "POST", "/api/v1/namespaces/d/pods/a/eviction", NULL, "{}", false },
		{ "GET", "/api/v1/namespaces/d/pods/a/exec", "command=sh", NULL, false },
		{ "GET", "/api/v1/namespaces/d/pods/a/proxy/shutdown", NULL, NULL, false },
		{ "GET", "/api/v1/namespaces/d/pods/a/log", "follow=true", NULL, true },
		{ "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", NULL, "{}", true },
		{ "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", NULL, "{}", false },
	};
	static const enum verb verbs[] = { VERB_GET, VERB_CREATE, VERB_UPDATE, VERB_PATCH, VERB_DELETE };
	struct bench *b = *state;

	make(b, true);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct request r = REQUEST_INIT;

		for (size_t v = 0; v < COUNT(verbs); v++) {
			r.verb = verbs[v];
			if (streq(request_method(&r), rows[i].method))
				break;
		}
		r.path = xstrdup(rows[i].path);
		r.query = xstrdup(rows[i].query);
		if (rows[i].body)
			str_add(&r.body, rows[i].body);
		b->answers = 0;
		port_submit(client_port(b->client), &r, on_answer, b);
		struct exchange *x = fake_next(&b->fake);

		if ((x != NULL) != rows[i].passes)
			fail_msg("row %zu: %s %s", i, rows[i].method, rows[i].path);
		if (x)
			fake_answer(x, 200, "{}");
		fake_settle(&b->fake);
		assert_int_equal(b->answers, 1);
		assert_int_equal(b->code, rows[i].passes ? 200 : 403);
		assert_true(rows[i].passes || (strstr(b->message, "read-only") && strstr(b->message, rows[i].path)));
	}
}

static void a_cancelled_refusal_is_silent(void **state)
{
	struct bench *b = *state;

	make(b, true);
	submit(b, VERB_DELETE, NULL);
	client_free(b->client);
	b->client = NULL;
	fake_advance(&b->fake, 10);
	assert_int_equal(b->answers, 0);
}

/* --- time and state --- */

static void date(struct bench *b, int64_t date_ms)
{
	struct transport_head head = { .code = 200, .date_ms = date_ms, .retry_after_s = -1 };
	struct exchange *x;

	submit(b, VERB_GET, NULL);
	x = fake_next(&b->fake);
	x->sink.head(x->arg, &head);
	fake_end(x, NULL);
}

static void the_cluster_tells_the_time(void **state)
{
	struct bench *b = *state;
	const int64_t noon = 1768478400000;

	make(b, false);
	date(b, noon);
	assert_int_equal(client_now(b->client), noon);
	fake_advance(&b->fake, 700);
	date(b, noon); /* The same second still: our estimate stands. */
	assert_int_equal(client_now(b->client), noon + 700);
	fake_advance(&b->fake, 700);
	date(b, noon + 1000);
	assert_int_equal(client_now(b->client), noon + 1400);
	date(b, noon + 5000); /* It went faster than we thought. */
	assert_int_equal(client_now(b->client), noon + 5000);
	date(b, noon + 2000); /* And was turned back. */
	assert_int_equal(client_now(b->client), noon + 2999);
}

static void the_worst_watch_speaks_for_all(void **state)
{
	struct bench *b = *state;

	make(b, false);
	assert_int_equal(client_state(b->client).phase, WATCH_NONE);
	struct exchange *w = live(b, LIST("10", ""));

	assert_int_equal(client_state(b->client).phase, WATCH_LIVE);
	fake_advance(&b->fake, 5000);
	client_want(b->client, KIND(node), NULL, NULL, OBJECT_FACTS);
	fake_settle(&b->fake);
	assert_int_equal(client_state(b->client).phase, WATCH_LISTING);
	assert_false(client_idle(b->client));
	fake_answer(fake_expect(&b->fake, "GET /api/v1/nodes*"), 403, "{\"kind\":\"Status\",\"code\":403,\"message\":\"no nodes for you\"}");
	assert_int_equal(client_state(b->client).phase, WATCH_LIVE); /* Forbidden for good is told in its own view. */
	fake_settle(&b->fake);
	assert_true(client_idle(b->client));
	assert_int_equal(client_state(b->client).proof_ms, b->fake.now - 5000);
	fake_end(w, "reset");
	assert_int_equal(client_state(b->client).phase, WATCH_LOST);
	assert_string_equal(client_state(b->client).message, "reset");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(handlers_hear_each_change),
		T(a_new_list_leaves_tombstones_and_repeats_nothing),
		T(what_is_known_never_goes_back),
		T(handlers_may_come_and_go_while_called),
		T(a_handler_may_end_the_watch),
		T(wanting_is_counted),
		T(wanting_the_bytes_too_lists_anew),
		T(changes_are_told_once_a_turn),
		T(one_that_is_back_wakes_the_others),
		T(an_answer_has_its_object),
		T(a_refusal_has_its_status),
		T(what_is_tried_again),
		T(a_connection_lost_twice_is_the_answer),
		T(it_does_not_try_for_ever),
		T(read_only_sends_no_write),
		T(a_cancelled_refusal_is_silent),
		T(the_cluster_tells_the_time),
		T(the_worst_watch_speaks_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
