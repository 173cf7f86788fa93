/* Watches: what they begin with, what a selector makes of changes, bookmarks, the end of history. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/limits.h"
#include "sim/api/api.h"
#include "sim/route.h"
#include "tests/unit/sim/drive.h"

static int setup(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "" };

	*state = world_new(&options, NULL);
	must(*state, 201, VERB_CREATE, KIND(namespace), NULL, "{metadata: {name: default}}");
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static struct api_response get(struct world *w, const char *url)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { .user = "admin" };

	route_parse(&route, "GET", url, &req);
	api_handle(world_api(w), &req, &res);
	return res;
}

static struct watch *open_watch(struct world *w, const char *query)
{
	_cleanup_(freep) char *url = xasprintf("/api/v1/namespaces/default/configmaps?watch=1%s", query);
	struct api_response res = get(w, url);
	struct watch *watch = take(res.watch);

	assert_int_equal(res.code, 200);
	assert_non_null(watch);
	api_response_release(&res);
	return watch;
}

/* What there is to read, as "ADDED a 2, MODIFIED a 3, ". */
static void expect_events(struct watch *watch, const char *expected)
{
	_cleanup_(str_release) struct str text = STR_INIT, got = STR_INIT;

	while (watch_read(watch, 1, &text))
		;
	for (const char *p = text.buf; *p; p += strcspn(p, "\n") + 1) {
		_cleanup_(json_freep) json *event = json_parse(p, strcspn(p, "\n"), NULL);
		const json *object = json_get(event, "object");

		assert_non_null(event);
		str_addf(&got, "%s %s %s%s, ", json_get_str(event, "type"), json_str_or(json_at(object, "metadata.name"), "-"),
			json_str_or(json_at(object, "metadata.resourceVersion"), "-"),
			json_at(object, "metadata.annotations") ? " end" : "");
	}
	assert_string_equal(got.buf, expected);
}

#define CM KIND(configmap)

static void test_follow(void **state)
{
	struct world *w = *state;
	struct watch *watch;

	must(w, 201, VERB_CREATE, CM, NULL, "{metadata: {name: a}}");
	watch = open_watch(w, "");
	expect_events(watch, "ADDED a 2, ");
	must(w, 200, VERB_PATCH, CM, "a", "{data: {k: v}}");
	must(w, 200, VERB_PATCH, CM, "a", "{data: {k: v}}");
	must(w, 201, VERB_CREATE, CM, NULL, "{metadata: {name: b}}");
	must(w, 200, VERB_DELETE, CM, "a", NULL);
	expect_events(watch, "MODIFIED a 3, ADDED b 4, DELETED a 5, ");
	expect_events(watch, "");
	watch_free(watch);
	watch = open_watch(w, "&resourceVersion=3");
	expect_events(watch, "ADDED b 4, DELETED a 5, ");
	watch_free(watch);
}

static void test_selector(void **state)
{
	struct world *w = *state;
	struct watch *watch = open_watch(w, "&labelSelector=l%3D1&resourceVersion=1");

	must(w, 201, VERB_CREATE, CM, NULL, "{metadata: {name: a}}");
	must(w, 200, VERB_PATCH, CM, "a", "{metadata: {labels: {l: '1'}}}");
	must(w, 200, VERB_PATCH, CM, "a", "{data: {k: v}}");
	must(w, 200, VERB_PATCH, CM, "a", "{metadata: {labels: {l: '2'}}}");
	must(w, 200, VERB_DELETE, CM, "a", NULL);
	expect_events(watch, "ADDED a 3, MODIFIED a 4, DELETED a 5, ");
	watch_free(watch);
}

static void test_bookmarks(void **state)
{
	struct world *w = *state;
	struct watch *watch, *plain;

	must(w, 201, VERB_CREATE, CM, NULL, "{metadata: {name: a}}");
	watch = open_watch(w, "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
	plain = open_watch(w, "&resourceVersion=2");
	expect_events(watch, "ADDED a 2, BOOKMARK - 2 end, ");
	must(w, 201, VERB_CREATE, KIND(namespace), NULL, "{metadata: {name: other}}");
	watch_bookmark(watch);
	watch_bookmark(plain);
	expect_events(watch, "BOOKMARK - 3, ");
	expect_events(plain, "");
	watch_free(watch);
	watch_free(plain);
}

static void test_too_old(void **state)
{
	struct world *w = *state;
	struct watch *watch = open_watch(w, "&resourceVersion=1");

	for (int i = 0; i < LIMIT_HISTORY_EVENTS + 1; i++) {
		_cleanup_(freep) char *body = xasprintf("{metadata: {name: a}, data: {k: '%d'}}", i);

		must(w, i ? 200 : 201, i ? VERB_UPDATE : VERB_CREATE, CM, i ? "a" : NULL, body);
	}
	expect_events(watch, "ERROR - -, ");
	assert_true(watch_ended(watch));
	watch_free(watch);
	watch = open_watch(w, "&resourceVersion=1");
	expect_events(watch, "ERROR - -, ");
	watch_free(watch);
}

static void count(void *arg)
{
	++*(int *)arg;
}

static void test_notify(void **state)
{
	struct world *w = *state;
	struct watch *watch = open_watch(w, "");
	int calls = 0;

	watch_notify(watch, count, &calls);
	must(w, 201, VERB_CREATE, CM, NULL, "{metadata: {name: a}}");
	must(w, 201, VERB_CREATE, KIND(namespace), NULL, "{metadata: {name: other}}");
	assert_int_equal(calls, 1);
	watch_free(watch);
	must(w, 200, VERB_DELETE, CM, "a", NULL);
	assert_int_equal(calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_follow, setup, teardown),
		cmocka_unit_test_setup_teardown(test_selector, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bookmarks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_old, setup, teardown),
		cmocka_unit_test_setup_teardown(test_notify, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
