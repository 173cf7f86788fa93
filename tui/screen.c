/*
 * The terminal, and the only file that includes ncurses. Raw mode; bytes are read here and made keys by tui/input.c; a
 * frame is compared with the last one and only cells that differ are handed to ncurses, which writes as little as it
 * can.
 *
 * Colours, best first: 24 bits with a terminfo entry of our own, 256 by the nearest of the fixed cube (the user's
 * palette is never redefined), 16 and 8 by the theme's ANSI numbers on the terminal's own page, none (NO_COLOR) by
 * attributes.
 */
#include "tui/screen.h"

#define _XOPEN_SOURCE_EXTENDED 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/log.h"
#include "tui/codepoint.h"
#include "tui/terminfo.h"

enum depth { DEPTH_MONO, DEPTH_ANSI, DEPTH_256, DEPTH_DIRECT };

struct pair {
	int32_t fg, bg;
};

struct terminal {
	struct screen screen;
	struct screen_options options;
	struct input input;
	struct loop_fd *fd;
	struct loop_timer *escape;	/* runs while a lone escape may be the beginning of more */
	struct surface shown;
	bool have_shown;
	struct theme theme;
	enum depth depth;
	VEC(struct pair) pairs;		/* pair 0 is the terminal's own */
};

#define ASK_BACKGROUND "\033]11;?\033\\"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static void tty_write(const char *text)
{
	size_t len = strlen(text);

	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, text, len);

		if (n < 0 && errno != EINTR)
			return;
		text += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
}

/* Leaves the terminal as it was; fit for die_hook, which has no argument. ncurses remembers what that is. */
static void restore(void)
{
	tty_write(PASTE_OFF);
	endwin();
}

/* A crash of ours must not leave a raw terminal behind. Then the signal does what it does. */
static void crashed(int signo)
{
	restore();
	raise(signo);
}

static void guard_crashes(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	struct sigaction action = { .sa_handler = crashed, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };

	for (size_t i = 0; i < COUNT(signals); i++)
		sigaction(signals[i], &action, NULL);
}

/* --- colours --- */

static bool env_is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static bool wants_direct(void)
{
	const char *value = getenv("COLORTERM"), *term = getenv("TERM");

	if (env_is_set("NO_COLOR") || !value || !term || streq(term, "dumb") || starts_with(term, "vt") ||
	    streq(term, "linux"))
		return false;
	return streq(value, "truecolor") || streq(value, "24bit");
}

static enum depth find_depth(void)
{
	if (env_is_set("NO_COLOR") || !has_colors() || start_color() == ERR)
		return DEPTH_MONO;
	use_default_colors();
	return COLORS > 0xffff ? DEPTH_DIRECT : COLORS >= 256 ? DEPTH_256 : DEPTH_ANSI;
}

static int square(int n)
{
	return n * n;
}

/* The nearest of colours 16 to 255: the 6x6x6 cube and the greys. */
static int32_t nearest_256(uint32_t rgb)
{
	static const int levels[] = { 0, 95, 135, 175, 215, 255 };
	int want[3] = { rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255 }, cube[3], distance = 0, grey, grey_distance = 0;

	for (int i = 0; i < 3; i++) {
		cube[i] = 0;
		for (int j = 1; j < 6; j++) {
			if (abs(levels[j] - want[i]) < abs(levels[cube[i]] - want[i]))
				cube[i] = j;
		}
		distance += square(levels[cube[i]] - want[i]);
	}
	grey = MIN(MAX(((want[0] + want[1] + want[2]) / 3 - 3) / 10, 0), 23);
	for (int i = 0; i < 3; i++)
		grey_distance += square(8 + 10 * grey - want[i]);
	return grey_distance < distance ? 232 + grey : 16 + 36 * cube[0] + 6 * cube[1] + cube[2];
}

static int32_t color_number(const struct terminal *t, struct color c)
{
	switch (t->depth) {
	case DEPTH_DIRECT:
		return (int32_t)MAX(c.rgb, 8u);		/* 0 to 7 would mean the ANSI colours */
	case DEPTH_256:
		return nearest_256(c.rgb);
	case DEPTH_ANSI:
		return c.ansi < COLORS ? c.ansi : c.ansi & 7;
	case DEPTH_MONO:
		break;
	}
	return -1;
}

/* Where colours are few, quiet and plain text are the terminal's own, so that they can be read on any page of its. */
static int32_t foreground(const struct terminal *t, const struct cell *c)
{
	if (t->depth == DEPTH_ANSI && (c->role == ROLE_text || c->role == ROLE_muted || c->role == ROLE_strong ||
				       c->role == ROLE_rule || c->role == ROLE_border || c->role == ROLE_old))
		return -1;
	return color_number(t, t->theme.roles[c->role].color);
}

