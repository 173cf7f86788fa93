/*
 * pty FILE.pty...: plays a script to the real program on a real pseudo-terminal, read by libvterm, an independent
 * terminal. It waits for what must be seen, never for a time; a wait that is not met in 60 s fails and shows the
 * screen.
 *
 *   size 80x24       env NAME=VALUE       run ARGUMENTS        key NAME...      type TEXT     resize 60x20
 *   wait TEXT        gone TEXT            exit CODE            stderr TEXT      kill SIGNAL       ticks COUNT
 *   keep FILE
 * After `exit` the terminal must be as before: main screen, visible cursor, cooked mode. ORDINAL names the program.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "tui/key.h"

#define PATIENCE_MS 60000
#define QUIET_MS 150

struct bench {
	const char *file;
	int line;
	int height, width;
	int master, slave; /* the slave stays open here, so that its modes can be read after the program ended */
	pid_t pid;
	VTerm *vt;
	VTermScreen *screen;
	bool alternate, cursor;
	struct termios before;
	char errors[64];		/* file of its stderr */
	bool failed;
};

static int set_property(VTermProp property, VTermValue *value, void *user)
{
	struct bench *b = user;

	if (property == VTERM_PROP_ALTSCREEN)
		b->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		b->cursor = value->boolean;
	return 1;
}

static void screen_text(struct bench *b, struct str *out)
{
	for (int y = 0; y < b->height; y++) {
		char row[4096];
		size_t n = vterm_screen_get_text(b->screen, row, sizeof(row), (VTermRect){ y, y + 1, 0, b->width });

		while (n && (row[n - 1] == ' ' || row[n - 1] == '\0'))
			n--;
		str_addn(out, row, n);
		str_addc(out, '\n');
	}
}

static void fail(struct bench *b, const char *what, const char *text)
{
	_cleanup_(str_release) struct str screen = STR_INIT;

	screen_text(b, &screen);
	printf("%s:%d: %s \"%s\"; the screen is\n%s", b->file, b->line, what, text, screen.buf);
	b->failed = true;
}

static void send_bytes(struct bench *b, const char *bytes, size_t len)
{
	if (write(b->master, bytes, len) < 0)
		fail(b, "cannot write", "");
}

