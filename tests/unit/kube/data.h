/* Recorded cases: tests/data/kube/NAME.jsonl.gz, one JSON value a line. Tests run in the folder of the Makefile. */
#ifndef TESTS_UNIT_KUBE_DATA_H
#define TESTS_UNIT_KUBE_DATA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <cmocka.h>
#include "base/json.h"

typedef void (*line_fn)(void *arg, const json *line, const char *text);

/* Calls fn for each line; fails unless there were exactly `lines`. */
static inline void each_line(const char *name, int lines, line_fn fn, void *arg)
{
	_cleanup_(str_release) struct str command = STR_INIT;
	char *text = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *f;

	str_addf(&command, "gzip -dc tests/data/kube/%s.jsonl.gz", name);
	f = popen(command.buf, "r");
	assert_non_null(f);
	while ((len = getline(&text, &size, f)) > 0) {
		struct err err = ERR_INIT;
		_cleanup_(json_freep) json *line = json_parse(text, (size_t)len, &err);

		if (!line)
			fail_msg("%s: %s: %s", name, err.text, text);
		text[len - 1] = '\0';
		fn(arg, line, text);
		lines--;
	}
	free(text);
	assert_int_equal(pclose(f), 0);
	assert_int_equal(lines, 0);
}

#endif