static int pair_number(struct terminal *t, int32_t fg, int32_t bg)
{
	if (fg < 0 && bg < 0)
		return 0;
	for (size_t i = 0; i < t->pairs.len; i++) {
		if (t->pairs.items[i].fg == fg && t->pairs.items[i].bg == bg)
			return (int)i + 1;
	}
	if ((int)t->pairs.len + 1 >= COLOR_PAIRS || init_extended_pair((int)t->pairs.len + 1, fg, bg) == ERR)
		return 0;
	vec_push(&t->pairs, ((struct pair){ fg, bg }));
	return (int)t->pairs.len;
}

static attr_t attributes(const struct terminal *t, const struct cell *c)
{
	const struct style *role = &t->theme.roles[c->role], *ground = &t->theme.grounds[c->ground];
	bool few = t->depth == DEPTH_MONO || t->depth == DEPTH_ANSI;
	unsigned bits = c->attrs | (few ? role->mono | ground->mono : role->attrs | ground->attrs);
	attr_t a = A_NORMAL;

	if (bits & ATTR_BOLD)
		a |= A_BOLD;
	else if (bits & ATTR_DIM)
		a |= A_DIM;
	if (bits & ATTR_REVERSE)
		a |= A_REVERSE;
	if (bits & ATTR_UNDERLINE)
		a |= A_UNDERLINE;
	return a;
}

/* --- showing --- */

static void put_cell(struct terminal *t, int y, int x, const struct cell *c)
{
	bool few = t->depth == DEPTH_MONO || t->depth == DEPTH_ANSI;
	int32_t bg = few ? -1 : color_number(t, t->theme.grounds[c->ground].color);
	int pair = pair_number(t, t->depth == DEPTH_MONO ? -1 : foreground(t, c), bg);
	wchar_t wide[CCHARW_MAX + 1] = L" ";
	size_t n = 0;
	cchar_t cell;
	uint32_t code;

	for (const char *p = c->text; *p && n < CCHARW_MAX; ) {
		p += codepoint_read(p, &code);
		wide[n++] = (wchar_t)code;
	}
	wide[MAX(n, 1u)] = L'\0';
	setcchar(&cell, wide, attributes(t, c), 0, &pair);
	mvadd_wch(y, x, &cell);
}

static void terminal_show(struct screen *s, const struct surface *surface)
{
	struct terminal *t = CONTAINER_OF(s, struct terminal, screen);
	bool same_size = t->have_shown && t->shown.height == surface->height && t->shown.width == surface->width;

	if (s->away)
		return;
	if (!same_size) {
		surface_release(&t->shown);
		surface_init(&t->shown, surface->height, surface->width, surface->ascii);
		erase();
	}
	for (int y = 0; y < surface->height; y++) {
		for (int x = 0; x < surface->width; x++) {
			const struct cell *c = surface_cell(surface, y, x);
			struct cell *old = surface_cell(&t->shown, y, x);

			if (same_size && !memcmp(c, old, sizeof(*c)))
				continue;
			if (c->width)
				put_cell(t, y, x, c);
			*old = *c;
		}
	}
	t->have_shown = true;
	curs_set(surface->cursor_y >= 0);
	move(MAX(surface->cursor_y, 0), MAX(surface->cursor_x, 0));
	refresh();
}

static void terminal_theme(struct screen *s, const struct theme *theme)
{
	struct terminal *t = CONTAINER_OF(s, struct terminal, screen);

	t->theme = *theme;
	t->have_shown = false;
	t->pairs.len = 0;
}

static void terminal_size(struct screen *s UNUSED, int *ret_height, int *ret_width)
{
	getmaxyx(stdscr, *ret_height, *ret_width);
}

/* --- the clipboard, suspending, resizing --- */

