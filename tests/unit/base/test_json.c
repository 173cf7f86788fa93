/* Reading, printing, changing and comparing JSON trees, and what hostile text gets. */
#include "tests/unit/base/test.h"
#include "base/json.h"
#include "base/limits.h"

#include <float.h>

static json *parse(const char *text)
{
	struct err err = ERR_INIT;
	json *j = json_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static void assert_prints(const json *j, int flags, const char *expected)
{
	_cleanup_(str_release) struct str out = STR_INIT;

	json_print(j, flags, &out);
	assert_string_equal(out.buf, expected);
}

static void assert_round_trip(const char *text, const char *expected)
{
	_cleanup_(json_freep) json *j = parse(text);

	assert_prints(j, JSON_PLAIN, expected);
}

static void assert_refused_n(const char *text, size_t len, const char *where)
{
	struct err err = ERR_INIT;

	assert_null(json_parse(text, len, &err));
	assert_int_equal(err.code, -EINVAL);
	if (strncmp(err.text, where, strlen(where)) != 0)
		fail_msg("%.40s: expected \"%s...\", got \"%s\"", text, where, err.text);
}

static void assert_refused(const char *text, const char *where)
{
	assert_refused_n(text, strlen(text), where);
}

static void test_numbers_keep_their_text(void **state UNUSED)
{
	static const char *const tokens[] = {
		"0", "-1", "30", "9007199254740992", "9007199254740993", "-9007199254740993", "9223372036854775807",
		"-9223372036854775808", "9223372036854775808", "18446744073709551615", "123456789012345678901234567890",
		"1.0", "1.5", "-0.25", "0.1", "0.10", "1e3", "1E400", "1e-400", "1e21", "1e+21", "1e-7", "0.000001",
		"3.141592653589793238", "100000000000000000000", "5e-324", "1.7976931348623157e+308",
	};

	for (size_t i = 0; i < COUNT(tokens); i++) {
		_cleanup_(json_freep) json *j = parse(tokens[i]), *copy = json_copy(j);

		assert_int_equal(json_type(j), JSON_NUMBER);
		assert_prints(j, JSON_PLAIN, tokens[i]);
		assert_prints(copy, JSON_PLAIN, tokens[i]);
	}
}

static void test_integers(void **state UNUSED)
{
	static const struct { const char *text; bool fits; int64_t value; } cases[] = {
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "9007199254740993", true, 9007199254740993 },
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "1.5", false, 0 },
		{ "1.0", false, 0 },	/* Go refuses to read it into an integer too */
		{ "1e3", false, 0 },
		{ "\"1\"", false, 0 },
		{ "null", false, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(json_freep) json *j = parse(cases[i].text);
		int64_t n = 7;

		assert_int_equal(json_int(j, &n), cases[i].fits);
		assert_true(n == (cases[i].fits ? cases[i].value : 7));
	}
	_cleanup_(json_freep) json *made = json_number(INT64_MIN), *real = json_real(1e18), *big = json_real(0x1p63);
	int64_t n = 0;

	assert_prints(made, JSON_PLAIN, "-9223372036854775808");
	assert_true(json_int(real, &n) && n == 1000000000000000000);
	assert_false(json_int(big, &n));
}

