/* YAML in and out, by what kubectl 1.36 makes of the same texts, and bounds on what hostile text can cost. */
#include "tests/unit/base/test.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/yaml.h"

static json *parse(const char *text)
{
	struct err err = ERR_INIT;
	json *j = yaml_parse(text, strlen(text), &err);

	if (!j)
		fail_msg("%s: %s", text, err.text);
	return j;
}

static void assert_reads(const char *text, const char *expected)
{
	_cleanup_(json_freep) json *j = parse(text);
	_cleanup_(freep) char *got = json_text(j);

	assert_string_equal(got, expected);
}

static void assert_refused(const char *text, const char *why)
{
	struct err err = ERR_INIT;

	assert_null(yaml_parse(text, strlen(text), &err));
	if (strncmp(err.text, why, strlen(why)) != 0)
		fail_msg("%.60s: expected \"%s...\", got \"%s\"", text, why, err.text);
}

static void assert_prints(const char *json_in, const char *expected)
{
	_cleanup_(json_freep) json *j = json_parse(json_in, strlen(json_in), NULL);
	_cleanup_(str_release) struct str out = STR_INIT;

	assert_non_null(j);
	yaml_print(j, &out);
	assert_string_equal(out.buf, expected);
}

static void test_scalars(void **state UNUSED)
{
	static const struct { const char *plain, *json; } cases[] = {
		{ "y", "true" },	{ "No", "false" },	{ "on", "true" },	{ "OFF", "false" },	{ "True", "true" },
		{ "tRUE", "\"tRUE\"" },	{ "~", "null" },	{ "Null", "null" },	{ "", "null" },		{ "nil", "\"nil\"" },
		{ "12", "12" },		{ "+12", "12" },	{ "-0", "0" },		{ "0644", "420" },	{ "0o17", "15" },
		{ "0x1F", "31" },	{ "-0x1f", "-31" },	{ "0b11", "3" },	{ "-0b11", "-3" },	{ "1_000", "1000" },
		{ "08", "8" },		{ "0x", "\"0x\"" },	{ "+", "\"+\"" },	{ "1e3", "1000" },	{ ".5", "0.5" },
		{ "1.", "1" },		{ "-1.5e-7", "-1.5e-7" }, { "1e", "\"1e\"" },	{ ".", "\".\"" },	{ "1e999", "\"1e999\"" },
		{ "9223372036854775807", "9223372036854775807" },	{ "18446744073709551615", "18446744073709551615" },
		{ "-9223372036854775808", "-9223372036854775808" },	{ "1:20", "\"1:20\"" },
		{ "2024-01-01", "\"2024-01-01\"" },			{ "2024-01-01T00:00:00Z", "\"2024-01-01T00:00:00Z\"" },
		{ "'12'", "\"12\"" },	{ "\"yes\"", "\"yes\"" }, { "!!str 12", "\"12\"" }, { "! 12", "\"12\"" },
		{ "!!int \"5\"", "5" },	{ "!!float 5", "5" },	{ "!own x", "\"x\"" },	{ "<<", "\"\\u003c\\u003c\"" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(freep) char *text = xasprintf("k: %s\n", cases[i].plain), *expected = xasprintf("{\"k\":%s}", cases[i].json);

		assert_reads(text, expected);
	}
}

static void test_structures(void **state UNUSED)
{
	assert_reads("", "null");
	assert_reads("# only a comment\n", "null");
	assert_reads("a:\n- 1\n- b: 2\n  c: [x, {d: e}]\n-\n", "{\"a\":[1,{\"b\":2,\"c\":[\"x\",{\"d\":\"e\"}]},null]}");
	assert_reads("a: |\n  one\n  two\nb: >-\n  three\n  four\nc: \"\\u00e9\\n\"\n", "{\"a\":\"one\\ntwo\\n\",\"b\":\"three four\",\"c\":\"\xc3\xa9\\n\"}");
	assert_reads("{1: a, yes: b, 0x10: c, 1.5: d}", "{\"1\":\"a\",\"true\":\"b\",\"16\":\"c\",\"1.5\":\"d\"}");
	assert_reads("a: 1\n---\na: 2\n", "{\"a\":1}");
}

static void test_anchors_and_merges(void **state UNUSED)
{
	assert_reads("a: &x {p: 1, q: 2}\nb: *x\n", "{\"a\":{\"p\":1,\"q\":2},\"b\":{\"p\":1,\"q\":2}}");
	assert_reads("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n", "{\"a\":{\"p\":1,\"q\":2},\"b\":{\"p\":1,\"q\":3}}");
	/* go-yaml v2 merges where the key stands, so that what comes before is overwritten. */
	assert_reads("a: &x {p: 1, q: 2}\nb: {q: 3, <<: *x}\n", "{\"a\":{\"p\":1,\"q\":2},\"b\":{\"q\":2,\"p\":1}}");
	assert_reads("a: {<<: [{p: 5, z: 1}, {p: 1, q: 2}]}\n", "{\"a\":{\"p\":5,\"q\":2,\"z\":1}}");
	assert_reads("a: {\"<<\": 1}\n", "{\"a\":{\"\\u003c\\u003c\":1}}");
	assert_reads("a: &x 1\nb: &x 2\nc: *x\n", "{\"a\":1,\"b\":2,\"c\":2}");
	assert_reads("&k a: 1\nb: *k\n", "{\"a\":1,\"b\":\"a\"}");
	assert_refused("a: *x\n", "line 1, column 4: unknown anchor: x");
	assert_refused("a: &x [*x]\n", "line 1, column 8: this anchor's value contains itself: x");
	assert_refused("a: {<<: 3}\n", "line 1, column 9: << needs a mapping");
	assert_refused("a: {<<: [3]}\n", "line 1, column 9: << needs a mapping");
}

static void test_documents(void **state UNUSED)
{
	static const char text[] = "---\na: &x 1\n---\n# nothing\n---\n- 2\n...\n";
	_cleanup_(json_freep) json *all = yaml_parse_all(text, strlen(text), NULL);
	_cleanup_(freep) char *got = json_text(all);
	struct err err = ERR_INIT;

	assert_string_equal(got, "[{\"a\":1},[2]]");
	assert_null(yaml_parse_all("a: &x 1\n---\nb: *x\n", 18, &err));
	assert_string_equal(err.text, "line 3, column 4: unknown anchor: x");
	assert_null(yaml_parse_all("a: 1\n---\nb: [\n", 14, &err));
	assert_string_equal(err.text, "line 4, column 1: did not find expected node content");
}

static void test_duplicates(void **state UNUSED)
{
	static const char text[] = "a: 1\nb: {c: 1,\n  c: 2}\na:\n  d: 3\n";
	_cleanup_(json_freep) json *dups = NULL;
	_cleanup_(json_freep) json *j = yaml_parse_dup(text, strlen(text), &dups, NULL);
	_cleanup_(freep) char *got = json_text(j), *which = json_text(dups);

	assert_string_equal(got, "{\"a\":{\"d\":3},\"b\":{\"c\":2}}");
	assert_string_equal(which, "[\"line 3: key \\\"c\\\" already set in map\",\"line 5: key \\\"a\\\" already set in map\"]");
}

static void test_refused(void **state UNUSED)
{
	assert_refused("a: [1\n", "line 2, column 1: did not find expected ',' or ']'");
	assert_refused("a: 'x\n", "line 2, column 1: found unexpected end of stream");
	assert_refused("a: b: c\n", "line 1, column 5: mapping values are not allowed");
	assert_refused("\ta: b\n", "line 1, column 1: found character that cannot start any token");
	assert_refused("a: .inf\n", "line 1, column 4: JSON has no infinite numbers");
	assert_refused("a: !!int x\n", "line 1, column 4: the value is not what its tag says");
	assert_refused("{~: 1}\n", "line 1, column 2: a key must be text");
	assert_refused("? [1]\n: 2\n", "line 1, column 5: a key must be text");
	assert_refused("a: \"\\0\"\n", "line 1, column 4: text cannot hold a NUL");
	assert_refused("a: \x01\n", "");
	assert_refused("a: \xff\n", "");
}

/* Texts whose meaning would be many times their size. Each is answered in little time and with few values. */
static void assert_bounded(const char *name, const char *text, bool accepted)
{
	struct err err = ERR_INIT;
	int64_t start = clock_mono_ms();
	json *j = yaml_parse(text, strlen(text), &err);

	if ((j != NULL) != accepted)
		fail_msg("%s: %s", name, j ? "accepted" : err.text);
	json_free(j);
	if (clock_mono_ms() - start > 5000)
		fail_msg("%s took %" PRId64 " ms", name, clock_mono_ms() - start);
}

static void assert_repeated_bounded(const char *head, const char *part, size_t times, bool accepted)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	str_add(&text, head);
	for (size_t i = 0; i < times; i++)
		str_add(&text, part);
	assert_bounded(part, text.buf, accepted);
}

