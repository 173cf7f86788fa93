/* Who we are: tokens, token files that change, and plugins that are little shell scripts, run for real beside the loop. */
#include "tests/unit/client/fake.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/credentials.h"
#include "client/exec.h"
#include "client/plugin.h"

static int64_t wall = 1768478400000;	/* turned by the tests; 2026-01-15T12:00:00Z */

static int64_t wall_now(void)
{
	return wall;
}

struct bench {
	struct loop *loop;
	char dir[40];
	int64_t now;
	bool by_hand;
	struct credentials *credentials;
	struct config config;
	int ready;
	/* a plugin's end */
	bool done;
	struct str out;
	struct err err;
};

static int64_t now_of(void *arg)
{
	struct bench *b = arg;

	return b->by_hand ? b->now : clock_mono_ms();
}

static int setup(void **state)
{
	struct bench *b = xcalloc(1, sizeof(*b));

	b->loop = loop_new();
	loop_set_clock(b->loop, now_of, b);
	str_init(&b->out);
	snprintf(b->dir, sizeof(b->dir), "/tmp/ordinal-plugin-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	_cleanup_(freep) char *remove = xasprintf("rm -rf %s", b->dir);

	credentials_free(b->credentials);
	json_free(b->config.exec);
	free(b->config.token_file);
	str_release(&b->out);
	loop_free(b->loop);
	free(b);
	return system(remove);
}

/* Writes DIR/name, executable; returns its path. */
static char *script(struct bench *b, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", b->dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, 0700);
	return path;
}

static char *content(struct bench *b, const char *name)
{
	_cleanup_(freep) char *path = xasprintf("%s/%s", b->dir, name);
	char text[4096] = "";
	FILE *f = fopen(path, "r");

	if (!f)
		return xstrdup("");
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return xstrdup(text);
}

/* --- plugins by themselves --- */

static void on_done(void *arg, const char *out, size_t len, const struct err *err)
{
	struct bench *b = arg;

	assert_false(b->done);
	b->done = true;
	str_reset(&b->out);
	str_addn(&b->out, out, len);
	b->err = err ? *err : (struct err)ERR_INIT;
}

static void run(struct bench *b, const char *text, int64_t timeout_ms)
{
	_cleanup_(freep) char *path = script(b, "plugin", text);
	char *const argv[] = { path, (char *)"an argument", (char *)"$HOME `id`", NULL };
	char *const envp[] = { (char *)"PATH=/usr/bin:/bin", (char *)"ONLY=this", NULL };
	struct plugin_options o = { .loop = b->loop, .path = path, .argv = argv, .envp = envp, .timeout_ms = timeout_ms };
	struct err err = ERR_INIT;

	b->done = false;
	if (!plugin_start(&o, on_done, b, &err))
		fail_msg("%s", err.text);
	while (!b->done)
		loop_turn(b->loop, -1);
}

static void a_plugin_gets_words_and_no_shell(void **state)
{
	struct bench *b = *state;

	run(b, "#!/bin/sh\nprintf '%s|%s|%s|' \"$1\" \"$2\" \"$ONLY$HOME\"\nread x || echo no stdin\n", 10000);
	assert_string_equal(b->out.buf, "an argument|$HOME `id`|this|no stdin\n");
	assert_int_equal(b->err.code, 0);
}

static void a_plugin_inherits_nothing(void **state)
{
	struct bench *b = *state;
	int fd = dup2(0, 77);

	run(b, "#!/bin/sh\n[ -e /proc/self/fd/77 ] && echo leaked\ngrep SigBlk: /proc/self/status\n", 10000);
	assert_string_equal(b->out.buf, "SigBlk:\t0000000000000000\n");
	if (fd >= 0)
		close(fd);
}

static void its_last_words_are_told_without_control_characters(void **state)
{
	struct bench *b = *state;

	run(b, "#!/bin/sh\nprintf 'line one\\nplease \\033[31mlog in\\033[0m \\302\\233x\\a\\n' >&2\nexit 3\n", 10000);
	assert_non_null(strstr(b->err.text, "failed (exit code 3): line one please ?[31mlog in?[0m ?x"));
}

static void a_plugin_that_hangs_is_stopped_with_its_children(void **state)
{
	struct bench *b = *state;

	run(b, "#!/bin/sh\necho $$ > ${0}.pid\ntail -f /dev/null &\nwait\n", 50);
	assert_non_null(strstr(b->err.text, "was stopped: it did not end in time"));
	_cleanup_(freep) char *pid = content(b, "plugin.pid");

	/* Nobody of its group is left, or only what init has not yet reaped. */
	_cleanup_(freep) char *look = xasprintf("test -z \"$(ps -o stat= -g %d 2>/dev/null | grep -v Z)\"", (int)strtol(pid, NULL, 10));

	if (*pid)
		assert_int_equal(system(look), 0);
}

static void a_plugin_that_prints_too_much_is_stopped(void **state)
{
	struct bench *b = *state;

	run(b, "#!/bin/sh\nexec cat /dev/zero\n", 60000);
	assert_non_null(strstr(b->err.text, "it printed more than 1 MiB"));
	run(b, "#!/bin/sh\nhead -c 3000000 /dev/zero >&2\necho fine\n", 60000);
	assert_string_equal(b->out.buf, "fine\n"); /* stderr is drained, and only its end is kept. */
}

static void a_child_that_keeps_the_pipe_holds_nobody_up(void **state)
{
	struct bench *b = *state;

	run(b, "#!/bin/sh\ntail -f /dev/null &\necho out\n", 60000);
	assert_string_equal(b->out.buf, "out\n");
	assert_int_equal(b->err.code, 0);
}

static void what_cannot_be_run_is_said(void **state)
{
	struct bench *b = *state;
	struct err err = ERR_INIT;

	assert_null(plugin_resolve("no-such-plugin-anywhere", "/usr/bin:/bin", &err));
	assert_non_null(strstr(err.text, "no-such-plugin-anywhere is not on PATH"));
	assert_null(plugin_resolve("/no/such/file", "/usr/bin", &err));
	assert_non_null(strstr(err.text, "/no/such/file cannot be executed: No such file"));
	_cleanup_(freep) char *sh = plugin_resolve("sh", "relative::/nonexistent:/bin", &err);

	assert_string_equal(sh, "/bin/sh");
	run(b, "#!/no/such/interpreter\n", 10000);
	assert_non_null(strstr(b->err.text, "could not be executed"));
}

/* --- credentials --- */

static void on_ready(void *arg)
{
	((struct bench *)arg)->ready++;
}

static void begin(struct bench *b)
{
	struct credentials_options o = { .loop = b->loop, .config = &b->config, .wall_ms = wall_now, .ready = on_ready, .arg = b };

	b->credentials = credentials_new(&o);
}

static void begin_plugin(struct bench *b, const char *text, const char *more)
{
	_cleanup_(freep) char *path = script(b, "plugin", text);

	b->config.server = (char *)"https://h:1";
	b->config.exec = json_format("{'apiVersion':'client.authentication.k8s.io/v1','command':%q,'interactiveMode':'Never',"
				     "'args':['one two'],'env':[{'name':'EXTRA','value':'v'}]%s}", path, more);
	begin(b);
}

/* Asks until there is an answer; 0 and the identity, or the error. */
static int ask(struct bench *b, struct identity *ret, struct err *err)
{
	int r;

	while ((r = credentials_get(b->credentials, ret, err)) == -EAGAIN) {
		int before = b->ready;

		while (b->ready == before)
			loop_turn(b->loop, -1);
	}
	return r;
}

#define HEAD "#!/bin/sh\necho run >> ${0}.runs\n"
#define CREDENTIAL(status)                                                                                                        \
	"echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{" status "}}'\n"

static void runs_are(struct bench *b, const char *expected)
{
	_cleanup_(freep) char *runs = content(b, "plugin.runs");

	assert_string_equal(runs, expected);
}

static void a_plugin_is_asked_once_until_it_expires(void **state)
{
	struct bench *b = *state;
	struct identity who;

	begin_plugin(b, HEAD CREDENTIAL("\"token\":\"tok\",\"expirationTimestamp\":\"2026-01-15T12:10:00Z\""), "");
	assert_int_equal(ask(b, &who, NULL), 0);
	assert_string_equal(who.token, "tok");
	wall += 599000;
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0);
	runs_are(b, "run\n");
	wall += 2000;
	b->now = clock_mono_ms() + 600000;
	b->by_hand = true;
	loop_turn(b->loop, 0);
	assert_int_equal(credentials_get(b->credentials, &who, NULL), -EAGAIN);
	assert_int_equal(credentials_get(b->credentials, &who, NULL), -EAGAIN); /* Not twice at a time. */
	assert_int_equal(ask(b, &who, NULL), 0);
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0); /* Expired as it came: no reason to run it all the time. */
	runs_are(b, "run\nrun\n");
	wall = 1768478400000;
}