/* Reads what came within the time; false when the program has closed its side. */
static bool take_output(struct bench *b, int64_t wait_ms)
{
	struct pollfd p = { .fd = b->master, .events = POLLIN };
	char bytes[8192];
	ssize_t n;
	size_t reply;

	if (poll(&p, 1, (int)MAX(wait_ms, 0)) <= 0)
		return true;
	n = read(b->master, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	vterm_input_write(b->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(b->screen);
	while ((reply = vterm_output_read(b->vt, bytes, sizeof(bytes))))
		send_bytes(b, bytes, reply);
	return true;
}

static bool shows(struct bench *b, const char *text)
{
	_cleanup_(str_release) struct str screen = STR_INIT;

	screen_text(b, &screen);
	return strstr(screen.buf, text) != NULL;
}

static void wait_for(struct bench *b, const char *text, bool wanted)
{
	int64_t deadline = clock_mono_ms() + PATIENCE_MS;

	while (shows(b, text) != wanted) {
		int64_t left = deadline - clock_mono_ms();

		if (left <= 0 || !take_output(b, left)) {
			fail(b, wanted ? "never saw" : "still shows", text);
			return;
		}
	}
}

static void do_wait(struct bench *b, char *text)
{
	wait_for(b, text, true);
}

static void do_gone(struct bench *b, char *text)
{
	wait_for(b, text, false);
}

static void top_row(struct bench *b, struct str *out)
{
	_cleanup_(str_release) struct str screen = STR_INIT;

	screen_text(b, &screen);
	str_reset(out);
	str_addn(out, screen.buf, strcspn(screen.buf, "\n"));
}

/* The clock in the header has gone on so many times: a dialog that was there before is no longer too young to act. */
static void do_ticks(struct bench *b, char *count)
{
	_cleanup_(str_release) struct str before = STR_INIT, now = STR_INIT;
	int64_t deadline = clock_mono_ms() + PATIENCE_MS;

	for (long n = strtol(count, NULL, 10); n > 0; n--) {
		top_row(b, &before);
		do {
			int64_t left = deadline - clock_mono_ms();

			if (left <= 0 || !take_output(b, left)) {
				fail(b, "the clock stands still", count);
				return;
			}
			top_row(b, &now);
		} while (streq(now.buf, before.buf));
	}
}

/* --- keys as a terminal sends them --- */

struct sequence {
	uint32_t code;
	const char *bytes;
};

static const struct sequence sequences[] = {
	{ K_ENTER, "\r" }, { K_TAB, "\t" }, { K_ESC, "\033" }, { K_BACKSPACE, "\177" }, { K_UP, "\033[A" },
	{ K_DOWN, "\033[B" }, { K_RIGHT, "\033[C" }, { K_LEFT, "\033[D" }, { K_HOME, "\033[H" }, { K_END, "\033[F" },
};

static void press(struct bench *b, const char *name)
{
	struct key k;
	char byte;

	if (!key_parse(name, &k)) {
		fail(b, "no such key", name);
		return;
	}
	for (size_t i = 0; i < COUNT(sequences); i++) {
		if (sequences[i].code == k.code)
			send_bytes(b, sequences[i].bytes, strlen(sequences[i].bytes));
	}
	byte = (char)(k.code & K_CTRL ? k.code & 0x1f : k.code);
	if (!(k.code & K_NAMED))
		send_bytes(b, &byte, 1);
}

static void do_key(struct bench *b, char *names)
{
	char *name;

	while ((name = strsep(&names, " "))) {
		if (*name)
			press(b, name);
	}
}

static void do_type(struct bench *b, char *text)
{
	send_bytes(b, text, strlen(text));
}

/* --- the program --- */

static void do_size(struct bench *b, char *size)
{
	if (sscanf(size, "%dx%d", &b->width, &b->height) != 2)
		fail(b, "no size", size);
}

static void do_env(struct bench *b, char *pair)
{
	char *name = strsep(&pair, "=");

	if (setenv(name, pair ? pair : "", 1))
		fail(b, "cannot set", name);
}

static void child(struct bench *b, char *arguments)
{
	char usual[] = "build/ordinal";
	char *argv[32] = { getenv("ORDINAL") ? getenv("ORDINAL") : usual };
	int fd = open(b->errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	size_t n = 1;
	char *word;

	while ((word = strsep(&arguments, " ")) && n + 1 < COUNT(argv)) {
		if (*word)
			argv[n++] = word;
	}
	login_tty(b->slave);
	close(b->master);
	dup2(fd, STDERR_FILENO);
	execv(argv[0], argv);
	_exit(127);
}

static void do_run(struct bench *b, char *arguments)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = set_property };
	struct winsize size = { .ws_row = (unsigned short)b->height, .ws_col = (unsigned short)b->width };

	b->vt = vterm_new(b->height, b->width);
	vterm_set_utf8(b->vt, 1);
	b->screen = vterm_obtain_screen(b->vt);
	vterm_screen_enable_altscreen(b->screen, 1);
	vterm_screen_set_callbacks(b->screen, &callbacks, b);
	vterm_screen_reset(b->screen, 1);
	b->cursor = true;
	if (openpty(&b->master, &b->slave, NULL, NULL, &size)) {
		fail(b, "no terminal for", arguments);
		return;
	}
	tcgetattr(b->slave, &b->before);
	b->pid = fork();
	if (b->pid == 0)
		child(b, arguments);
}

static void do_resize(struct bench *b, char *text)
{
	struct winsize size = { 0 };

	do_size(b, text);
	size.ws_row = (unsigned short)b->height;
	size.ws_col = (unsigned short)b->width;
	vterm_set_size(b->vt, b->height, b->width);
	ioctl(b->master, TIOCSWINSZ, &size);
}

/* Writes what is shown to a file, once nothing more has come for a moment. */
static void do_keep(struct bench *b, char *path)
{
	_cleanup_(str_release) struct str screen = STR_INIT;
	struct pollfd p = { .fd = b->master, .events = POLLIN };
	struct err err = ERR_INIT;

	while (poll(&p, 1, QUIET_MS) > 0 && take_output(b, 0))
		;
	screen_text(b, &screen);
	if (file_export(path, screen.buf, &err))
		fail(b, "cannot keep", err.text);
}

static void do_kill(struct bench *b, char *signal_number)
{
	kill(b->pid, (int)strtol(signal_number, NULL, 10));
}

static void check_restored(struct bench *b)
{
	struct termios now;

	tcgetattr(b->slave, &now);
	if (b->alternate || !b->cursor)
		fail(b, "left behind", b->alternate ? "the alternate screen" : "a hidden cursor");
	if (now.c_lflag != b->before.c_lflag || now.c_iflag != b->before.c_iflag || now.c_oflag != b->before.c_oflag)
		fail(b, "left behind", "a terminal in another mode");
}

static void do_exit(struct bench *b, char *code)
{
	int64_t deadline = clock_mono_ms() + PATIENCE_MS;
	int status = 0;

	while (waitpid(b->pid, &status, WNOHANG) == 0) {
		if (clock_mono_ms() > deadline) {
			fail(b, "does not end with", code);
			kill(b->pid, SIGKILL);
		}
		take_output(b, 20);
	}
	b->pid = 0;
	while (poll(&(struct pollfd){ .fd = b->master, .events = POLLIN }, 1, 0) > 0 && take_output(b, 0))
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != (int)strtol(code, NULL, 10))
		fail(b, "did not end with", code);
	check_restored(b);
}