static void test_bombs(void **state UNUSED)
{
	_cleanup_(str_release) struct str laughs = STR_INIT, deep = STR_INIT, keys = STR_INIT;

	str_add(&laughs, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 10; i++)
		str_addf(&laughs, "a%1$d: &a%2$d [*a%3$d,*a%3$d,*a%3$d,*a%3$d,*a%3$d,*a%3$d,*a%3$d,*a%3$d,*a%3$d]\n", i, i, i - 1);
	assert_bounded("billion laughs", laughs.buf, false);
	str_add(&deep, "a0: &a0 [1]\n");
	for (int i = 1; i < 200; i++)
		str_addf(&deep, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	assert_bounded("aliases one in another", deep.buf, false);
	for (int i = 0; i < LIMIT_YAML_NODES / 2 - 1; i++)
		str_addf(&keys, "k%d: 1\n", i);
	assert_bounded("as many keys as allowed", keys.buf, true);
	assert_repeated_bounded("", "[", 1000000, false);
	assert_repeated_bounded("", "{a: ", 1000000, false);
	assert_repeated_bounded("", "- ", 1000000, false);
	assert_repeated_bounded("", "? ", 1000000, false);
	assert_repeated_bounded("a: &a {k: 1}\nb:\n  <<: [", "*a,", 300000, false);
	assert_repeated_bounded("", "k: 1\n", 49000, true);
	assert_repeated_bounded("", "#\n", 2000000, true);
	assert_repeated_bounded("", "a: 1\n", 1000000, false);
	assert_repeated_bounded("a: ", "x ", 2000000, true);
	assert_repeated_bounded("a: ", "x ", 3000000, false);
}

static void test_prints_as_kubectl(void **state UNUSED)
{
	/* What `kubectl annotate --local -f FILE a- -o yaml` (1.36.3) prints for the same values. */
	assert_prints("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"spec\":{\"containers\":[{\"name\":\"c\",\"args\":[],\"env\":{}},[1,[2]]],\"z\":null}}",
		      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - args: []\n    env: {}\n    name: c\n  - - 1\n    - - 2\n  z: null\n");
	assert_prints("{\"a\":\"true\",\"b\":\"1\",\"c\":\"\",\"d\":\"a: b\",\"e\":\"a #b\",\"f\":\"- x\",\"g\":\"2024-01-01T00:00:00Z\",\"h\":\"1:20\",\"i\":\"y\",\"j\":\"a:b#c\"}",
		      "a: \"true\"\nb: \"1\"\nc: \"\"\nd: 'a: b'\ne: 'a #b'\nf: '- x'\ng: \"2024-01-01T00:00:00Z\"\nh: \"1:20\"\ni: \"y\"\nj: a:b#c\n");
	assert_prints("{\"a\":\"x\\ny\",\"b\":\"x\\ny\\n\",\"c\":\"x\\n\\n\",\"d\":\" x\\ny\",\"e\":\"x \\ny\",\"f\":\"tab\\t\",\"g\":\"it's\",\"h\":\"'q'\"}",
		      "a: |-\n  x\n  y\nb: |\n  x\n  y\nc: |+\n  x\n\nd: |2-\n   x\n  y\ne: \"x \\ny\"\nf: \"tab\\t\"\ng: it's\nh: '''q'''\n");
	assert_prints("{\"a\":1.5,\"b\":1e6,\"c\":1234567.25,\"d\":0.00001,\"e\":9223372036854775807,\"f\":1e21,\"g\":1000000.0,\"h\":-5}",
		      "a: 1.5\nb: 1000000\nc: 1.23456725e+06\nd: 1e-05\ne: 9223372036854775807\nf: 1e+21\ng: 1000000\nh: -5\n");
	assert_prints("{\"k10\":1,\"k9\":2,\"B\":3,\"a\":4,\"a.b\":5,\"a-b\":6,\"ab\":7,\"1\":8,\"_\":9,\"a1b\":10,\"a01b\":11,\"true\":12,\"<<\":13}",
		      "\"<<\": 13\n_: 9\n\"1\": 8\nB: 3\na: 4\na-b: 6\na.b: 5\na1b: 10\na01b: 11\nab: 7\nk9: 2\nk10: 1\n\"true\": 12\n");
	assert_prints("\"x\"", "x\n");
	assert_prints("[]", "[]\n");
	assert_prints("\"x\\n\\n\"", "|+\n  x\n\n");
}

static void test_folds_long_text(void **state UNUSED)
{
	assert_prints("{\"m\":\"0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims\"}",
		      "m: '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available:\n  3 No preemption victims'\n");
	assert_prints("{\"m\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
		      "m: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
}

/* Texts that are hard to quote come back as they were. */
static void test_round_trips(void **state UNUSED)
{
	static const char *const hard[] = {
		"", " ", "a ", " a", "a: b", "a:", ":a", "#", "a #", "'", "\"", "\\", "-", "--- a", "...", "? a", "* a", "&a", "!a", "|", ">",
		"%", "@", "`", "{", "}", "[", "]", ",", "~", "null", "0x1f", "1_0", ".inf", "1e3", "2024-01-01", "1:20", "<<", "=", "a\n",
		"a\n\n", "\na", "a\n b\n", " a\n", "a \nb", "\t", "a\tb", "\r", "\x01", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbb\xbf",
		"\xf0\x9f\x98\x80", "\xc3\xa9", "a\n...\n", "a\n---\n", "word word word word word word word word word word word word word word word word word  word",
	};
	_cleanup_(json_freep) json *j = json_object(), *back = NULL;
	_cleanup_(str_release) struct str out = STR_INIT;

	json_set(j, "list", json_array());
	json_set(j, "nested", json_object());
	for (size_t i = 0; i < COUNT(hard); i++) {
		json_push(json_get(j, "list"), json_string(hard[i]));
		json_set(json_get(j, "nested"), hard[i], json_string(hard[i]));
		json_set(j, hard[i], json_number((int64_t)i));
	}
	yaml_print(j, &out);
	back = yaml_parse(out.buf, out.len, NULL);
	if (!json_equal(j, back))
		fail_msg("%s", out.buf);
}

static void test_prints_what_is_not_utf8(void **state UNUSED)
{
	_cleanup_(json_freep) json *j = json_string("a\xff" "b");
	_cleanup_(str_release) struct str out = STR_INIT;

	yaml_print(j, &out);
	assert_string_equal(out.buf, "a\xef\xbf\xbd" "b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_scalars), TEST(test_structures), TEST(test_anchors_and_merges), TEST(test_documents), TEST(test_duplicates),
		TEST(test_refused), TEST(test_bombs), TEST(test_prints_as_kubectl), TEST(test_folds_long_text), TEST(test_round_trips),
		TEST(test_prints_what_is_not_utf8),
	};

	return RUN(tests);
}
