/* What the server says in Go's words: of JSON that is none, and of structs that differ. Recorded texts, and the scanner's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "sim/validate/go_struct.h"
#include "sim/validate/gotext.h"

static void broken_json(void **state UNUSED)
{
	static const char *const pairs[][2] = {
		{ "", "unexpected end of JSON input" },
		{ "{", "unexpected end of JSON input" },
		{ "{\"a\":\"b", "unexpected end of JSON input" },
		{ "kind: x", "invalid character 'k' looking for beginning of value" },
		{ "{/* */}", "invalid character '/' looking for beginning of object key string" },
		{ "{\"a\":1,}", "invalid character '}' looking for beginning of object key string" },
		{ "{\"a\":1}x", "invalid character 'x' after top-level value" },
		{ "{\"a\" 1}", "invalid character '1' after object key" },
		{ "{\"a\":1 2}", "invalid character '2' after object key:value pair" },
		{ "[1 2]", "invalid character '2' after array element" },
		{ "[tru]", "invalid character ']' in literal true (expecting 'e')" },
		{ "-x", "invalid character 'x' in numeric literal" },
		{ "1.x", "invalid character 'x' after decimal point in numeric literal" },
		{ "1e'", "invalid character '\\'' in exponent of numeric literal" },
		{ "\"\n\"", "invalid character '\\n' in string literal" },
		{ "\"\\x\"", "invalid character 'x' in string escape code" },
		{ "\"\\u12g\"", "invalid character 'g' in \\u hexadecimal character escape" },
		{ "[1, {\"a\": [true, null, -1.5e3, \"\\u00e4\"]}]", "untouched" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct err err = ERR_INIT;

		err_set(&err, -EINVAL, "untouched");
		gotext_json_error(pairs[i][0], strlen(pairs[i][0]), &err);
		assert_string_equal(err.text, pairs[i][1]);
	}
}

static void bodies(void **state UNUSED)
{
	static const char *const pairs[][2] = {
		{ "", "<empty>" },
		{ "[]", "5b5d" },
		{ "{\"kind\":\"x\"}", "{\"kind\":\"x\"}" },
		{ "{\"kind\":\"StatefulSet\",\"apiVersion\":1}", "{\"kind\":\"StatefulSet\",\"apiVers ..." },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		_cleanup_(str_release) struct str out = STR_INIT;

		gotext_add_body(&out, pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(out.buf, pairs[i][1]);
	}
}

static void diff(const char *before, const char *after, const char *wanted)
{
	_cleanup_(json_freep) json *a = json_parse(before, strlen(before), NULL), *b = json_parse(after, strlen(after), NULL);
	_cleanup_(str_release) struct str out = STR_INIT;

	go_diff(a, b, go_claim_spec, &out);
	assert_string_equal(out.buf, wanted);
}

#define CLAIM(modes, name)                                                                                             \
	"{\"accessModes\":[" modes "],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}},\"volumeName\":\"" name "\"}"

static void differing_claims(void **state UNUSED)
{
	diff(CLAIM("\"RWO\"", "a"), CLAIM("\"RWO\"", "a"), "");
	diff(CLAIM("\"RWO\"", "a"), CLAIM("\"RWX\"", "a"),
	     "@@ -1,6 +1,6 @@\n {\n  \"AccessModes\": [\n-  \"RWO\"\n+  \"RWX\"\n  ],\n  \"Selector\": null,\n  \"Resources\": {\n");
	diff(CLAIM("\"RWO\"", "a"), CLAIM("\"RWO\"", "b"),
	     "@@ -9,7 +9,7 @@\n    \"storage\": \"1Gi\"\n   }\n  },\n- \"VolumeName\": \"a\",\n+ \"VolumeName\": \"b\",\n"
	     "  \"StorageClassName\": null,\n  \"VolumeMode\": null,\n  \"DataSource\": null,\n");
}

/* Changes more than six equal lines apart have a hunk each. */
static void two_hunks(void **state UNUSED)
{
	diff(CLAIM("\"RWO\"", "a"), CLAIM("\"RWX\"", "b"),
	     "@@ -1,6 +1,6 @@\n {\n  \"AccessModes\": [\n-  \"RWO\"\n+  \"RWX\"\n  ],\n  \"Selector\": null,\n  \"Resources\": {\n"
	     "@@ -9,7 +9,7 @@\n    \"storage\": \"1Gi\"\n   }\n  },\n- \"VolumeName\": \"a\",\n+ \"VolumeName\": \"b\",\n"
	     "  \"StorageClassName\": null,\n  \"VolumeMode\": null,\n  \"DataSource\": null,\n");
}

static void structs(void **state UNUSED)
{
	static const struct go_field fields[] = { GO("SELinuxOptions"), GO_TEXT("Name"), GO_NUMBER("FSGroup"), GO_BOOL("TTY"), GO_END };
	_cleanup_(json_freep) json *o = json_format("{'seLinuxOptions':{},'tty':true}"), *shown = go_struct(o, fields);
	_cleanup_(freep) char *text = json_text(shown);

	assert_string_equal(text, "{\"SELinuxOptions\":{},\"Name\":\"\",\"FSGroup\":0,\"TTY\":true}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_json), cmocka_unit_test(bodies),  cmocka_unit_test(differing_claims),
		cmocka_unit_test(two_hunks),   cmocka_unit_test(structs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