static void a_refusal_asks_again_unless_already_somebody_else(void **state)
{
	struct bench *b = *state;
	struct identity who, next;

	begin_plugin(b, HEAD CREDENTIAL("\"token\":\"tok'$(wc -l < ${0}.runs)'\""), "");
	assert_int_equal(ask(b, &who, NULL), 0);
	assert_string_equal(who.token, "tok1");
	uint64_t first = who.serial;

	assert_true(credentials_refused(b->credentials, first));
	assert_int_equal(ask(b, &next, NULL), 0);
	assert_string_equal(next.token, "tok2");
	assert_true(credentials_refused(b->credentials, first)); /* A late answer to the old one. */
	assert_int_equal(credentials_get(b->credentials, &next, NULL), 0);
	runs_are(b, "run\nrun\n");
	assert_int_equal(next.cert_serial, who.cert_serial);
}

static void a_certificate_changes_the_connections(void **state)
{
	struct bench *b = *state;
	struct identity who, next;

	begin_plugin(b, HEAD "n=$(wc -l < ${0}.runs)\n" CREDENTIAL("\"clientCertificateData\":\"c'$n'\",\"clientKeyData\":\"k\""), "");
	assert_int_equal(ask(b, &who, NULL), 0);
	assert_string_equal(who.cert, "c1");
	credentials_refused(b->credentials, who.serial);
	assert_int_equal(ask(b, &next, NULL), 0);
	assert_string_equal(next.cert, "c2");
	assert_true(next.cert_serial != who.cert_serial);
}