static void test_reals_print_as_go(void **state UNUSED)
{
	static const struct { double d; const char *text; } cases[] = {
		{ 0.1, "0.1" }, { 1e20, "100000000000000000000" }, { 1e21, "1e+21" }, { 1e-6, "0.000001" }, { 1e-7, "1e-7" },
		{ 123456.789, "123456.789" }, { -1.5e300, "-1.5e+300" }, { 5e-324, "5e-324" }, { 1.0 / 3, "0.3333333333333333" },
		{ 9007199254740994.0, "9007199254740994" }, { 1e16, "10000000000000000" }, { 12345678901234567890.0, "12345678901234567000" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(json_freep) json *j = json_real(cases[i].d);

		assert_prints(j, JSON_PLAIN, cases[i].text);
	}
	_cleanup_(json_freep) json *infinite = json_real(1e308 * 10), *huge = parse("-1e999");

	assert_int_equal(json_type(infinite), JSON_NULL);
	assert_true(json_double(huge) == -DBL_MAX);
}

static void test_escapes(void **state UNUSED)
{
	assert_round_trip("\"\\u0041\\/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"", "\"A/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"");
	assert_round_trip("\"<a href='x'>&\"", "\"\\u003ca href='x'\\u003e\\u0026\"");
	assert_round_trip("\"\xe2\x80\xa8\\u2029\xe2\x80\xaa\"", "\"\\u2028\\u2029\xe2\x80\xaa\"");
	assert_round_trip("\"\\ud83d\\uDE00 \xf0\x9f\x98\x80\"", "\"\xf0\x9f\x98\x80 \xf0\x9f\x98\x80\"");
	assert_round_trip("\"\\ud800\"", "\"\xef\xbf\xbd\"");
	assert_round_trip("\"\\udc00\\ud800x\\ud800\\u0041\"", "\"\xef\xbf\xbd\xef\xbf\xbdx\xef\xbf\xbd" "A\"");
	assert_round_trip("\"\x7f\"", "\"\x7f\"");
	assert_round_trip("\"a\\u0000b\"", "\"a\\u0000b\"");	/* held as two bytes that no text can spell */
	assert_round_trip("\"a\\u0000b\\\\u0000\"", "\"a\\u0000b\\\\u0000\"");
	assert_round_trip("{\"<\":1}", "{\"\\u003c\":1}");

	_cleanup_(str_release) struct str out = STR_INIT;

	str_add_quoted(&out, "a\xff\xc0\xaf\xed\xa0\x80z\0\x01", 10);
	assert_string_equal(out.buf, "\"a\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffdz\\u0000\\u0001\"");
}

/* Text is looked at by eights: every byte must be seen wherever in them it stands, and read back as it was. */
static void test_every_byte_in_every_place(void **state UNUSED)
{
	for (int byte = 1; byte < 256; byte++) {
		for (size_t len = 1, place = 0; len < 27; place++) {
			_cleanup_(str_release) struct str out = STR_INIT, expected = STR_INIT;
			_cleanup_(json_freep) json *back = NULL;
			char text[32] = "abcdefghijklmnopqrstuvwxyz", one[2] = { (char)byte };

			text[len] = 0;
			text[place] = (char)byte;
			str_add_quoted(&out, one, 1);
			str_addf(&expected, "\"%.*s%.*s%s\"", (int)place, text, (int)out.len - 2, out.buf + 1, text + place + 1);
			str_reset(&out);
			str_add_quoted(&out, text, len);
			assert_string_equal(out.buf, expected.buf);
			back = parse(out.buf);
			if (byte < 0x80)
				assert_string_equal(json_str(back), text);
			if (place + 1 == len)
				len++, place = (size_t)-1;
		}
	}
}

static void test_layouts(void **state UNUSED)
{
	_cleanup_(json_freep) json *j = parse(" { \"b\" : [ ] , \"a\" : { \"z\":true, \"y\":[1,{}] } ,\"B\":null}\n");

	assert_prints(j, JSON_PLAIN, "{\"b\":[],\"a\":{\"z\":true,\"y\":[1,{}]},\"B\":null}");
	assert_prints(j, JSON_SORTED, "{\"B\":null,\"a\":{\"y\":[1,{}],\"z\":true},\"b\":[]}");
	assert_prints(j, JSON_SORTED | JSON_PRETTY,
		      "{\n    \"B\": null,\n    \"a\": {\n        \"y\": [\n            1,\n            {}\n        ],\n"
		      "        \"z\": true\n    },\n    \"b\": []\n}");
	assert_prints(NULL, JSON_PLAIN, "null");
}

static void test_refused_text(void **state UNUSED)
{
	assert_refused("", "line 1, column 1: the text ends too early");
	assert_refused("  \n ", "line 2, column 2: the text ends too early");
	assert_refused("{\"a\":1}}", "line 1, column 8: text after the end");
	assert_refused("1 2", "line 1, column 3: text after the end");
	assert_refused("01", "line 1, column 2: text after the end");
	assert_refused("[1,]", "line 1, column 4: this is no JSON value");
	assert_refused("{\"a\":1,}", "line 1, column 8: a member begins");
	assert_refused("{a:1}", "line 1, column 2: a member begins");
	assert_refused("{\"a\" 1}", "line 1, column 6: a colon");
	assert_refused("{\"a\":1 \"b\"}", "line 1, column 8: a comma or }");
	assert_refused("[1 2]", "line 1, column 4: a comma or ]");
	assert_refused("[", "line 1, column 2: the text ends too early");
	assert_refused("\"abc", "line 1, column 5: the text ends too early");
	assert_refused("\"abc\\", "line 1, column 6: the text ends too early");
	assert_refused("{\n \"\xc3\xa9\": +1}", "line 2, column 7: this is no JSON value");
	assert_refused("truE", "line 1, column 1: this is no JSON value");
	assert_refused("nul", "line 1, column 1: this is no JSON value");
	assert_refused("-", "line 1, column 2: the text ends too early");
	assert_refused("-x", "line 1, column 2: this is no JSON value");
	assert_refused("1.", "line 1, column 3: the text ends too early");
	assert_refused("1.x", "line 1, column 3: a digit must follow the point");
	assert_refused("1e+]", "line 1, column 4: a digit must follow the exponent");
	assert_refused(".5", "line 1, column 1: this is no JSON value");
	assert_refused("NaN", "line 1, column 1: this is no JSON value");
	assert_refused("'a'", "line 1, column 1: this is no JSON value");
	assert_refused("\xef\xbb\xbf{}", "line 1, column 1: this is no JSON value");
	assert_refused("// x\n1", "line 1, column 1: this is no JSON value");
}

static void test_refused_strings(void **state UNUSED)
{
	assert_refused("\"a\xc0\x80z\"", "line 1, column 3: text that is not UTF-8");
	assert_refused("\"\\u12g4\"", "line 1, column 2: \\u needs four");
	assert_refused("\"\\x41\"", "line 1, column 2: an unknown escape");
	assert_refused("\"a\nb\"", "line 1, column 3: a control character");
	assert_refused("\"a\tb\"", "line 1, column 3: a control character");
	assert_refused_n("\"a\0b\"", 5, "line 1, column 3: a control character");
	assert_refused_n("1\0", 2, "line 1, column 2: text after the end");
	assert_refused("\"\xff\"", "line 1, column 2: text that is not UTF-8");
	assert_refused("\"\xc0\xaf\"", "line 1, column 2: text that is not UTF-8");		/* overlong */
	assert_refused("\"\xed\xa0\x80\"", "line 1, column 2: text that is not UTF-8");		/* surrogate */
	assert_refused("\"\xf4\x90\x80\x80\"", "line 1, column 2: text that is not UTF-8");	/* beyond U+10FFFF */
	assert_refused_n("\"\xe2\x82", 3, "line 1, column 2: text that is not UTF-8");		/* cut short */
	assert_refused("{\"\xc3\":1}", "line 1, column 3: text that is not UTF-8");
}

static void assert_nested(const char *open, const char *close, size_t depth, bool accepted)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(json_freep) json *j = NULL;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < depth; i++)
		str_add(&text, open);
	str_addc(&text, '1');
	for (size_t i = 0; i < depth; i++)
		str_add(&text, close);
	j = json_parse(text.buf, text.len, &err);
	assert_int_equal(j != NULL, accepted);
	if (!accepted)
		assert_non_null(strstr(err.text, "nested too deeply"));
}

