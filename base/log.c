/*
 * The ring of lines, and the end of the program. A line is made safe before it is kept or written anywhere: secrets
 * first (so that nothing else can split one), then control bytes (a log shown on a terminal must not move its cursor).
 */
#include "base/log.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/vec.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

struct line {
	int64_t wall_ms;
	enum log_level level;
	char *text;
};

struct log {
	struct line ring[LIMIT_LOG_LINES];
	size_t first, count;
	VEC(char *) secrets;	/* longest first: one that begins another must not uncover the rest of it */
	int fd;
	bool to_stderr;
	enum log_level stderr_most;
	int64_t (*wall_ms)(void *arg);	/* NULL: the system's */
	void *arg;
};

void log_set_clock(struct log *log, int64_t (*wall_ms)(void *arg), void *arg)
{
	log->wall_ms = wall_ms;
	log->arg = arg;
}

struct log *log_new(void)
{
	struct log *log = xcalloc(1, sizeof(*log));

	log->fd = -1;
	return log;
}

void log_free(struct log *log)
{
	if (!log)
		return;
	for (size_t i = 0; i < LIMIT_LOG_LINES; i++)
		free(log->ring[i].text);
	vec_each(&log->secrets, s) {
		explicit_bzero(*s, strlen(*s));
		free(*s);
	}
	vec_release(&log->secrets);
	if (log->fd >= 0)
		close(log->fd);
	free(log);
}

int log_to_file(struct log *log, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);

	if (fd < 0)
		return -errno;
	if (log->fd >= 0)
		close(log->fd);
	log->fd = fd;
	return 0;
}

void log_to_stderr(struct log *log, enum log_level most)
{
	log->to_stderr = true;
	log->stderr_most = most;
}

void log_secret(struct log *log, const char *value)
{
	size_t at = 0;

	if (!log || !value || !*value)
		return;
	while (at < log->secrets.len && strlen(log->secrets.items[at]) >= strlen(value))
		if (streq(log->secrets.items[at++], value))
			return;
	vec_insert(&log->secrets, at, xstrdup(value));
}

static void redact(const struct log *log, struct str *text)
{
	vec_each(&log->secrets, secret) {
		size_t len = strlen(*secret);
		char *from = text->buf, *hit = strstr(from, *secret);
		struct str clean = STR_INIT;

		if (!hit)
			continue;
		for (; hit; from = hit + len, hit = strstr(from, *secret)) {
			str_addn(&clean, from, (size_t)(hit - from));
			str_add(&clean, "***");
		}
		str_add(&clean, from);
		str_release(text);
		*text = clean;
	}
}

/* Control bytes, and the second byte of C1 controls (U+0080 to U+009F), become question marks. */
static void defuse(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++) {
		if (*p < ' ' || *p == 0x7f)
			*p = '?';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p[0] = p[1] = '?';
	}
}

static void write_out(const struct log *log, const struct line *line)
{
	static const char letters[] = "EWID";
	_cleanup_(str_release) struct str out = STR_INIT;
	time_t seconds = (time_t)(line->wall_ms / 1000);
	struct tm tm;

	if (log->fd < 0 && !log->to_stderr)
		return;
	gmtime_r(&seconds, &tm);
	str_addf(&out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %c %s\n", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(line->wall_ms % 1000), letters[line->level], line->text);
	/* Nobody can be told that the log cannot be written; the ring has the line all the same. */
	if (log->fd >= 0 && write(log->fd, out.buf, out.len) < 0)
		return;
	if (log->to_stderr && line->level <= log->stderr_most)
		fputs(out.buf, stderr);
}

void log_write(struct log *log, enum log_level level, const char *fmt, ...)
{
	_cleanup_(str_release) struct str text = STR_INIT;
	struct line *line;
	va_list args;

	if (!log)
		return;
	va_start(args, fmt);
	str_vaddf(&text, fmt, args);
	va_end(args);
	redact(log, &text);
	if (log->count == LIMIT_LOG_LINES)
		log->first = (log->first + 1) % LIMIT_LOG_LINES;
	else
		log->count++;
	line = &log->ring[(log->first + log->count - 1) % LIMIT_LOG_LINES];
	free(line->text);
	*line = (struct line){ log->wall_ms ? log->wall_ms(log->arg) : clock_wall_ms(), level, str_take(&text) };
	defuse(line->text);
	write_out(log, line);
}

void log_each(const struct log *log, log_line_fn fn, void *arg)
{
	for (size_t i = 0; i < log->count; i++) {
		const struct line *line = &log->ring[(log->first + i) % LIMIT_LOG_LINES];

		fn(arg, line->wall_ms, line->level, line->text);
	}
}

/*
 * The one mutable variable of the program: dying happens where no argument reaches (malloc failed, an assert, a
 * signal), and the terminal has to be restored all the same.
 */
static die_fn hook;

static void run_hook(void)
{
	die_fn fn = hook;

	hook = NULL;	/* a hook that dies itself must not come back here */
	if (fn)
		fn();
}

static void on_abort(int signo UNUSED)
{
	run_hook();
}

void die_hook(die_fn fn)
{
	struct sigaction action = { .sa_handler = fn ? on_abort : SIG_DFL, .sa_flags = (int)SA_RESETHAND };

	hook = fn;
	sigaction(SIGABRT, &action, NULL);	/* assert ends in SIGABRT; the handler returns and abort goes on */
}

_Noreturn void die(const char *fmt, ...)
{
	va_list args;

	run_hook();
	va_start(args, fmt);
	fputs("ordinal: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	abort();
}
