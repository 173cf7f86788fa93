/* Limits at their edge: what is the most is granted, one more is refused, and there is room again when one has gone. */
#include "base/limits.h"
#include "sim/api/api.h"
#include "sim/route.h"
#include "sim/watch.h"
#include "tests/unit/sim/drive.h"

static struct api_response get(struct world *w, const char *url)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { .user = "admin" };

	route_parse(&route, "GET", url, &req);
	api_handle(world_api(w), &req, &res);
	return res;
}

/* NULL if it was refused, and then as one watch too many. */
static struct watch *open_watch(struct world *w)
{
	struct api_response res = get(w, "/api/v1/configmaps?watch=1");
	struct watch *watch = take(res.watch);

	assert_int_equal(res.code, watch ? 200 : 429);
	api_response_release(&res);
	return watch;
}

static void test_watchers(void **state)
{
	struct watch **all = xcalloc(LIMIT_WATCHERS, sizeof(struct watch *));

	for (int i = 0; i < LIMIT_WATCHERS; i++) {
		all[i] = open_watch(*state);
		assert_non_null(all[i]);
	}
	assert_null(open_watch(*state));
	watch_free(all[7]);
	all[7] = open_watch(*state);
	assert_non_null(all[7]);
	assert_null(open_watch(*state));
	for (int i = 0; i < LIMIT_WATCHERS; i++)
		watch_free(all[i]);
	free(all);
}

/* A pod whose only variable holds that many letters. */
static char *pod_of_size(const char *name, size_t letters)
{
	_cleanup_(freep) char *value = xcalloc(1, letters + 1);

	memset(value, 'x', letters);
	return xasprintf("{metadata: {name: %s}, spec: {containers: [{name: c, image: nginx, env: [{name: E, value: %s}]}]}}",
			 name, value);
}

static size_t stored(struct world *w, const char *name, size_t letters)
{
	_cleanup_(freep) char *body = pod_of_size(name, letters);

	must(w, 201, VERB_CREATE, KIND(pod), NULL, body);
	return (size_t)must_find(w, KIND(pod), name)->len;
}

/* Who set which field is let go of first, then the object is refused. */
static void test_object(void **state)
{
	const size_t most = LIMIT_OBJECT_BYTES;
	_cleanup_(freep) char *more = NULL;
	size_t letters = 1000;

	letters += most - stored(*state, "p0", letters);
	assert_int_equal(stored(*state, "p1", letters), most);
	letters++;
	letters += most - stored(*state, "p2", letters);
	assert_int_equal(stored(*state, "p3", letters), most);
	more = pod_of_size("p4", letters + 1);
	must(*state, 500, VERB_CREATE, KIND(pod), NULL, more);
	assert_null(find(*state, KIND(pod), "p4"));
}

/* Makes objects of one kind until one is refused, as etcd refuses what it has no room for. How many there were. */
static int fill(struct world *w, const struct kind *k, const char *letter, const char *rest)
{
	for (int i = 0;; i++) {
		_cleanup_(freep) char *body = xasprintf("{metadata: {name: %s%d}%s}", letter, i, rest);
		_cleanup_(freep) char *answer = NULL;
		struct asked a = ask(w, VERB_CREATE, k, NULL, body);

		answer = a.body;
		if (a.code == 201)
			continue;
		assert_int_equal(a.code, 500);
		assert_string_equal(answer, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":"
			"\"Failure\",\"message\":\"etcdserver: mvcc: database space exceeded\",\"code\":500}");
		return i;
	}
}

#define EVENT ", involvedObject: {kind: Pod, namespace: default, name: p}, reason: R, lastTimestamp: '2026-01-15T12:00:00Z'"

/* What is there can be changed and deleted; a flood of events leaves room for half, and is gone after an hour. */
static void test_objects(void **state)
{
	struct world *w = *state;
	int maps;

	assert_int_equal(fill(w, KIND(event), "e", EVENT), 200);
	maps = fill(w, KIND(configmap), "m", "");
	assert_in_range(maps, 20, 199);
	must(w, 200, VERB_PATCH, KIND(configmap), "m0", "{data: {k: v}}");
	must(w, 200, VERB_DELETE, KIND(configmap), "m1", NULL);
	assert_int_equal(fill(w, KIND(configmap), "n", ""), 1);
	world_advance(w, world_now(w) + 62 * MINUTE);
	assert_int_equal(storage_count(world_storage(w), KIND(event)), 0);
	assert_int_equal(fill(w, KIND(configmap), "o", ""), 200);
}

/* The bytes count as well as the number. */
static void test_bytes(void **state)
{
	struct world *w = *state;
	_cleanup_(freep) char *letters = xcalloc(1, 100001), *rest = NULL;

	memset(letters, 'x', 100000);
	rest = xasprintf(", data: {k: %s}", letters);
	storage_limit(world_storage(w), &(struct storage_amount){ .bytes = 1000000 });
	assert_int_equal(fill(w, KIND(configmap), "m", rest), 9);
	must(w, 200, VERB_PATCH, KIND(configmap), "m3", "{data: null}");
	assert_int_equal(fill(w, KIND(configmap), "n", rest), 1);
}

static int setup_small(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "events", .objects = 400 };

	*state = world_new(&options, NULL);
	must(*state, 201, VERB_CREATE, KIND(namespace), NULL, "{metadata: {name: default}}");
	return 0;
}

static int setup(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "" };

	*state = world_new(&options, NULL);
	must(*state, 201, VERB_CREATE, KIND(namespace), NULL, "{metadata: {name: default}}");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_watchers, setup, world_teardown),
		cmocka_unit_test_setup_teardown(test_object, setup, world_teardown),
		cmocka_unit_test_setup_teardown(test_objects, setup_small, world_teardown),
		cmocka_unit_test_setup_teardown(test_bytes, setup_small, world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