static void test_depth(void **state UNUSED)
{
	assert_nested("[", "]", LIMIT_JSON_DEPTH, true);
	assert_nested("[", "]", LIMIT_JSON_DEPTH + 1, false);
	assert_nested("{\"a\":", "}", LIMIT_JSON_DEPTH, true);
	assert_nested("{\"a\":", "}", LIMIT_JSON_DEPTH + 1, false);
	assert_nested("[", "", 1000000, false);
}

static void test_many_values(void **state UNUSED)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct err err = ERR_INIT;
	json *j;

	str_addc(&text, '[');
	while (text.len < (2 << 20))
		str_add(&text, "0,");
	str_add(&text, "0]");
	j = json_parse(text.buf, text.len, &err);
	assert_non_null(j);
	assert_int_equal(json_len(j), (2 << 19) + 1);
	json_free(j);

	str_reset(&text);
	str_addc(&text, '[');
	for (size_t i = 0; i < LIMIT_JSON_NODES; i++)
		str_add(&text, "0,");
	str_add(&text, "0]");
	assert_null(json_parse(text.buf, text.len, &err));
	assert_non_null(strstr(err.text, "too many values"));
}

static void test_duplicates(void **state UNUSED)
{
	static const char text[] = "{\"spec\":{\"replicas\":1,\"replicas\":2,\"l\":[0,{\"x\":1,\"x\":2,\"x\":3}]},\"a\":1,\"A\":2,\"a\":{}}";
	_cleanup_(json_freep) json *dups = NULL;
	_cleanup_(json_freep) json *j = json_parse_dup(text, strlen(text), &dups, NULL);
	_cleanup_(json_freep) json *plain = parse(text), *none = NULL;

	assert_prints(j, JSON_PLAIN, "{\"spec\":{\"replicas\":2,\"l\":[0,{\"x\":3}]},\"A\":2,\"a\":{}}");
	assert_prints(dups, JSON_PLAIN, "[\"spec.replicas\",\"spec.l[1].x\",\"a\"]");
	assert_true(json_equal(j, plain));
	json_free(json_parse_dup("{}", 2, &none, NULL));
	assert_int_equal(json_type(none), JSON_ARRAY);
	assert_int_equal(json_len(none), 0);
}

