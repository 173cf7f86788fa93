/* The reflector against a server made by hand: each way in which a list or a watch can end has one reaction. */
#include "tests/unit/client/fake.h"

#include "client/reflector.h"

struct bench {
	struct fake fake;
	struct rng rng;
	struct reflector *reflector;
	bool watch_list;
	struct str told;	/* what the sink was told, one word each */
};

/* --- the sink: writes down what it hears --- */

static void on_replace(void *arg, object_vec *objects, const char *version, bool current)
{
	struct bench *b = arg;

	str_addf(&b->told, "%s@%s[", current ? "current" : "newer", version);
	vec_each(objects, o)
		str_addf(&b->told, "%s%s", o == objects->items ? "" : " ", (*o)->name);
	str_add(&b->told, "] ");
}

static void on_event(void *arg, const struct stream_event *e)
{
	static const char *const signs[] = { "+", "~", "-" };
	struct bench *b = arg;

	str_addf(&b->told, "%s%s@%s ", signs[e->type], e->object->name, e->object->version);
}

static void on_version(void *arg, const char *version)
{
	struct bench *b = arg;

	str_addf(&b->told, "mark@%s ", version);
}

static void on_changed(void *arg)
{
	(void)arg;
}

static void told(struct bench *b, const char *expected)
{
	assert_string_equal(b->told.buf, expected);
	str_reset(&b->told);
}

static void state_is(struct bench *b, enum watch_phase phase, const char *part)
{
	struct watch_state s = reflector_state(b->reflector);

	assert_int_equal(s.phase, phase);
	if (!strstr(s.message, part))
		fail_msg("state says \"%s\", expected \"%s\" in it", s.message, part);
}

/* --- beginnings --- */

static void begin(struct bench *b, const struct kind *k, const char *namespace, const char *fallback)
{
	static const struct reflector_sink sink = { on_replace, on_event, on_version, on_changed };
	struct reflector_options o = {
		.loop = b->fake.loop,
		.rng = &b->rng,
		.transport = &b->fake.transport,
		.kind = k,
		.namespace = namespace,
		.fallback_namespace = fallback,
		.watch_list = &b->watch_list,
	};

	b->reflector = reflector_new(&o, &sink, b);
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

	reflector_free(b->reflector);
	fake_transport_free(&b->fake.transport);
	fake_release(&b->fake);
	str_release(&b->told);
	free(b);
	return 0;
}

#define LIST(version, items) "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"" version "\"},\"items\":[" items "]}"
#define POD(name, version) "{\"metadata\":{\"namespace\":\"d\",\"name\":\"" name "\",\"uid\":\"u\",\"resourceVersion\":\"" version "\"}}"
#define EVENT(type, name, version) "{\"type\":\"" type "\",\"object\":" POD(name, version) "}\n"
#define MARK(version) "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"" version "\"}}}\n"
#define INITIAL_END(version)                                                                                                     \
	"{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"" version                                         \
	"\",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}\n"
#define ERROR_EVENT(code, more) "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":" #code more "}}\n"
#define STATUS(code, more) "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":" #code more "}"

#define PODS "GET /api/v1/pods"
#define WATCH "GET /api/v1/pods?watch=true&allowWatchBookmarks=true&timeoutSeconds=*"

static bool asks(const struct exchange *x, const char *param)
{
	return strstr(x->line, param) != NULL;
}

/* Lists one pod at version 10 and opens the watch, which is returned. */
static struct exchange *live(struct bench *b)
{
	begin(b, KIND(pod), NULL, NULL);
	fake_answer(fake_expect(&b->fake, PODS "?limit=500"), 200, LIST("10", POD("a", "9")));
	struct exchange *watch = fake_expect(&b->fake, WATCH);

	assert_true(asks(watch, "&resourceVersion=10"));
	fake_head(watch, 200, -1);
	told(b, "current@10[a] ");
	return watch;
}