static void base64(const char *text, struct str *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = 0;

		for (size_t j = 0; j < 3; j++)
			three = three << 8 | (i + j < len ? (unsigned char)text[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			str_addc(out, i + j > len ? '=' : digits[three >> (18 - 6 * j) & 63]);
	}
}

static void terminal_copy(struct screen *s UNUSED, const char *text)
{
	_cleanup_(str_release) struct str sequence = STR_INIT;

	str_add(&sequence, "\033]52;c;");
	base64(text, &sequence);
	str_add(&sequence, "\a");
	tty_write(sequence.buf);
}

static void terminal_release(struct screen *s)
{
	struct terminal *t = CONTAINER_OF(s, struct terminal, screen);

	s->away = true;
	loop_fd_set(t->fd, 0);
	restore();
}

/* What was typed for the other program, or answered to it, is not for us. */
static void terminal_retake(struct screen *s)
{
	struct terminal *t = CONTAINER_OF(s, struct terminal, screen);
	struct winsize size;

	s->away = false;
	tcflush(STDIN_FILENO, TCIFLUSH);
	loop_fd_set(t->fd, LOOP_READ);
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	refresh();
	tty_write(PASTE_ON);
	clearok(stdscr, TRUE);
	t->have_shown = false;
	t->options.resized(t->options.sink.arg);
}

static void terminal_suspend(struct screen *s)
{
	terminal_release(s);
	raise(SIGTSTP);
	terminal_retake(s);
}

static void on_winch(void *arg, int signo UNUSED)
{
	struct terminal *t = arg;
	struct winsize size;

	if (t->screen.away || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		return;
	resizeterm(size.ws_row, size.ws_col);
	clearok(stdscr, TRUE);
	t->have_shown = false;
	t->options.resized(t->options.sink.arg);
}

/* --- keys in --- */

static int64_t on_escape(void *arg)
{
	struct terminal *t = arg;

	t->escape = NULL;
	input_flush(&t->input, &t->options.sink);
	return LOOP_NOMORE;
}

static void on_readable(void *arg, int fd, int events UNUSED)
{
	struct terminal *t = arg;
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (!n || (n < 0 && errno != EINTR && errno != EAGAIN)) {
		loop_fd_set(t->fd, 0);		/* the terminal is gone */
		loop_stop(t->options.loop);
		return;
	}
	loop_timer_del(take(t->escape));
	if (n > 0)
		input_feed(&t->input, bytes, (size_t)n, &t->options.sink);
	if (input_pending(&t->input))
		t->escape = loop_timer_add(t->options.loop, INPUT_ESCAPE_MS, on_escape, t);
}

/* --- beginning and end --- */

static void terminal_free(struct screen *s)
{
	struct terminal *t = CONTAINER_OF(s, struct terminal, screen);

	die_hook(NULL);
	loop_signal(t->options.loop, SIGWINCH, NULL, NULL);
	loop_fd_del(t->fd);
	loop_timer_del(t->escape);
	restore();
	input_release(&t->input);
	surface_release(&t->shown);
	vec_release(&t->pairs);
	free(t);
}

/* Our own entry first where the terminal promises 24 bits; an ncurses that does not take it falls back to TERM's. The
 * variable goes again, so that programs we start do not inherit it. */
static bool open_own_or_given(void)
{
	_cleanup_(freep) char *before = xstrdup(getenv("TERMINFO"));
	bool opened = false;

	if (wants_direct() && !setenv("TERMINFO", DIRECT_ENTRY, 1)) {
		opened = newterm(DIRECT_NAME, stdout, stdin) != NULL;
		if (before)
			setenv("TERMINFO", before, 1);
		else
			unsetenv("TERMINFO");
	}
	return opened || newterm(NULL, stdout, stdin) != NULL;
}

static bool open_terminal(struct err *err)
{
	const char *term = getenv("TERM"), *place;

	if (!open_own_or_given()) {
		err_set(err, -ENOENT, "the terminal \"%s\" is not known here; set TERM to one that is, such as xterm",
			term ? term : "");
		return false;
	}
	place = tigetstr("cup");
	if (!place || place == (const char *)-1) {
		endwin();
		err_set(err, -ENOTSUP,
		        "the terminal \"%s\" cannot place its cursor; set TERM to one that can, such as xterm",
		        term ? term : "");
		return false;
	}
	return true;
}

static const struct screen terminal_screen = {
	.size = terminal_size, .show = terminal_show, .theme = terminal_theme,
	.copy = terminal_copy, .suspend = terminal_suspend, .release = terminal_release,
	.retake = terminal_retake, .free = terminal_free,
};

struct screen *screen_terminal(const struct screen_options *options, struct err *err)
{
	struct terminal *t;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(err, -ENOTTY, "the console needs a terminal on standard input and output; "
				      "`ordinal --help` lists what scripts can use");
		return NULL;
	}
	setlocale(LC_CTYPE, "");
	use_env(TRUE);
	use_tioctl(TRUE);
	set_escdelay(INPUT_ESCAPE_MS);
	if (!open_terminal(err))
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->screen = terminal_screen;
	t->options = *options;
	t->input = (struct input)INPUT_INIT;
	t->screen.ascii = options->ascii || !streq(nl_langinfo(CODESET), "UTF-8");
	t->screen.dark_unknown = true;
	raw();
	noecho();
	nonl();
	keypad(stdscr, FALSE);
	t->depth = find_depth();
	die_hook(restore);
	guard_crashes();
	tty_write(PASTE_ON);
	if (t->depth >= DEPTH_256)
		tty_write(ASK_BACKGROUND);
	t->fd = loop_fd_add(options->loop, STDIN_FILENO, LOOP_READ, on_readable, t);
	loop_signal(options->loop, SIGWINCH, on_winch, t);
	return &t->screen;
}