/* Far more members than are compared one by one, each of them twice. */
static void test_many_duplicates(void **state UNUSED)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	_cleanup_(json_freep) json *dups = NULL;
	_cleanup_(json_freep) json *j = NULL;

	for (int i = 0; i < 200000; i++)
		str_addf(&text, "%c\"k%d\":%d", i ? ',' : '{', i % 100000, i);
	str_addc(&text, '}');
	j = json_parse_dup(text.buf, text.len, &dups, NULL);
	assert_int_equal(json_len(j), 100000);
	assert_int_equal(json_get_int(j, "k0", -1), 100000);
	assert_int_equal(json_get_int(j, "k99999", -1), 199999);
	assert_int_equal(json_len(dups), 100);
}

static void test_reading(void **state UNUSED)
{
	_cleanup_(json_freep) json *j = parse("{\"a\":{\"b\":[10,{\"c\":\"x\"}],\"t\":true,\"n\":null,\"e\":\"\",\"z\":0.0},\"A\":1,\"ab\":2}");

	assert_string_equal(json_str(json_at(j, "a.b.1.c")), "x");
	assert_int_equal(json_int_or(json_at(j, "a.b.0"), -1), 10);
	assert_null(json_at(j, "a.b.2"));
	assert_null(json_at(j, "a.b.x"));
	assert_null(json_at(j, "a.b."));
	assert_null(json_at(j, "a.b.0.c"));
	assert_null(json_at(j, "a.bb"));
	assert_ptr_equal(json_at(j, "A"), json_get(j, "A"));
	assert_int_equal(json_get_int(j, "A", 9), 1);
	assert_int_equal(json_get_int(j, "B", 9), 9);
	assert_null(json_get_str(j, "A"));
	assert_string_equal(json_str_or(json_get(j, "A"), "fallback"), "fallback");
	assert_true(json_true(json_at(j, "a.t")));
	assert_true(json_is_null(json_at(j, "a.n")) && json_is_null(json_at(j, "a.missing")));
	assert_true(json_is_empty(json_at(j, "a.e")) && json_is_empty(json_at(j, "a.z")) && json_is_empty(NULL));
	assert_false(json_is_empty(json_at(j, "a.t")) || json_is_empty(json_get(j, "a")));
	assert_int_equal(json_type(NULL), JSON_NONE);
	assert_null(json_get(NULL, "a"));
	assert_null(json_item(json_get(j, "a"), 0));
	assert_null(json_key(json_at(j, "a.b.0")));
	assert_string_equal(json_key(json_first(j)), "a");
}