/* After a wait of at most ms, which must not be over before at_least. */
static struct exchange *after(struct bench *b, int64_t at_least, int64_t ms, const char *line)
{
	fake_advance(&b->fake, at_least);
	fake_expect_nothing(&b->fake);
	fake_advance(&b->fake, ms - at_least);
	return fake_expect(&b->fake, line);
}

/* --- the good day --- */

static void lists_then_watches(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	assert_true(w->stream);
	state_is(b, WATCH_LIVE, "");
	fake_data(w, EVENT("ADDED", "b", "11") EVENT("MODIFIED", "a", "12"));
	fake_data(w, EVENT("DELETED", "b", "13") MARK("20"));
	told(b, "+b@11 ~a@12 -b@13 mark@20 ");
	assert_false(reflector_busy(b->reflector));
}

static void a_regular_end_goes_on_from_the_bookmark(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, MARK("20"));
	fake_advance(&b->fake, 300000 - 200000);
	fake_data(w, MARK("21"));
	fake_end(w, NULL);
	w = fake_expect(&b->fake, WATCH);
	assert_true(asks(w, "&resourceVersion=21"));
	state_is(b, WATCH_LIVE, ""); /* Nothing was lost. */
}

static void a_lost_connection_goes_on_at_once(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, EVENT("MODIFIED", "a", "15"));
	fake_end(w, "reset");
	state_is(b, WATCH_LOST, "reset");
	w = fake_expect(&b->fake, WATCH);
	assert_true(asks(w, "&resourceVersion=15"));
	fake_head(w, 200, -1);
	state_is(b, WATCH_LIVE, "");
}

static void a_very_short_watch_backs_off(void **state)
{
	struct bench *b = *state;

	fake_end(live(b), NULL);
	state_is(b, WATCH_LOST, "at once");
	after(b, 790, 1600, WATCH);
}

static void the_version_never_goes_back(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, EVENT("MODIFIED", "a", "100") EVENT("MODIFIED", "b", "99"));
	fake_end(w, "reset");
	assert_true(asks(fake_expect(&b->fake, WATCH), "&resourceVersion=100"));
}

/* A server restored from a backup accepts a watch from the future and would say nothing until it gets there. */
static void a_server_that_went_back_is_read_anew(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, EVENT("MODIFIED", "a", "100") MARK("98") EVENT("ADDED", "never", "101"));
	told(b, "~a@100 ");
	state_is(b, WATCH_LOST, "behind what was already seen");
	assert_true(w->over);
	fake_answer(after(b, 790, 1600, PODS "?limit=500"), 200, LIST("99", POD("a", "97")));
	told(b, "current@99[a] ");
}

static void what_is_not_understood_is_passed_over(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, "{\"type\":\"NEWS\",\"object\":{}}\n{\"type\":\"ADDED\",\"object\":{\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"}}}\n"
		     "{\"type\":\"MODIFIED\",\"object\":{}}\n" EVENT("ADDED", "b", "11"));
	told(b, "+b@11 ");
	fake_data(w, "garbage");
	state_is(b, WATCH_LOST, "no event");
	assert_true(w->over);
	fake_expect(&b->fake, WATCH);
}

/* --- expiry --- */

static void gone_as_an_event_lists_not_older(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, EVENT("ADDED", "b", "12") ERROR_EVENT(410, ",\"reason\":\"Expired\"") EVENT("ADDED", "never", "13"));
	told(b, "+b@12 ");
	assert_true(w->over);
	fake_answer(fake_expect(&b->fake, PODS "?limit=500&resourceVersion=12&resourceVersionMatch=NotOlderThan"), 200,
		    LIST("30", POD("b", "12")));
	told(b, "newer@30[b] ");
	assert_true(asks(fake_expect(&b->fake, WATCH), "&resourceVersion=30"));
}