static void the_question_is_in_the_environment(void **state)
{
	struct bench *b = *state;
	struct identity who;

	b->config.ca = (char *)"CA";
	begin_plugin(b, "#!/bin/sh\nprintf '%s|%s|%s' \"$KUBERNETES_EXEC_INFO\" \"$EXTRA\" \"$1\" > ${0}.asked\n" CREDENTIAL("\"token\":\"t\""),
		     ",\"provideClusterInfo\":true");
	assert_int_equal(ask(b, &who, NULL), 0);
	_cleanup_(freep) char *asked = content(b, "plugin.asked");

	assert_string_equal(asked, "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"spec\":{\"interactive\":false,"
				   "\"cluster\":{\"server\":\"https://h:1\",\"certificate-authority-data\":\"Q0E=\"}}}|v|one two");
}

static void what_a_plugin_may_get_wrong(void **state)
{
	static const struct {
		const char *answer, *part;
	} rows[] = {
		{ "echo hello", "printed something that is no JSON" },
		{ "echo '{}'", "printed no ExecCredential" },
		{ "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"secret\"}}'",
		  "answered with apiVersion client.authentication.k8s.io/v1beta1 where the kubeconfig says client.authentication.k8s.io/v1" },
		{ "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "without a status" },
		{ CREDENTIAL(""), "neither a token nor a certificate" },
		{ CREDENTIAL("\"token\":\"\""), "neither a token nor a certificate" },
		{ CREDENTIAL("\"clientCertificateData\":\"c\""), "not with both" },
		{ CREDENTIAL("\"token\":\"secret\",\"expirationTimestamp\":\"tomorrow\""), "no RFC 3339 time" },
		{ "exit 1", "failed (exit code 1)" },
		{ "kill -9 $$", "killed by signal 9" },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		_cleanup_(freep) char *text = xasprintf("#!/bin/sh\n%s\n", rows[i].answer);
		struct identity who;
		struct err err = ERR_INIT;

		begin_plugin(b, text, "");
		if (ask(b, &who, &err) == 0 || !strstr(err.text, rows[i].part))
			fail_msg("row %zu: %s", i, err.text);
		assert_null(strstr(err.text, "secret"));
		credentials_free(take(b->credentials));
		json_free(take(b->config.exec));
	}
}

static void a_failed_plugin_is_not_run_for_each_request(void **state)
{
	struct bench *b = *state;
	struct identity who;
	struct err err = ERR_INIT;

	begin_plugin(b, HEAD "exit 1\n", "");
	assert_true(ask(b, &who, &err) < 0);
	assert_true(credentials_get(b->credentials, &who, &err) < 0);
	assert_true(credentials_get(b->credentials, &who, &err) < 0);
	runs_are(b, "run\n");
	b->by_hand = true;
	b->now = clock_mono_ms() + 6000;
	loop_turn(b->loop, 0);
	assert_int_equal(credentials_get(b->credentials, &who, &err), -EAGAIN);
}

static void a_token_wins_over_a_plugin(void **state)
{
	struct bench *b = *state;
	struct identity who;

	b->config.token = (char *)"static";
	begin_plugin(b, HEAD "exit 1\n", "");
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0);
	assert_string_equal(who.token, "static");
	assert_false(credentials_refused(b->credentials, who.serial)); /* Nothing to try it with. */
	runs_are(b, "");
}