static void test_changing(void **state UNUSED)
{
	_cleanup_(json_freep) json *j = json_object();
	json *list, *item;

	json_set_int(j, "b", 1);
	json_set_str(j, "a", "x");
	json_set_str(j, "b", NULL);
	assert_prints(j, JSON_PLAIN, "{\"b\":null,\"a\":\"x\"}");
	json_set_at(j, "m.labels.app", json_string("web"));
	json_set_at(j, "a.b", json_bool(true));		/* text on the way gives way */
	list = json_want_array(j, "l");
	json_push(list, json_number(2));
	json_insert(list, 0, json_number(1));
	json_insert(list, 1, json_string("between"));
	json_insert(list, 99, json_number(3));
	assert_prints(j, JSON_PLAIN, "{\"b\":null,\"a\":{\"b\":true},\"m\":{\"labels\":{\"app\":\"web\"}},\"l\":[1,\"between\",2,3]}");
	assert_ptr_equal(json_want(j, "m"), json_get(j, "m"));
	item = json_detach(list, json_item(list, 3));
	json_set(j, "b", item);
	json_push(list, json_detach(j, json_get(j, "a")));
	json_drop(list, json_first(list));
	json_del(j, "m");
	json_del(j, "never there");
	json_replace(list, json_item(list, 1), json_null());
	assert_prints(j, JSON_PLAIN, "{\"b\":3,\"l\":[\"between\",null,{\"b\":true}]}");
	json_set(j, json_key(json_first(j)), json_array());	/* the key given is the one replaced */
	json_add(j, "new", json_real(0.5));
	assert_prints(j, JSON_PLAIN, "{\"b\":[],\"l\":[\"between\",null,{\"b\":true}],\"new\":0.5}");
}

static void test_insert_keeps_the_tail(void **state UNUSED)
{
	_cleanup_(json_freep) json *list = json_array();

	json_insert(list, 0, json_number(1));
	json_insert(list, 0, json_number(0));
	json_push(list, json_number(2));
	json_free(json_detach(list, json_item(list, 2)));
	json_push(list, json_number(3));
	json_replace(list, json_item(list, 2), json_number(4));
	json_push(list, json_number(5));
	assert_prints(list, JSON_PLAIN, "[0,1,4,5]");
}