static void gone_as_an_answer_lists_and_does_not_spin(void **state)
{
	struct bench *b = *state;

	fake_end(live(b), "reset");
	fake_advance(&b->fake, 1);
	fake_answer(after(b, 0, 1600, WATCH), 410, STATUS(410, ",\"reason\":\"Gone\""));
	fake_answer(fake_expect(&b->fake, PODS "?limit=500&resourceVersion=10*"), 200, LIST("11", ""));
	fake_answer(fake_expect(&b->fake, WATCH), 410, STATUS(410, ""));
	fake_answer(after(b, 790, 60000, PODS "*"), 200, LIST("12", ""));
}

static void an_expired_list_asks_for_the_most_recent(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, ERROR_EVENT(410, ""));
	fake_answer(fake_expect(&b->fake, PODS "*"), 410, STATUS(410, ""));
	fake_answer(fake_expect(&b->fake, PODS "?limit=500"), 200, LIST("7", POD("a", "7")));
	told(b, "current@7[a] "); /* A restored cluster may have gone back: the most recent state is the truth. */
}

static void pages_that_expire_come_in_one(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(pod), NULL, NULL);
	fake_answer(fake_expect(&b->fake, PODS "?limit=500"), 200,
		    "{\"metadata\":{\"resourceVersion\":\"5\",\"continue\":\"t\"},\"items\":[" POD("a", "5") "]}");
	fake_answer(fake_expect(&b->fake, PODS "?limit=500&continue=t"), 410, STATUS(410, ""));
	fake_answer(fake_expect(&b->fake, PODS), 200, LIST("8", POD("a", "5") "," POD("b", "7")));
	told(b, "current@8[a b] ");
}

static void a_server_ahead_of_itself_is_asked_anew(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, ERROR_EVENT(410, ""));
	fake_answer(fake_expect(&b->fake, PODS "*"), 504,
		    STATUS(504, ",\"reason\":\"Timeout\",\"details\":{\"causes\":[{\"reason\":\"ResourceVersionTooLarge\",\"message\":\"m\"}]}"));
	after(b, 990, 1000, PODS "?limit=500");
}

static void an_older_picture_is_thrown_away(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, MARK("50") ERROR_EVENT(410, ""));
	told(b, "mark@50 ");
	fake_answer(fake_expect(&b->fake, PODS "?limit=500&resourceVersion=50*"), 200, LIST("49", ""));
	told(b, "");
	fake_answer(after(b, 790, 1600, PODS "?limit=500"), 200, LIST("60", POD("a", "9")));
	told(b, "current@60[a] ");
}

/* --- refusals --- */

static void a_busy_server_is_given_its_time(void **state)
{
	struct bench *b = *state;
	struct exchange *x;

	begin(b, KIND(pod), NULL, NULL);
	x = fake_expect(&b->fake, PODS "*");
	fake_head(x, 429, 7);
	fake_data(x, "slow down");
	fake_end(x, NULL);
	state_is(b, WATCH_LOST, "busy");
	fake_answer(after(b, 6990, 7000, PODS "?limit=500"), 200, LIST("10", ""));
	x = fake_expect(&b->fake, WATCH);
	fake_head(x, 429, 5);
	fake_end(x, NULL);
	x = after(b, 4990, 5000, WATCH); /* The version is kept: no list. */
	assert_true(asks(x, "&resourceVersion=10"));
}

static void waits_grow_and_are_capped(void **state)
{
	static const int64_t waits[] = { 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000 };
	struct bench *b = *state;

	begin(b, KIND(pod), NULL, NULL);
	for (size_t i = 0; i < COUNT(waits); i++) {
		fake_end(i ? after(b, waits[i - 1] - 1, 2 * waits[i - 1], PODS "*") : fake_expect(&b->fake, PODS "*"), "Connection refused");
		state_is(b, WATCH_LOST, "Connection refused");
	}
}

static void another_watch_that_is_back_wakes_it(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(pod), NULL, NULL);
	for (int i = 0; i < 6; i++) {
		fake_end(fake_expect(&b->fake, PODS "*"), "Connection refused");
		fake_expect_nothing(&b->fake);
		reflector_poke(b->reflector);
	}
	fake_expect(&b->fake, PODS "*");
}

