/* Lists: the items cut out of the text at any cut of it, pages, and what is refused. */
#include "tests/unit/client/fake.h"

#include "base/rng.h"
#include "client/list.h"

static int collect(void *arg, const char *text, size_t len, struct err *err)
{
	struct str *out = arg;

	(void)err;
	str_addn(out, text, len);
	str_addc(out, '\n');
	return 0;
}

/* Feeds text in pieces of 1..most bytes; the items end up in out. */
static int read_list(const char *text, uint32_t most, struct rng *rng, struct str *out, char **version, char **next, struct err *err)
{
	struct list_reader l = { .envelope = STR_INIT, .item = STR_INIT, .fn = collect, .arg = out };
	int r = 0;

	for (size_t at = 0, len = strlen(text); at < len && r == 0;) {
		size_t n = 1 + rng_below(rng, most);

		n = MIN(n, len - at);
		r = list_feed(&l, text + at, n, err);
		at += n;
	}
	if (r == 0)
		r = list_end(&l, version, next, err);
	list_reader_release(&l);
	return r;
}

static const struct {
	const char *text, *items, *version, *next;	/* version NULL: refused */
} lists[] = {
	{ "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"a\":1},{\"b\":[\"]\"]}]}\n", "{\"a\":1}\n{\"b\":[\"]\"]}\n",
	  "7", NULL },
	{ "{\"metadata\":{\"resourceVersion\":\"8\",\"continue\":\"tok\"},\"items\":[]}", "", "8", "tok" },
	{ "{\"metadata\":{\"resourceVersion\":\"8\",\"continue\":\"\"},\"items\":null}", "", "8", NULL },
	{ "{ \"items\" : [ {\"x\":\"}\"} ,\n {\"y\":{\"items\":[{}]}} ] , \"other\":[\"items\",[1]], \"metadata\":{\"resourceVersion\":\"9\"}}",
	  "{\"x\":\"}\"}\n{\"y\":{\"items\":[{}]}}\n", "9", NULL },
	{ "{\"metadata\":{\"resourceVersion\":\"3\",\"annotations\":{\"items\":[1,2]},\"q\":\"\\\"items\\\":[\"},\"items\":[{}]}", "{}\n", "3", NULL },
	{ "{\"metadata\":{},\"items\":[]}", "", NULL, NULL },
	{ "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"a\":1}", "{\"a\":1}\n", NULL, NULL },
	{ "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"a\":", "", NULL, NULL },
	{ "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[1]}", "", NULL, NULL },
	{ "<html>gateway</html>", "", NULL, NULL },
	{ "", "", NULL, NULL },
};

static void items_at_any_cut(void **state)
{
	struct rng rng;

	(void)state;
	rng_init(&rng, 3);
	for (size_t i = 0; i < COUNT(lists) * 200; i++) {
		_cleanup_(str_release) struct str out = STR_INIT;
		_cleanup_(freep) char *version = NULL;
		_cleanup_(freep) char *next = NULL;
		size_t row = i % COUNT(lists);
		struct err problem = ERR_INIT;
		int r = read_list(lists[row].text, 1 + (uint32_t)(i / COUNT(lists)) % 50, &rng, &out, &version, &next, &problem);

		if ((r == 0) != (lists[row].version != NULL))
			fail_msg("list %zu: %d %s", row, r, problem.text);
		assert_string_equal(out.buf, lists[row].items);
		if (r == 0) {
			assert_string_equal(version, lists[row].version);
			assert_true(streq0(next, lists[row].next));
		}
	}
}

/* --- pages --- */

struct seen {
	int code, calls;
	size_t objects;
	bool later_page;
	char version[32];
	char message[200];
};

static void on_list(void *arg, struct list_outcome *o)
{
	struct seen *s = arg;

	s->calls++;
	s->code = o->code;
	s->objects = o->objects->len;
	s->later_page = o->later_page;
	snprintf(s->version, sizeof(s->version), "%s", o->version ? o->version : "");
	snprintf(s->message, sizeof(s->message), "%s", o->message);
}

static int setup(void **state)
{
	struct fake *f = xcalloc(1, sizeof(*f));

	fake_init(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fake *f = *state;

	fake_transport_free(&f->transport);
	fake_release(f);
	free(f);
	return 0;
}

#define PAGE(version, next, items) "{\"metadata\":{\"resourceVersion\":\"" version "\",\"continue\":\"" next "\"},\"items\":[" items "]}"
#define POD(name) "{\"metadata\":{\"namespace\":\"d\",\"name\":\"" name "\"}}"

static void pages_follow_each_other(void **state)
{
	struct fake *f = *state;
	struct seen s = { 0 };
	struct list_options o = { .transport = &f->transport, .kind = KIND(pod), .namespace = "d", .version = "5" };

	list_start(&o, on_list, &s);
	fake_answer(fake_expect(f, "GET /api/v1/namespaces/d/pods?limit=500&resourceVersion=5&resourceVersionMatch=NotOlderThan"), 200,
		    PAGE("10", "t%1", POD("a") "," POD("b")));
	assert_int_equal(s.calls, 0);
	fake_answer(fake_expect(f, "GET /api/v1/namespaces/d/pods?limit=500&continue=t%251"), 200, PAGE("12", "", POD("c")));
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.code, 200);
	assert_int_equal(s.objects, 3);
	assert_string_equal(s.version, "10"); /* Of the first page. */
}

static void a_late_refusal_says_so(void **state)
{
	struct fake *f = *state;
	struct seen s = { 0 };
	struct list_options o = { .transport = &f->transport, .kind = KIND(pod) };

	list_start(&o, on_list, &s);
	fake_answer(fake_expect(f, "GET /api/v1/pods?limit=500"), 200, PAGE("10", "t", POD("a")));
	fake_answer(fake_expect(f, "GET *"), 410, "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}");
	assert_int_equal(s.code, 410);
	assert_true(s.later_page);
	assert_string_equal(s.message, "too old");
}

static void what_is_no_list_is_an_error(void **state)
{
	struct fake *f = *state;
	struct list_options o = { .transport = &f->transport, .kind = KIND(pod), .whole = true };
	static const char *const bodies[] = { "<html>", PAGE("1", "", "{\"metadata\":[]}"), PAGE("1", "", "{\"metadata\":{\"name\":\"\\x\"}}") };

	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct seen s = { 0 };

		list_start(&o, on_list, &s);
		fake_answer(fake_expect(f, "GET /api/v1/pods"), 200, bodies[i]);
		assert_int_equal(s.calls, 1);
		assert_int_equal(s.code, 0);
		assert_true(strlen(s.message) > 10);
	}
}

static void a_cancelled_list_is_silent(void **state)
{
	struct fake *f = *state;
	struct seen s = { 0 };
	struct list_options o = { .transport = &f->transport, .kind = KIND(pod) };
	struct list_call *call = list_start(&o, on_list, &s);
	struct exchange *x = fake_expect(f, "GET *");

	fake_head(x, 200, -1);
	fake_data(x, "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[" POD("a"));
	list_cancel(call);
	assert_true(x->over);
	assert_int_equal(s.calls, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_at_any_cut),
		cmocka_unit_test_setup_teardown(pages_follow_each_other, setup, teardown),
		cmocka_unit_test_setup_teardown(a_late_refusal_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_list_is_an_error, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cancelled_list_is_silent, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
