/* The log keeps the newest lines, shows no secret and no control byte; dying runs the hook first. */
#include "tests/unit/base/test.h"
#include "base/base64.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/str.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void collect(void *arg, int64_t wall_ms, enum log_level level, const char *line)
{
	assert_true(wall_ms > 0);
	str_addf(arg, "%d %s\n", (int)level, line);
}

static void assert_lines(const struct log *log, const char *expected)
{
	_cleanup_(str_release) struct str lines = STR_INIT;

	log_each(log, collect, &lines);
	assert_string_equal(lines.buf, expected);
}

static void test_secrets(void **state UNUSED)
{
	struct log *log = log_new();

	log_secret(log, "token");
	log_secret(log, "tokenlonger");
	log_secret(log, "token");
	log_secret(log, "");
	log_secret(log, NULL);
	log_secret(NULL, "x");
	log_write(log, LOG_INFO, "a %s b %s c", "token", "tokenlongertoken");
	log_write(log, LOG_WARN, "nothing");
	log_write(NULL, LOG_ERROR, "nowhere");
	assert_lines(log, "2 a *** b ****** c\n1 nothing\n");
	log_free(log);
	log_free(NULL);
}

static void test_control_bytes(void **state UNUSED)
{
	struct log *log = log_new();

	log_write(log, LOG_DEBUG, "a\033[2Jb\nc\td\x7f" "e\xc2\x9b" "f\xc3\xa9");
	assert_lines(log, "3 a?[2Jb?c?d?e??f\xc3\xa9\n");
	log_free(log);
}

static void test_the_ring(void **state UNUSED)
{
	struct log *log = log_new();
	_cleanup_(str_release) struct str lines = STR_INIT, expected = STR_INIT;

	for (int i = 0; i < LIMIT_LOG_LINES + 10; i++) {
		log_write(log, LOG_ERROR, "line %d", i);
		if (i >= 10)
			str_addf(&expected, "0 line %d\n", i);
	}
	log_each(log, collect, &lines);
	assert_string_equal(lines.buf, expected.buf);
	log_free(log);
}

static void test_a_file(void **state UNUSED)
{
	char dir[] = "/tmp/ordinal-test-XXXXXX", line[200] = "";
	_cleanup_(freep) char *path = NULL;
	struct log *log = log_new();
	struct stat st;
	FILE *file;

	assert_non_null(mkdtemp(dir));
	path = xasprintf("%s/log", dir);
	assert_int_equal(log_to_file(log, dir), -EISDIR);
	assert_int_equal(log_to_file(log, path), 0);
	log_secret(log, "hidden");
	log_write(log, LOG_WARN, "the hidden word");
	log_free(log);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	file = fopen(path, "r");
	assert_non_null(fgets(line, sizeof(line), file));
	fclose(file);
	assert_string_equal(line + strlen("2024-01-01T00:00:00.000Z"), " W the *** word\n");
	unlink(path);
	rmdir(dir);
}

static void say_hook(void)
{
	fputs("[hook]", stderr);
}

/* Runs fn in a child; what it wrote to stderr, and the signal that ended it. */
static int run_in_child(void (*fn)(void), char ret[400])
{
	int ends[2], status = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);	/* not the test runner's */
		dup2(ends[1], 2);
		die_hook(say_hook);
		fn();
		_exit(0);
	}
	close(ends[1]);
	waitpid(pid, &status, 0);
	n = read(ends[0], ret, 399);
	ret[MAX(n, (ssize_t)0)] = 0;
	close(ends[0]);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void dies(void)
{
	die("no %s left", "room");
}

static void breaks(void)
{
	abort();	/* as a failed assert */
}

static void wants_too_much(void)
{
	void *volatile p = xcalloc(SIZE_MAX / 2, 4);

	free(p);
}

static void goes_on(void)
{
}

static void test_dying(void **state UNUSED)
{
	char text[400];

	assert_int_equal(run_in_child(dies, text), SIGABRT);
	assert_string_equal(text, "[hook]ordinal: no room left\n");
	assert_int_equal(run_in_child(breaks, text), SIGABRT);
	assert_string_equal(text, "[hook]");
	assert_int_equal(run_in_child(wants_too_much, text), SIGABRT);
	assert_non_null(strstr(text, "[hook]ordinal: out of memory"));
	assert_int_equal(run_in_child(goes_on, text), 0);
	assert_string_equal(text, "");
}

static void test_base64(void **state UNUSED)
{
	static const struct { const char *bytes, *text; } cases[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foobar", "Zm9vYmFy" }, { "\xff\xfe", "//4=" },
	};
	static const char *const refused[] = { "Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9*", "=", "Zm-_" };

	for (size_t i = 0; i < COUNT(cases); i++) {
		_cleanup_(str_release) struct str text = STR_INIT, bytes = STR_INIT;

		base64_encode(cases[i].bytes, strlen(cases[i].bytes), &text);
		assert_string_equal(text.buf, cases[i].text);
		assert_true(base64_decode(cases[i].text, &bytes));
		assert_string_equal(bytes.buf, cases[i].bytes);
	}
	for (size_t i = 0; i < COUNT(refused); i++) {
		_cleanup_(str_release) struct str bytes = STR_INIT;

		str_add(&bytes, "kept");
		if (base64_decode(refused[i], &bytes))
			fail_msg("%s", refused[i]);
		assert_string_equal(bytes.buf, "kept");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_secrets), TEST(test_control_bytes), TEST(test_the_ring), TEST(test_a_file), TEST(test_dying), TEST(test_base64),
	};

	return RUN(tests);
}