static void a_token_file_is_read_again(void **state)
{
	struct bench *b = *state;
	struct identity who;
	struct err err = ERR_INIT;

	b->by_hand = true;
	b->now = 1000000;
	loop_turn(b->loop, 0);
	b->config.token_file = xasprintf("%s/token", b->dir);
	begin(b);
	assert_true(credentials_get(b->credentials, &who, &err) < 0);
	assert_non_null(strstr(err.text, "the token file: "));
	free(script(b, "token", "  one \n\n"));
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0);
	assert_string_equal(who.token, "one");
	uint64_t serial = who.serial;

	free(script(b, "token", "two"));
	b->now += 49000;
	loop_turn(b->loop, 0);
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0);
	assert_string_equal(who.token, "one");
	b->now += 1000;
	loop_turn(b->loop, 0);
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0);
	assert_string_equal(who.token, "two");
	assert_true(who.serial != serial);

	free(script(b, "token", "\n"));
	assert_true(credentials_refused(b->credentials, who.serial)); /* Read at once; but empty is no token, so the last is kept. */
	assert_int_equal(credentials_get(b->credentials, &who, NULL), 0);
	assert_string_equal(who.token, "two");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_plugin_gets_words_and_no_shell),
		T(a_plugin_inherits_nothing),
		T(its_last_words_are_told_without_control_characters),
		T(a_plugin_that_hangs_is_stopped_with_its_children),
		T(a_plugin_that_prints_too_much_is_stopped),
		T(a_child_that_keeps_the_pipe_holds_nobody_up),
		T(what_cannot_be_run_is_said),
		T(a_plugin_is_asked_once_until_it_expires),
		T(a_refusal_asks_again_unless_already_somebody_else),
		T(a_certificate_changes_the_connections),
		T(the_question_is_in_the_environment),
		T(what_a_plugin_may_get_wrong),
		T(a_failed_plugin_is_not_run_for_each_request),
		T(a_token_wins_over_a_plugin),
		T(a_token_file_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
