/* Answers in protobuf are those in JSON: lists made item by item, other forms of a kind, events and bookmarks of watches. */
#include "base/limits.h"
#include "sim/api/api.h"
#include "sim/protobuf.h"
#include "sim/route.h"
#include "tests/unit/sim/drive.h"

static struct api_response get(struct world *w, const char *url, const char *accept)
{
	_cleanup_(route_release) struct route route = { 0 };
	struct api_response res = API_RESPONSE_INIT;
	struct api_request req = { .user = "admin", .accept = accept };

	route_parse(&route, "GET", url, &req);
	api_handle(world_api(w), &req, &res);
	return res;
}

static json *get_json(struct world *w, const char *url)
{
	struct api_response res = get(w, url, TYPE_JSON);
	json *tree = res.object ? object_tree(res.object) : json_parse(res.body.buf, res.body.len, NULL);

	assert_non_null(tree);
	api_response_release(&res);
	return tree;
}

static void same(struct world *w, const char *url)
{
	_cleanup_(json_freep) json *tree = get_json(w, url);
	_cleanup_(str_release) struct str want = STR_INIT;
	struct api_response res = get(w, url, TYPE_PROTOBUF);

	assert_true(protobuf_encode(tree, &want));
	assert_string_equal(res.content_type, TYPE_PROTOBUF);
	assert_int_equal(res.body.len, want.len);
	assert_memory_equal(res.body.buf, want.buf, want.len);
	api_response_release(&res);
}

static void make_some(struct world *w)
{
	must(w, 201, VERB_CREATE, KIND(namespace), NULL, "{metadata: {name: default}}");
	must(w, 201, VERB_CREATE, KIND(configmap), NULL, "{metadata: {name: a, labels: {b: '1', a: '2'}}, data: {k: v}}");
	must(w, 201, VERB_CREATE, KIND(configmap), NULL, "{metadata: {name: b}, binaryData: {k: AAEC}}");
	must(w, 201, VERB_CREATE, KIND(configmap), NULL, "{metadata: {name: c}, immutable: false}");
	must(w, 201, VERB_CREATE, KIND(event), NULL,
	     "{metadata: {name: e}, involvedObject: {kind: Pod, namespace: default, name: p}, reason: R, count: 3}");
}

static void test_same(void **state)
{
	static const char *const urls[] = {
		"/api/v1/namespaces/default/configmaps", "/api/v1/configmaps?limit=2", "/api/v1/namespaces/default/configmaps/b",
		"/api/v1/events", "/apis/events.k8s.io/v1/events", "/apis/events.k8s.io/v1/namespaces/default/events/e",
		"/api/v1/pods", "/apis/apps/v1", "/apis", "/api", "/api/v1/namespaces/default/pods/none", "/apis/apps/v3",
		"/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
	};

	(void)state;
	make_some(*state);
	for (size_t i = 0; i < COUNT(urls); i++)
		same(*state, urls[i]);
}

static void test_partial(void **state)
{
	static const char *const forms[] = {
		";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1beta1",
	};

	make_some(*state);
	for (size_t i = 0; i < COUNT(forms); i++) {
		_cleanup_(freep) char *accept = xasprintf(TYPE_JSON "%s", forms[i]), *other = xasprintf(TYPE_PROTOBUF "%s", forms[i]);
		struct api_response plain = get(*state, "/api/v1/configmaps", accept), res = get(*state, "/api/v1/configmaps", other);
		_cleanup_(json_freep) json *tree = json_parse(plain.body.buf, plain.body.len, NULL);
		_cleanup_(str_release) struct str want = STR_INIT;

		assert_true(protobuf_encode(tree, &want));
		assert_string_equal(res.content_type, TYPE_PROTOBUF);
		assert_int_equal(res.body.len, want.len);
		assert_memory_equal(res.body.buf, want.buf, want.len);
		api_response_release(&plain);
		api_response_release(&res);
	}
}

/* All that a watch has to say up to now, after a bookmark. */
static void read_all(struct world *w, const char *accept, struct str *out)
{
	struct api_response res = get(w, "/api/v1/configmaps?watch=1&resourceVersion=2&allowWatchBookmarks=true", accept);

	assert_non_null(res.watch);
	watch_bookmark(res.watch);
	while (watch_read(res.watch, 1, out))
		;
	api_response_release(&res);
}

static void test_watch(void **state)
{
	_cleanup_(str_release) struct str lines = STR_INIT, frames = STR_INIT, want = STR_INIT;
	int events = 0;

	make_some(*state);
	must(*state, 200, VERB_PATCH, KIND(configmap), "b", "{data: {other: v}}");
	must(*state, 200, VERB_DELETE, KIND(configmap), "a", NULL);
	read_all(*state, TYPE_JSON, &lines);
	read_all(*state, TYPE_PROTOBUF, &frames);
	for (const char *p = lines.buf; *p; p += strcspn(p, "\n") + 1, events++) {
		_cleanup_(json_freep) json *event = json_parse(p, strcspn(p, "\n"), NULL);

		protobuf_add_event(json_get_str(event, "type"), json_get(event, "object"), &want);
	}
	assert_int_equal(events, 5);
	assert_int_equal(frames.len, want.len);
	assert_memory_equal(frames.buf, want.buf, want.len);
	str_reset(&frames);
	read_all(*state, TYPE_PROTOBUF, &frames);		/* another one is told the same, out of what was kept */
	assert_int_equal(frames.len, want.len);
	assert_memory_equal(frames.buf, want.buf, want.len);
}

/* What is kept is bounded, and an object that is there no more is not taken for a new one. */
static void test_many(void **state)
{
	make_some(*state);
	for (int i = 0; i < 200; i++) {
		_cleanup_(freep) char *body = xasprintf("{data: {k: v%d}}", i), *value = xasprintf("v%d", i);
		_cleanup_(str_release) struct str frames = STR_INIT;
		struct api_response res = get(*state, "/api/v1/namespaces/default/configmaps?watch=1&fieldSelector=metadata.name%3Da",
		                              TYPE_PROTOBUF);

		while (watch_read(res.watch, 1, &frames))
			;
		str_reset(&frames);
		must(*state, 200, VERB_PATCH, KIND(configmap), "a", body);
		assert_true(watch_read(res.watch, 1, &frames));
		assert_non_null(memmem(frames.buf, frames.len, value, strlen(value)));
		api_response_release(&res);
	}
}

static int setup(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "" };

	*state = world_new(&options, NULL);
	return *state ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_same, setup, world_teardown),
		cmocka_unit_test_setup_teardown(test_partial, setup, world_teardown),
		cmocka_unit_test_setup_teardown(test_watch, setup, world_teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, world_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
