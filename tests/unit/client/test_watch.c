/* A stream of watch events, cut anywhere, gives the same events; what each is read as. */
#include "tests/unit/client/fake.h"

#include "base/limits.h"
#include "base/rng.h"
#include "client/watch.h"

static bool collect(void *arg, const char *text, size_t len)
{
	struct str *out = arg;

	str_addn(out, text, len);
	str_addc(out, '\n');
	return true;
}

static const char stream[] = "{\"type\":\"ADDED\",\"object\":{\"a\":\"}{][\\\"\\\\\"}}\n"
			     "{\"type\":\"MODIFIED\",\"object\":{\"n\":[1,[2,{}],\"\\u007d\"]}}\r\n\n"
			     "  {}{\"x\":{}}\t{\"type\":\"BOOKMARK\",\"object\":{\"s\":\"\\\\\\\"}\"}}";
static const char pieces[] = "{\"type\":\"ADDED\",\"object\":{\"a\":\"}{][\\\"\\\\\"}}\n"
			     "{\"type\":\"MODIFIED\",\"object\":{\"n\":[1,[2,{}],\"\\u007d\"]}}\n"
			     "{}\n{\"x\":{}}\n{\"type\":\"BOOKMARK\",\"object\":{\"s\":\"\\\\\\\"}\"}}\n";

static void feed_in_pieces(struct rng *rng, size_t most, struct str *out)
{
	struct watch_reader w = { .text = STR_INIT, .event = collect, .arg = out };
	struct err err = ERR_INIT;

	for (size_t at = 0; at < sizeof(stream) - 1;) {
		size_t n = most == 1 ? 1 : 1 + rng_below(rng, (uint32_t)most);

		n = MIN(n, sizeof(stream) - 1 - at);
		assert_int_equal(watch_feed(&w, stream + at, n, &err), 0);
		at += n;
	}
	watch_reader_release(&w);
}

static void any_cut_gives_the_same(void **state)
{
	struct rng rng;

	(void)state;
	rng_init(&rng, 7);
	for (int round = 0; round < 2000; round++) {
		_cleanup_(str_release) struct str out = STR_INIT;

		feed_in_pieces(&rng, round == 0 ? 1 : 1 + rng_below(&rng, 40), &out);
		assert_string_equal(out.buf, pieces);
	}
}

static void refuses_what_is_no_object(void **state)
{
	static const char *const bad[] = { "hello", "{} x", "[1]", "\"text\"", "}" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		_cleanup_(str_release) struct str out = STR_INIT;
		struct watch_reader w = { .text = STR_INIT, .event = collect, .arg = &out };
		struct err err = ERR_INIT;

		assert_int_equal(watch_feed(&w, bad[i], strlen(bad[i]), &err), -EPROTO);
		watch_reader_release(&w);
	}
}

static void one_event_has_a_bound(void **state)
{
	_cleanup_(str_release) struct str out = STR_INIT;
	struct watch_reader w = { .text = STR_INIT, .event = collect, .arg = &out };
	struct err err = ERR_INIT;
	char piece[65536];
	int r = watch_feed(&w, "{\"a\":\"", 6, &err);

	(void)state;
	memset(piece, 'x', sizeof(piece));
	for (size_t fed = 0; fed <= LIMIT_WATCH_LINE_BYTES && r == 0; fed += sizeof(piece))
		r = watch_feed(&w, piece, sizeof(piece), &err);
	assert_int_equal(r, -E2BIG);
	assert_non_null(strstr(err.text, "8 MiB"));
	watch_reader_release(&w);
}

static bool stop(void *arg, const char *text, size_t len)
{
	(void)text;
	(void)len;
	++*(int *)arg;
	return false;
}

static void stops_when_told(void **state)
{
	int seen = 0;
	struct watch_reader w = { .text = STR_INIT, .event = stop, .arg = &seen };

	(void)state;
	assert_int_equal(watch_feed(&w, "{}{}{}", 6, NULL), 0);
	assert_int_equal(seen, 1);
	watch_reader_release(&w);
}

static struct stream_event parse(const char *text, int expect)
{
	struct stream_event e = { .type = STREAM_UNKNOWN };
	struct err err = ERR_INIT;

	assert_int_equal(stream_event_parse(KIND(pod), OBJECT_BYTES, text, strlen(text), &e, &err) < 0, expect < 0);
	return e;
}

static void reads_each_type(void **state)
{
	static const struct {
		const char *text;
		enum stream_type type;
	} rows[] = {
		{ "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}}", STREAM_ADDED },
		{ "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"a\"}}}", STREAM_MODIFIED },
		{ "{\"type\":\"DELETED\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}}", STREAM_DELETED },
		{ "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"7\"}}}", STREAM_BOOKMARK },
		{ "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}", STREAM_ERROR },
		{ "{\"type\":\"SURPRISE\",\"object\":{}}", STREAM_UNKNOWN },
		{ "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Node\",\"metadata\":{\"name\":\"a\"}}}", STREAM_UNKNOWN },
		{ "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\"}}", STREAM_UNKNOWN },
		{ "{\"type\":\"ADDED\"}", STREAM_UNKNOWN },
		{ "{}", STREAM_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(stream_event_release) struct stream_event e = parse(rows[i].text, 0);

		if (e.type != rows[i].type)
			fail_msg("row %zu: type %d", i, e.type);
	}
	parse("{\"type\":\"ADDED\",", -1);
}

static void keeps_what_a_reader_needs(void **state)
{
	_cleanup_(stream_event_release) struct stream_event mark =
		parse("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"12\",\"annotations\":"
		      "{\"k8s.io/initial-events-end\":\"true\"}}}}", 0);
	_cleanup_(stream_event_release) struct stream_event gone =
		parse("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}}", 0);
	_cleanup_(stream_event_release) struct stream_event pod =
		parse("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"manager\":\"x\"}]}}}", 0);

	(void)state;
	assert_string_equal(mark.version, "12");
	assert_true(mark.initial_end);
	assert_int_equal(gone.status.code, 410);
	assert_string_equal(gone.status.message, "too old");
	assert_null(strstr(pod.object->bytes, "managedFields"));
	assert_non_null(strstr(pod.object->bytes, "\"kind\":\"Pod\""));
	assert_non_null(strstr(pod.object->bytes, "\"apiVersion\":\"v1\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_cut_gives_the_same), cmocka_unit_test(refuses_what_is_no_object),
		cmocka_unit_test(one_event_has_a_bound),  cmocka_unit_test(stops_when_told),
		cmocka_unit_test(reads_each_type),	  cmocka_unit_test(keeps_what_a_reader_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