static void a_server_error_lists_again(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_data(w, ERROR_EVENT(500, ",\"message\":\"etcd is away\""));
	state_is(b, WATCH_LOST, "etcd is away (500)");
	after(b, 790, 1600, PODS "?limit=500&resourceVersion=10*");
}

static void signed_out_is_said(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(pod), NULL, NULL);
	fake_answer(fake_expect(&b->fake, PODS "*"), 401, STATUS(401, ",\"message\":\"Unauthorized\""));
	state_is(b, WATCH_LOST, "signed out");
	after(b, 790, 1600, PODS "*");
}

static void a_kind_that_is_not_served_is_asked_for_each_minute(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(poddisruptionbudget), NULL, NULL);
	fake_answer(fake_expect(&b->fake, "GET /apis/policy/v1/poddisruptionbudgets*"), 404, "404 page not found");
	state_is(b, WATCH_FORBIDDEN, "does not serve poddisruptionbudgets.policy");
	after(b, 59990, 60000, "GET /apis/policy/v1/poddisruptionbudgets*");
}

static void forbidden_everywhere_falls_back_to_the_namespace(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(pod), NULL, "shop");
	fake_answer(fake_expect(&b->fake, PODS "*"), 403, STATUS(403, ",\"message\":\"pods is forbidden\""));
	fake_answer(fake_expect(&b->fake, "GET /api/v1/namespaces/shop/pods?limit=500"), 200, LIST("10", POD("a", "9")));
	fake_head(fake_expect(&b->fake, "GET /api/v1/namespaces/shop/pods?watch=true*"), 200, -1);
	struct watch_state s = reflector_state(b->reflector);

	assert_int_equal(s.phase, WATCH_LIVE);
	assert_true(s.narrowed);
	assert_string_equal(s.namespace, "shop");
}

static void forbidden_in_the_namespace_too_is_said(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(pod), NULL, "shop");
	fake_answer(fake_expect(&b->fake, PODS "*"), 403, STATUS(403, ""));
	fake_answer(fake_expect(&b->fake, "GET /api/v1/namespaces/shop/pods*"), 403, STATUS(403, ",\"message\":\"pods is forbidden\""));
	state_is(b, WATCH_FORBIDDEN, "pods is forbidden (403)");
	after(b, 59990, 60000, "GET /api/v1/namespaces/shop/pods*");
}

static void a_cluster_scoped_kind_has_no_namespace_to_fall_back_to(void **state)
{
	struct bench *b = *state;

	begin(b, KIND(node), NULL, "shop");
	fake_answer(fake_expect(&b->fake, "GET /api/v1/nodes?limit=500"), 403, STATUS(403, ",\"message\":\"nodes is forbidden\""));
	state_is(b, WATCH_FORBIDDEN, "nodes is forbidden");
	fake_expect_nothing(&b->fake);
}

/* --- silence --- */

static void silence_drops_the_connection(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_advance(&b->fake, 100000);
	fake_data(w, MARK("20"));
	fake_advance(&b->fake, 134000);
	assert_false(w->over);
	assert_int_equal(reflector_state(b->reflector).proof_ms, b->fake.now - 134000);
	fake_advance(&b->fake, 1000);
	assert_true(w->dropped);
	state_is(b, WATCH_LOST, "no sign of life for 135 s");
	w = fake_expect(&b->fake, WATCH);
	assert_true(asks(w, "&resourceVersion=20"));
}

/* As 1.36 answers a watch from a version that it has not reached, after a restore: it accepts, and is silent. */
static void a_watch_without_one_bookmark_is_checked_by_a_list(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	fake_advance(&b->fake, 135000);
	assert_true(w->dropped);
	fake_answer(fake_expect(&b->fake, PODS "?limit=500&resourceVersion=10*"), 504,
		    STATUS(504, ",\"details\":{\"causes\":[{\"reason\":\"ResourceVersionTooLarge\",\"message\":\"m\"}]}"));
	fake_answer(after(b, 990, 1000, PODS "?limit=500"), 200, LIST("4", POD("z", "3")));
	told(b, "current@4[z] ");
}

