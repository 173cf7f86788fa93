/* The ledger is what it says: its tests are there, each served kind and each recorded session has a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <unistd.h>

#include "sim/fidelity.h"
#include "sim/resource.h"

#define SESSIONS 55			/* that were recorded of a real server */

static const char *text_of(const json *row, const char *key)
{
	return json_str_or(json_get(row, key), "");
}

static void rows_are_whole(void **state)
{
	_cleanup_(json_freep) json *rows = fidelity_read();

	(void)state;
	assert_true(json_len(rows) > 100);
	for (const json *r = json_first(rows); r; r = json_next(r)) {
		const char *word = text_of(r, "state");
		bool like = streq(word, "like");

		if (!like && !streq(word, "approximated") && !streq(word, "absent"))
			fail_msg("%s: the state \"%s\" is none", text_of(r, "what"), word);
		if (!like && !*text_of(r, "how"))
			fail_msg("%s: it does not say how it differs", text_of(r, "what"));
		if (!*text_of(r, "area") || !*text_of(r, "what") || json_len(json_get(r, "tests")) == 0)
			fail_msg("%s: a row without area, words or tests", text_of(r, "what"));
	}
}

static void tests_are_there(void **state)
{
	_cleanup_(json_freep) json *rows = fidelity_read();

	(void)state;
	for (const json *r = json_first(rows); r; r = json_next(r)) {
		for (const json *t = json_first(json_get(r, "tests")); t; t = json_next(t))
			if (access(json_str_or(t, ""), R_OK) < 0)
				fail_msg("%s: there is no test %s", text_of(r, "what"), json_str_or(t, ""));
	}
}

static bool has(const json *rows, const char *key, const char *value)
{
	for (const json *r = json_first(rows); r; r = json_next(r))
		if (streq(text_of(r, key), value))
			return true;
	return false;
}

static void each_served_kind_has_a_row(void **state)
{
	_cleanup_(json_freep) json *rows = fidelity_read();

	(void)state;
	for (size_t i = 0; i < kind_count(); i++) {
		char name[256];

		kind_resource(kind_at(i), name, sizeof(name));
		if (resource_of(kind_at(i)) && !has(rows, "kind", name))
			fail_msg("the ledger says nothing of %s", name);
	}
}

/* What is like 1.36 is played whole by tests/replay: its recording is among the tests. At most one in ten is not. */
static void each_session_has_a_row(void **state)
{
	_cleanup_(json_freep) json *rows = fidelity_read();
	size_t sessions = 0, lacking = 0;

	(void)state;
	for (const json *r = json_first(rows); r; r = json_next(r)) {
		_cleanup_(freep) char *path = xasprintf("tests/truth/wire/%s.jsonl.gz", text_of(r, "session"));
		bool like = streq(text_of(r, "state"), "like");

		if (!*text_of(r, "session"))
			continue;
		sessions++;
		lacking += !like;
		if (like != (access(path, R_OK) == 0))
			fail_msg("%s: the row says %s, and %s is %s", text_of(r, "session"), text_of(r, "state"), path,
			         like ? "not played" : "played whole");
	}
	assert_int_equal(sessions, SESSIONS);
	assert_true(lacking * 10 <= SESSIONS);
}

static void it_is_printed(void **state)
{
	_cleanup_(json_freep) json *rows = fidelity_read();
	_cleanup_(str_release) struct str out = STR_INIT;

	(void)state;
	fidelity_print(rows, &out);
	assert_non_null(strstr(out.buf, "Kinds\n  like 1.36     StatefulSet\n"));
	assert_non_null(strstr(out.buf, "  absent        "));
	assert_non_null(strstr(out.buf, " like Kubernetes 1.36, "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(tests_are_there),
		cmocka_unit_test(each_served_kind_has_a_row),
		cmocka_unit_test(each_session_has_a_row),
		cmocka_unit_test(it_is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
