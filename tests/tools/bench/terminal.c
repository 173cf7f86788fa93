/* The console on a pseudo-terminal, read by libvterm. */
#include "tests/tools/bench/bench.h"

#include <poll.h>
#include <pty.h>
#include <unistd.h>
#include <utmp.h>

#define COMPLETE_MS 8.0 /* a frame is complete when this long nothing more comes */

static void run(const char *folder, const char *const *arguments, int slave)
{
	const char *argv[24] = { program() };

	for (size_t n = 1; *arguments && n + 1 < COUNT(argv); n++)
		argv[n] = *arguments++;
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("HOME", folder, 1);
	setenv("XDG_STATE_HOME", folder, 1);
	unsetenv("COLORTERM");
	unsetenv("NO_COLOR");
	unsetenv("KUBECONFIG");
	login_tty(slave);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

bool terminal_open(struct terminal *t, int width, int height, const char *folder, const char *const *arguments)
{
	struct winsize size = { .ws_row = (unsigned short)height, .ws_col = (unsigned short)width };
	int slave;

	*t = (struct terminal){ .height = height, .width = width, .master = -1 };
	t->vt = vterm_new(height, width);
	vterm_set_utf8(t->vt, 1);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	if (openpty(&t->master, &slave, NULL, NULL, &size))
		return complain("no terminal: %s", strerror(errno));
	t->pid = fork();
	if (t->pid == 0) {
		close(t->master);
		run(folder, arguments, slave);
	}
	close(slave);
	return true;
}

void terminal_close(struct terminal *t)
{
	process_end(t->pid);
	if (t->master >= 0)
		close(t->master);
	if (t->vt)
		vterm_free(t->vt);
	*t = (struct terminal){ .master = -1 };
}

bool terminal_read(struct terminal *t, double wait_ms)
{
	struct timespec patience = { .tv_sec = (time_t)(MAX(wait_ms, 0) / 1e3),
		                     .tv_nsec = (long)(MAX(wait_ms, 0) * 1e6) % 1000000000 };
	struct pollfd p = { .fd = t->master, .events = POLLIN };
	char bytes[16384];
	ssize_t n;
	size_t reply;

	if (ppoll(&p, 1, &patience, NULL) <= 0)
		return true;
	n = read(t->master, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	t->read_ms = now_ms();
	t->bytes += (size_t)n;
	vterm_input_write(t->vt, bytes, (size_t)n);
	vterm_screen_flush_damage(t->screen);
	while ((reply = vterm_output_read(t->vt, bytes, sizeof(bytes))))
		if (write(t->master, bytes, reply) < 0)
			return false;
	return true;
}

static void row_text(struct terminal *t, int y, struct str *out)
{
	char row[4096];
	size_t n = vterm_screen_get_text(t->screen, row, sizeof(row), (VTermRect){ y, y + 1, 0, t->width });

	while (n && (row[n - 1] == ' ' || row[n - 1] == '\0'))
		n--;
	str_addn(out, row, n);
}

void terminal_text(struct terminal *t, struct str *out)
{
	for (int y = 0; y < t->height; y++) {
		row_text(t, y, out);
		str_addc(out, '\n');
	}
}

void terminal_cursor_row(struct terminal *t, struct str *out)
{
	for (int y = 0; y < t->height; y++) {
		str_reset(out);
		row_text(t, y, out);
		if (strstr(out->buf, "▸"))
			return;
	}
	str_reset(out);
}

bool terminal_shows(struct terminal *t, const void *text)
{
	_cleanup_(str_release) struct str screen = STR_INIT;

	terminal_text(t, &screen);
	return strstr(screen.buf, text) != NULL;
}

void terminal_send(struct terminal *t, const char *bytes)
{
	if (write(t->master, bytes, strlen(bytes)) < 0)
		complain("the terminal takes no keys: %s", strerror(errno));
}

/* Reads until nothing comes for a moment. A console under load may paint without a pause: not for longer than ten
 * moments. */
static void finish_frame(struct terminal *t)
{
	double end = now_ms() + 10 * COMPLETE_MS;

	while (now_ms() < MIN(t->read_ms + COMPLETE_MS, end) && terminal_read(t, t->read_ms + COMPLETE_MS - now_ms()))
		;
}

bool terminal_wait(struct terminal *t, terminal_fn holds, const void *arg, double *ret_ms)
{
	_cleanup_(str_release) struct str screen = STR_INIT;
	double deadline = now_ms() + PATIENCE_MS;

	while (!holds(t, arg)) {
		if (now_ms() < deadline && terminal_read(t, deadline - now_ms()))
			continue;
		terminal_text(t, &screen);
		return complain("it was waited in vain; the screen is\n%s", screen.buf);
	}
	finish_frame(t);
	if (ret_ms)
		*ret_ms = t->read_ms;
	return true;
}
