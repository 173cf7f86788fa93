/* Label and field selectors, good and bad, against what a 1.36 server and its controllers made of them. */
#include "tests/unit/kube/data.h"
#include "kube/selector.h"

/* The four pods of the recorded session, in the order of their names. */
static const struct pod {
	const char *name;
	struct label labels[2];
	size_t n;
} pods[] = {
	{ "a", { { "app", "x" }, { "tier", "1" } }, 2 },
	{ "b", { { "app", "x" }, { "tier", "20" } }, 2 },
	{ "c", { { "app", "y" } }, 1 },
	{ "d", { { "app", "" }, { "example.com/k", "v" } }, 2 },
};

static void check_text(void *arg UNUSED, const json *line, const char *text)
{
	struct err err = ERR_INIT;
	_cleanup_(selector_freep) struct selector *s = selector_parse(json_get_str(line, "selector"), &err);
	_cleanup_(str_release) struct str names = STR_INIT;

	if (!s) {
		if (!streq0(err.text, json_get_str(line, "error")))
			fail_msg("%s for %s", err.text, text);
		return;
	}
	for (size_t i = 0; i < COUNT(pods); i++)
		if (selector_matches(s, pods[i].labels, pods[i].n))
			str_addf(&names, "%s%s", names.len ? "," : "", pods[i].name);
	if (!streq0(names.buf, json_get_str(line, "names")))
		fail_msg("%s for %s", names.buf, text);
}

static void recorded_texts(void **state UNUSED)
{
	each_line("label-selectors", 35, check_text, NULL);
}

static void check_json(void *arg UNUSED, const json *line, const char *text)
{
	struct err err = ERR_INIT;
	_cleanup_(selector_freep) struct selector *s = selector_from_json(json_get(line, "selector"), &err);
	const char *expected = json_get_str(line, "error");

	if (!s || expected) {
		if (!streq0(err.text, expected ? expected : ""))
			fail_msg("%s for %s", err.text, text);
		return;
	}
	if (selector_matches_json(s, json_get(line, "labels")) != json_true(json_get(line, "matches")))
		fail_msg("wrong for %s", text);
}

static void recorded_trees(void **state UNUSED)
{
	each_line("json-selectors", 84, check_json, NULL);
}

static void check_fields(void *arg UNUSED, const json *line, const char *text)
{
	field_selector s = VEC_INIT;
	struct err err = ERR_INIT;

	if (field_selector_parse(json_get_str(line, "selector"), &s, &err) == 0 ||
	    !streq0(err.text, json_get_str(line, "error")))
		fail_msg("%s for %s", err.text, text);
}

static void bad_fields(void **state UNUSED)
{
	each_line("field-selectors", 5, check_fields, NULL);
}

static void fields(void **state UNUSED)
{
	field_selector s = VEC_INIT;

	assert_int_equal(field_selector_parse("metadata.name=a,,status.phase!=x\\,y\\=z,b==c,", &s, NULL), 0);
	assert_int_equal(s.len, 3);
	assert_string_equal(s.items[0].path, "metadata.name");
	assert_string_equal(s.items[0].value, "a");
	assert_false(s.items[0].differs);
	assert_string_equal(s.items[1].value, "x,y=z");
	assert_true(s.items[1].differs);
	assert_string_equal(s.items[2].path, "b");
	assert_string_equal(s.items[2].value, "c");
	field_selector_release(&s);
	assert_int_equal(field_selector_parse(NULL, &s, NULL), 0);
	assert_int_equal(s.len, 0);
}

static void prints(void **state UNUSED)
{
	static const struct {
		const char *given, *printed;
	} cases[] = {
		{ "", "" }, { "b=1,a!=2", "a!=2,b=1" }, { "x in (b,a,b),!y,z", "x in (a,b),!y,z" },
		{ "n>3,m<4,k==5", "k==5,m<4,n>3" },
		{ "in=in", "in=in" }, { "a notin (notin,)", "a notin (,notin)" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(selector_freep) struct selector *s = selector_parse(cases[i].given, NULL);
		_cleanup_(str_release) struct str out = STR_INIT;

		assert_non_null(s);
		assert_int_equal(selector_is_everything(s), !*cases[i].given);
		selector_print(s, &out);
		assert_string_equal(out.buf, cases[i].printed);
	}
}

static void prints_trees(void **state UNUSED)
{
	_cleanup_(json_freep) json *tree = json_format("{'matchLabels':{'b':'1','a':'2'},'matchExpressions':"
						       "[{'key':'c','operator':'In','values':['y','x']}]}");
	_cleanup_(selector_freep) struct selector *s = selector_from_json(tree, NULL);
	_cleanup_(str_release) struct str out = STR_INIT;

	selector_print(s, &out);
	assert_string_equal(out.buf, "a=2,b=1,c in (x,y)");
}

static void none(void **state UNUSED)
{
	_cleanup_(selector_freep) struct selector *nothing = selector_from_json(NULL, NULL);

	assert_false(selector_matches(nothing, NULL, 0));
	assert_false(selector_is_everything(nothing));
	assert_false(selector_matches(NULL, NULL, 0));
	assert_false(selector_matches_json(NULL, NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded_texts), cmocka_unit_test(recorded_trees), cmocka_unit_test(bad_fields),
		cmocka_unit_test(fields),	  cmocka_unit_test(prints),	    cmocka_unit_test(prints_trees),
		cmocka_unit_test(none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