static void do_stderr(struct bench *b, char *text)
{
	char bytes[8192] = "";
	FILE *f = fopen(b->errors, "r");

	if (!f || (!fread(bytes, 1, sizeof(bytes) - 1, f) && *text) || !strstr(bytes, text))
		fail(b, "stderr does not say", text);
	if (f)
		fclose(f);
}

struct step {
	const char *word;
	void (*run)(struct bench *b, char *rest);
};

static const struct step steps[] = {
	{ "size", do_size }, { "env", do_env },       { "run", do_run },   { "key", do_key },
	{ "type", do_type }, { "wait", do_wait },     { "gone", do_gone }, { "resize", do_resize },
	{ "exit", do_exit }, { "stderr", do_stderr }, { "kill", do_kill }, { "ticks", do_ticks },
	{ "keep", do_keep },
};

static void play_line(struct bench *b, char *line)
{
	char *word = strsep(&line, " ");
	char *rest = line ? line : strchr(word, '\0');

	if (!*word || *word == '#' || b->failed)
		return;
	for (size_t i = 0; i < COUNT(steps); i++) {
		if (streq(steps[i].word, word)) {
			steps[i].run(b, rest);
			return;
		}
	}
	fail(b, "no such step", word);
}

static bool play(const char *file)
{
	struct bench b = { .file = file, .height = 24, .width = 80, .master = -1, .slave = -1 };
	FILE *f = fopen(file, "r");
	char line[1024];

	if (!f) {
		printf("%s cannot be read\n", file);
		return false;
	}
	snprintf(b.errors, sizeof(b.errors), "/tmp/pty-test.%d", (int)getpid());
	while (fgets(line, sizeof(line), f)) {
		b.line++;
		line[strcspn(line, "\n")] = '\0';
		play_line(&b, line);
	}
	fclose(f);
	if (b.pid > 0) {
		kill(b.pid, SIGKILL);
		waitpid(b.pid, NULL, 0);
	}
	if (b.vt)
		vterm_free(b.vt);
	close(b.master);
	close(b.slave);
	unlink(b.errors);
	return !b.failed;
}

int main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	setenv("TERM", "xterm-256color", 1);
	unsetenv("COLORTERM");
	unsetenv("NO_COLOR");
	setenv("LC_ALL", "C.UTF-8", 1);
	for (int i = 1; i < argc; i++) {
		/* Each in a process of its own, so that env lines of one do not reach the next. */
		pid_t pid = fork();
		int status = 1;

		if (pid == 0) {
			bool good = play(argv[i]);

			fflush(stdout);
			_exit(good ? 0 : 1);
		}
		waitpid(pid, &status, 0);
		printf("%s %s\n", status ? "FAIL" : "ok  ", argv[i]);
		fflush(stdout);
		passed += !status;
		failed += status != 0;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