static void a_watch_that_is_never_answered_is_dropped(void **state)
{
	struct bench *b = *state;
	struct exchange *w;

	begin(b, KIND(pod), NULL, NULL);
	fake_answer(fake_expect(&b->fake, PODS "*"), 200, LIST("10", ""));
	w = fake_expect(&b->fake, WATCH);
	assert_true(reflector_busy(b->reflector));
	fake_advance(&b->fake, 30000);
	assert_true(w->dropped);
	state_is(b, WATCH_LOST, "no sign of life for 30 s");
	after(b, 790, 1600, WATCH);
}

/* --- watch-list --- */

#define STREAMED "GET /api/v1/pods?watch=true&allowWatchBookmarks=true&timeoutSeconds=*"

static struct exchange *begin_streamed(struct bench *b)
{
	b->watch_list = true;
	begin(b, KIND(pod), NULL, NULL);
	struct exchange *w = fake_expect(&b->fake, STREAMED);

	assert_true(asks(w, "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"));
	assert_false(asks(w, "&resourceVersion="));
	return w;
}

static void one_stream_lists_and_watches(void **state)
{
	struct bench *b = *state;
	struct exchange *w = begin_streamed(b);

	fake_head(w, 200, -1);
	state_is(b, WATCH_LISTING, "");
	fake_data(w, EVENT("ADDED", "b", "8") EVENT("ADDED", "a", "3") EVENT("ADDED", "c", "4"));
	fake_data(w, MARK("9") EVENT("MODIFIED", "b", "10") EVENT("DELETED", "c", "11"));
	told(b, "");
	assert_true(reflector_busy(b->reflector));
	fake_data(w, INITIAL_END("12") EVENT("ADDED", "d", "13"));
	told(b, "current@12[a b] +d@13 ");
	state_is(b, WATCH_LIVE, "");
	fake_advance(&b->fake, 10000); /* The patience of a watch now. */
	assert_false(w->over);
	fake_end(w, NULL);
	w = fake_expect(&b->fake, WATCH);
	assert_true(asks(w, "&resourceVersion=13"));
	assert_false(asks(w, "sendInitialEvents"));
}

static void a_server_without_watch_lists_gets_a_list(void **state)
{
	static const int codes[] = { 400, 422, 405, 500 };
	struct bench *b = *state;

	for (size_t i = 0; i < COUNT(codes); i++) {
		reflector_free(b->reflector);
		fake_answer(begin_streamed(b), codes[i], STATUS(422, ""));
		assert_false(b->watch_list);
		state_is(b, WATCH_LISTING, "");
		fake_expect(&b->fake, PODS "?limit=500");
	}
}

static void an_old_server_that_ignores_it_is_found_out_by_its_silence(void **state)
{
	struct bench *b = *state;
	struct exchange *w = begin_streamed(b);

	fake_head(w, 200, -1);
	fake_data(w, EVENT("ADDED", "a", "3"));
	fake_advance(&b->fake, 4900);
	assert_false(w->over);
	fake_advance(&b->fake, 100);
	assert_true(w->over);
	fake_answer(fake_expect(&b->fake, PODS "?limit=500"), 200, LIST("10", POD("a", "3")));
	told(b, "current@10[a] ");
	assert_false(b->watch_list);
}

