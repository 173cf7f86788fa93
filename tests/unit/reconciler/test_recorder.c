/* Events as client-go's recorder writes them. */
#include "objects.h"

#include "reconciler/recorder.h"

struct fixture {
	struct rng rng;
	struct recorder *recorder;
	const struct object *set;
};

static int setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	rng_init(&f->rng, 1);
	f->recorder = recorder_new("statefulset-controller", &f->rng);
	f->set = make_set(1, "", "");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	recorder_free(f->recorder);
	object_unref(f->set);
	free(f);
	return 0;
}

/* Tells one event; the answer is "POST NAME COUNT MESSAGE", "PATCH ..." or "nothing". */
static char *tell(struct fixture *f, const char *message, int64_t now_ms)
{
	struct occurrence o = { f->set, false, "Told", message };
	struct request r, whole;
	_cleanup_(json_freep) json *body = NULL;
	char *answer;

	if (!recorder_event(f->recorder, &o, now_ms, &r, &whole))
		return xstrdup("nothing");
	assert_int_equal(r.verb == VERB_CREATE, whole.body.len == 0);
	body = json_parse(r.body.buf, r.body.len, NULL);
	assert_non_null(body);
	answer = xasprintf("%s %" PRId64 " %s", r.verb == VERB_CREATE ? "POST" : "PATCH",
			   json_get_int(body, "count", 0), json_get_str(body, "message"));
	request_release(&r);
	request_release(&whole);
	return answer;
}

static void expect(struct fixture *f, const char *message, int64_t now_ms, const char *expected)
{
	_cleanup_(freep) char *got = tell(f, message, now_ms);

	assert_string_equal(got, expected);
}

static void the_object_it_makes(void **state)
{
	struct fixture *f = *state;
	struct occurrence o = { f->set, true, "FailedCreate", "no" };
	struct request r, whole;
	_cleanup_(json_freep) json *body = NULL;

	assert_true(recorder_event(f->recorder, &o, NOW_S * 1000, &r, &whole));
	body = json_parse(r.body.buf, r.body.len, NULL);
	assert_string_equal(r.namespace, "shop");
	assert_true(starts_with(json_str_or(json_at(body, "metadata.name"), ""), "db.188"));
	assert_string_equal(json_str_or(json_at(body, "involvedObject.uid"), ""), "set-uid");
	assert_string_equal(json_str_or(json_at(body, "involvedObject.apiVersion"), ""), "apps/v1");
	assert_string_equal(json_str_or(json_at(body, "source.component"), ""), "statefulset-controller");
	assert_string_equal(json_str_or(json_get(body, "type"), ""), "Warning");
	assert_string_equal(json_str_or(json_get(body, "firstTimestamp"), ""), "2026-01-15T12:00:00Z");
	request_release(&r);
}

static void repeats_are_counted(void **state)
{
	struct fixture *f = *state;

	expect(f, "a", 1000, "POST 1 a");
	expect(f, "b", 1000, "POST 1 b");
	expect(f, "a", 2000, "PATCH 2 a");
	expect(f, "a", 3000, "PATCH 3 a");
}

static void the_tenth_different_message_is_combined(void **state)
{
	struct fixture *f = *state;

	for (int i = 1; i <= 9; i++) {
		_cleanup_(freep) char *message = xasprintf("m%d", i), *expected = xasprintf("POST 1 m%d", i);

		expect(f, message, 1000, expected);
	}
	expect(f, "m10", 1000, "POST 1 (combined from similar events): m10");
	expect(f, "m11", 1000, "PATCH 2 (combined from similar events): m11");
	expect(f, "m12", 601001, "POST 1 m12");
}

static void twenty_five_then_one_in_five_minutes(void **state)
{
	struct fixture *f = *state;

	expect(f, "a", 1000, "POST 1 a");
	for (int i = 2; i <= 25; i++)
		free(tell(f, "a", 1000));
	expect(f, "a", 1000, "nothing");
	expect(f, "a", 300999, "nothing");
	expect(f, "a", 301000, "PATCH 28 a");
	expect(f, "a", 301000, "nothing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_object_it_makes, setup, teardown),
		cmocka_unit_test_setup_teardown(repeats_are_counted, setup, teardown),
		cmocka_unit_test_setup_teardown(the_tenth_different_message_is_combined, setup, teardown),
		cmocka_unit_test_setup_teardown(twenty_five_then_one_in_five_minutes, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
