/* What containers write: lines are functions of the run and their number, in the order of their times, and bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/yaml.h"
#include "sim/logs/speech.h"

#define BEGUN 1000000
#define YEAR (INT64_C(365) * 86400 * 1000)

static json *parse(const char *yaml)
{
	return yaml_parse(yaml, strlen(yaml), NULL);
}

static struct run run_of(const struct speech *says)
{
	return (struct run){ .says = says, .pod = "web-0", .container = "app", .image = "app:1", .seed = 7,
			     .begun_ms = BEGUN, .ended_ms = -1 };
}

static void in_order(void **state UNUSED)
{
	_cleanup_(json_freep) json *log = parse("start: [a, b]\nevery: 1s\nlines: ['{n} {ms}']\nend: [bye]");
	struct speech says = { 0 };
	struct run r = run_of(&says);

	assert_int_equal(speech_read(&says, log, NULL), 0);
	assert_int_equal(run_count(&r, BEGUN - 1), 0);
	assert_int_equal(run_count(&r, BEGUN), 1);
	for (int64_t i = 0; i < 500; i++) {
		assert_true(run_time(&r, i) <= run_time(&r, i + 1));
		assert_int_equal(run_next(&r, i), run_time(&r, i));
		assert_int_equal(run_count(&r, run_time(&r, i)), i + 1);
	}
	assert_int_equal(run_first(&r, BEGUN + YEAR), run_count(&r, BEGUN + YEAR) - LIMIT_LOG_KEPT);
}

static void last_words(void **state UNUSED)
{
	_cleanup_(json_freep) json *log = parse("start: ['{container} of {pod}: {image} {other}']\nend: [bye]\n"
						"fail: ['exit {code}']");
	static const struct {
		int64_t code, count;
		const char *text;
	} rows[] = { { 0, 2, "bye" }, { 3, 2, "exit 3" }, { 137, 1, "app of web-0: app:1 {other}" } };
	struct speech says = { 0 };
	struct run r = run_of(&says);

	assert_int_equal(speech_read(&says, log, NULL), 0);
	assert_int_equal(run_next(&r, 1), -1);
	r.ended_ms = BEGUN + 5000;
	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(str_release) struct str text = STR_INIT;

		r.exit_code = rows[i].code;
		assert_int_equal(run_count(&r, BEGUN), rows[i].count);
		run_line(&r, rows[i].count - 1, &text);
		assert_string_equal(text.buf, rows[i].text);
		assert_int_equal(run_next(&r, rows[i].count), -1);
	}
}

static void mistakes(void **state UNUSED)
{
	static const char *const texts[] = { "every: soon", "every: 1ms", "start: [{a: b}]" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		_cleanup_(json_freep) json *log = parse(texts[i]);
		struct speech says = { 0 };
		struct err err = ERR_INIT;

		assert_true(speech_read(&says, log, &err) < 0);
		assert_true(*err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order), cmocka_unit_test(last_words), cmocka_unit_test(mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