static void who_may_list_and_not_watch_still_sees(void **state)
{
	struct bench *b = *state;

	fake_answer(begin_streamed(b), 403, STATUS(403, ""));
	assert_true(b->watch_list); /* Others may. */
	fake_answer(fake_expect(&b->fake, PODS "?limit=500"), 200, LIST("10", POD("a", "3")));
	told(b, "current@10[a] ");
	fake_answer(fake_expect(&b->fake, WATCH), 403, STATUS(403, ",\"message\":\"cannot watch\""));
	state_is(b, WATCH_FORBIDDEN, "cannot watch");
	after(b, 59990, 60000, PODS "?limit=500&resourceVersion=10*");
}

static void expiry_streams_anew_not_older(void **state)
{
	struct bench *b = *state;
	struct exchange *w = begin_streamed(b);

	fake_head(w, 200, -1);
	fake_data(w, INITIAL_END("12"));
	told(b, "current@12[] ");
	fake_data(w, ERROR_EVENT(410, ""));
	w = fake_expect(&b->fake, STREAMED);
	assert_true(asks(w, "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=12"));
	fake_head(w, 200, -1);
	fake_data(w, EVENT("ADDED", "a", "3") INITIAL_END("40"));
	told(b, "newer@40[a] ");
}

static void a_stream_lost_on_the_way_shows_nothing_half(void **state)
{
	struct bench *b = *state;
	struct exchange *w = begin_streamed(b);

	fake_head(w, 200, -1);
	fake_data(w, EVENT("ADDED", "a", "3"));
	fake_end(w, "reset");
	told(b, "");
	w = after(b, 790, 1600, STREAMED);
	fake_head(w, 200, -1);
	fake_data(w, EVENT("ADDED", "b", "4") INITIAL_END("5"));
	told(b, "current@5[b] ");
}

/* --- ends --- */

static void stopped_means_silent(void **state)
{
	struct bench *b = *state;
	struct exchange *w = live(b);

	reflector_stop(b->reflector);
	assert_true(w->over);
	fake_advance(&b->fake, 1000000);
	fake_expect_nothing(&b->fake);
	told(b, "");
}

static void cut_anywhere_it_tells_the_same(void **state)
{
	static const char text[] = EVENT("ADDED", "b", "11") MARK("12") EVENT("DELETED", "b", "13");
	struct bench *b = *state;
	struct exchange *w = live(b);

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		fake_data(w, (char[]){ text[i], '\0' });
	told(b, "+b@11 mark@12 -b@13 ");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(lists_then_watches),
		T(a_regular_end_goes_on_from_the_bookmark),
		T(a_lost_connection_goes_on_at_once),
		T(a_very_short_watch_backs_off),
		T(the_version_never_goes_back),
		T(a_server_that_went_back_is_read_anew),
		T(what_is_not_understood_is_passed_over),
		T(gone_as_an_event_lists_not_older),
		T(gone_as_an_answer_lists_and_does_not_spin),
		T(an_expired_list_asks_for_the_most_recent),
		T(pages_that_expire_come_in_one),
		T(a_server_ahead_of_itself_is_asked_anew),
		T(an_older_picture_is_thrown_away),
		T(a_busy_server_is_given_its_time),
		T(waits_grow_and_are_capped),
		T(another_watch_that_is_back_wakes_it),
		T(a_server_error_lists_again),
		T(signed_out_is_said),
		T(a_kind_that_is_not_served_is_asked_for_each_minute),
		T(forbidden_everywhere_falls_back_to_the_namespace),
		T(forbidden_in_the_namespace_too_is_said),
		T(a_cluster_scoped_kind_has_no_namespace_to_fall_back_to),
		T(silence_drops_the_connection),
		T(a_watch_without_one_bookmark_is_checked_by_a_list),
		T(a_watch_that_is_never_answered_is_dropped),
		T(one_stream_lists_and_watches),
		T(a_server_without_watch_lists_gets_a_list),
		T(an_old_server_that_ignores_it_is_found_out_by_its_silence),
		T(who_may_list_and_not_watch_still_sees),
		T(expiry_streams_anew_not_older),
		T(a_stream_lost_on_the_way_shows_nothing_half),
		T(stopped_means_silent),
		T(cut_anywhere_it_tells_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
