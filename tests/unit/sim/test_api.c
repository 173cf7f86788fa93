/* The API in process: create, read, list, update, patch, delete and their refusals, without any kind's own rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "sim/api/api.h"
#include "sim/storage.h"

#define START 1768478400000		/* 2026-01-15T12:00:00Z */

static int setup(void **state)
{
	struct world_options options = { .start_ms = START, .seed = 1, .controllers = "" };

	*state = world_new(&options, NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

/* One request as a controller would send it; the answer's body is returned, to be freed. */
struct asked {
	int code;
	json *body;
};

static void keep(void *arg, const struct answer *a)
{
	struct asked *asked = arg;
	_cleanup_(str_release) struct str text = STR_INIT;

	asked->code = a->code;
	if (a->code >= 400)
		status_print(&a->status, &text);
	else if (a->body)
		str_addn(&text, a->body, a->len);
	asked->body = text.len > 0 ? json_parse(text.buf, text.len, NULL) : NULL;
}

static struct asked ask(struct world *w, enum verb verb, const struct kind *k, const char *namespace, const char *name, const char *query,
	const char *body)
{
	struct request r;
	struct asked asked = { 0 };

	request_init(&r, verb, k, namespace, name);
	if (query)
		r.query = xstrdup(query);
	if (body)
		str_add(&r.body, body);
	if (verb == VERB_PATCH)
		r.content_type = TYPE_MERGE_PATCH;
	port_submit(world_port(w, "test"), &r, keep, &asked);
	return asked;
}

static void expect(struct world *w, int code, enum verb verb, const struct kind *k, const char *name, const char *body)
{
	struct asked a = ask(w, verb, k, k->namespaced ? "play" : NULL, name, NULL, body);

	if (a.code != code && a.body) {
		char *text = json_text(a.body);

		print_message("%s\n", text);
		free(text);
	}
	assert_int_equal(a.code, code);
	json_free(a.body);
}

static void test_life(void **state)
{
	struct world *w = *state;
	struct asked a;

	expect(w, 404, VERB_CREATE, KIND(configmap), NULL, "{\"metadata\":{\"name\":\"a\"}}");
	expect(w, 201, VERB_CREATE, KIND(namespace), NULL, "{\"metadata\":{\"name\":\"play\"}}");
	expect(w, 201, VERB_CREATE, KIND(configmap), NULL, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}");
	expect(w, 409, VERB_CREATE, KIND(configmap), NULL, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}");
	expect(w, 422, VERB_CREATE, KIND(configmap), NULL, "{\"metadata\":{\"name\":\"A_B\"}}");
	a = ask(w, VERB_GET, KIND(configmap), "play", "a", NULL, NULL);
	assert_int_equal(a.code, 200);
	assert_string_equal(json_str(json_at(a.body, "metadata.resourceVersion")), "2");
	assert_string_equal(json_str(json_at(a.body, "metadata.creationTimestamp")), "2026-01-15T12:00:00Z");
	json_free(a.body);
	expect(w, 200, VERB_PATCH, KIND(configmap), "a", "{\"data\":{\"k\":\"2\"}}");
	expect(w, 200, VERB_PATCH, KIND(configmap), "a", "{\"data\":{\"k\":\"2\"}}");
	assert_int_equal(storage_revision(world_storage(w)), 3);
	expect(w, 409, VERB_UPDATE, KIND(configmap), "a", "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"2\"}}");
	expect(w, 200, VERB_UPDATE, KIND(configmap), "a", "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"3\"}}");
	expect(w, 200, VERB_DELETE, KIND(configmap), "a", NULL);
	expect(w, 404, VERB_GET, KIND(configmap), "a", NULL);
	assert_int_equal(storage_revision(world_storage(w)), 5);
}

static void test_pages(void **state)
{
	struct world *w = *state;
	struct asked a, b;
	char *query;

	expect(w, 201, VERB_CREATE, KIND(namespace), NULL, "{\"metadata\":{\"name\":\"play\"}}");
	for (int i = 0; i < 5; i++) {
		char *body = xasprintf("{\"metadata\":{\"name\":\"c%d\"}}", i);

		expect(w, 201, VERB_CREATE, KIND(configmap), NULL, body);
		free(body);
	}
	a = ask(w, VERB_LIST, KIND(configmap), "play", NULL, "limit=2", NULL);
	assert_int_equal(json_len(json_get(a.body, "items")), 2);
	assert_int_equal(json_int_or(json_at(a.body, "metadata.remainingItemCount"), 0), 3);
	expect(w, 200, VERB_DELETE, KIND(configmap), "c4", NULL);
	query = xasprintf("limit=9&continue=%s", json_str(json_at(a.body, "metadata.continue")));
	b = ask(w, VERB_LIST, KIND(configmap), "play", NULL, query, NULL);
	assert_int_equal(json_len(json_get(b.body, "items")), 3);
	assert_string_equal(json_str(json_at(b.body, "items.2.metadata.name")), "c4");
	assert_string_equal(json_str(json_at(b.body, "metadata.resourceVersion")), json_str(json_at(a.body, "metadata.resourceVersion")));
	free(query);
	json_free(a.body);
	json_free(b.body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_life, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pages, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