static void test_equality(void **state UNUSED)
{
	static const struct { const char *a, *b; bool equal; } cases[] = {
		{ "{\"a\":1,\"b\":[1,2]}", "{\"b\":[1,2],\"a\":1}", true },
		{ "{\"a\":1}", "{\"a\":1,\"b\":null}", false },
		{ "{\"a\":1,\"b\":2}", "{\"b\":2,\"c\":1}", false },
		{ "[1,2]", "[2,1]", false },
		{ "[1,2]", "[1,2,3]", false },
		{ "1", "1.0", true },
		{ "1000", "1e3", true },
		{ "9007199254740993", "9007199254740992", false },
		{ "9223372036854775807", "9223372036854775807", true },
		{ "18446744073709551615", "18446744073709551614", false },
		{ "true", "false", false },
		{ "null", "false", false },
		{ "\"a\"", "\"A\"", false },
		{ "{}", "[]", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(json_freep) json *a = parse(cases[i].a), *b = parse(cases[i].b);

		if (json_equal(a, b) != cases[i].equal || json_equal(b, a) != cases[i].equal)
			fail_msg("%s and %s", cases[i].a, cases[i].b);
	}
	assert_true(json_equal(NULL, NULL));
}

static void test_templates(void **state UNUSED)
{
	_cleanup_(json_freep) json *inner = json_format("{'x':[%d,%ld]}", -3, INT64_MAX);
	_cleanup_(json_freep) json *j = json_format("{'name':%q,'none':%q,'in':%j,'raw':%s,'yes':%b,'p':'100%%'}", "a\"<'\n", NULL, inner, "[1]", true);

	assert_prints(j, JSON_PLAIN, "{\"name\":\"a\\\"\\u003c'\\n\",\"none\":null,\"in\":{\"x\":[-3,9223372036854775807]},"
				     "\"raw\":[1],\"yes\":true,\"p\":\"100%\"}");
	assert_string_equal(json_get_str(j, "name"), "a\"<'\n");
}

/* What a folded member says is the same as if it had been parsed at once, whatever is done to it first. */
static void test_folded(void **state UNUSED)
{
	static const char text[] = "{\"f\":{\"a\":1,\"q\":\"}\\\"\",\"l\":[{},[]]},\"g\":{\"f\":[1],\"h\":{\"f\":{}}}}";
	static const char *const folded[] = { "f", "unknown", NULL };
	static const char pretty[] = "{\"f\":{\"a\": 1}}";
	_cleanup_(json_freep) json *j = json_parse_folded(text, strlen(text), folded, NULL), *copy = json_copy(j);
	_cleanup_(json_freep) json *plain = parse(text), *spaced = json_parse_folded(pretty, strlen(pretty), folded, NULL);
	_cleanup_(json_freep) json *again = json_parse_folded(text, strlen(text), folded, NULL);

	assert_string_equal(json_folded(json_get(j, "f")), "{\"a\":1,\"q\":\"}\\\"\",\"l\":[{},[]]}");
	assert_null(json_folded(json_at(j, "g.f")));
	assert_string_equal(json_folded(json_at(j, "g.h.f")), "{}");
	assert_null(json_folded(json_get(spaced, "f")));
	assert_int_equal(json_type(json_get(j, "f")), JSON_OBJECT);
	assert_prints(j, JSON_PLAIN, text);
	assert_true(json_equal(j, copy));
	assert_true(json_folded(json_get(copy, "f")) && json_equal(copy, plain) && !json_folded(json_get(copy, "f")));
	assert_int_equal(json_get_int(json_get(j, "f"), "a", 0), 1);
	assert_null(json_folded(json_get(j, "f")));
	assert_prints(j, JSON_PLAIN, text);
	assert_true(json_is_empty(json_at(again, "g.h.f")));
	json_push(json_at(again, "f.l"), json_number(2));
	json_add(json_at(copy, "g.h.f"), "new", json_null());
	assert_prints(again, JSON_SORTED, "{\"f\":{\"a\":1,\"l\":[{},[],2],\"q\":\"}\\\"\"},\"g\":{\"f\":[1],\"h\":{\"f\":{}}}}");
	assert_prints(json_at(copy, "g.h"), JSON_PLAIN, "{\"f\":{\"new\":null}}");
	assert_false(json_equal(again, j));
	assert_null(json_parse_folded("{\"f\":{\"a\"", 8, folded, NULL));
}

/* Members can be put into one, or it can be dropped, before anybody has looked. */
static void test_folded_is_changed(void **state UNUSED)
{
	_cleanup_(json_freep) json *j = json_object();

	json_add(json_set(j, "f", json_fold("{\"a\":1}", 8)), "b", json_number(2));
	json_set(j, "gone", json_fold("{\"a\":1}", 8));
	json_del(j, "gone");
	json_set(j, "left", json_fold("{\"a\":[]}", 8));
	assert_prints(j, JSON_PRETTY, "{\n    \"f\": {\n        \"a\": 1,\n        \"b\": 2\n    },\n    \"left\": {\n"
				      "        \"a\": []\n    }\n}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_numbers_keep_their_text), TEST(test_integers), TEST(test_reals_print_as_go), TEST(test_escapes),
		TEST(test_every_byte_in_every_place),
		TEST(test_layouts), TEST(test_refused_text), TEST(test_refused_strings), TEST(test_depth), TEST(test_many_values),
		TEST(test_duplicates), TEST(test_many_duplicates), TEST(test_reading), TEST(test_changing),
		TEST(test_insert_keeps_the_tail), TEST(test_equality), TEST(test_templates),
		TEST(test_folded), TEST(test_folded_is_changed),
	};

	return RUN(tests);
}
