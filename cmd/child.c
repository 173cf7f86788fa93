#include "cmd/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"

extern char **environ;

struct child {
	struct loop *loop;
	struct log *log;
	struct child_events events;
	pid_t pid;
	int in;				/* closing it ends the child */
	int out, complaints;
	struct loop_fd *out_fd, *complaints_fd;
	struct str line, complaint;
	bool ready;
};

#define PREFIX "kubeconfig: "
#define SPEAKER "ordinal sim: "	/* how it begins a complaint */

/* --- what it says --- */

static void take_line(struct child *c, const char *line)
{
	if (c->ready || !starts_with(line, PREFIX))
		return;
	c->ready = true;
	c->events.ready(c->events.arg, line + strlen(PREFIX));
}

/* Reads what is there; false at its end. Whole lines are taken off the front of text. */
static bool read_lines(struct child *c, int fd, struct str *text, void (*take_one)(struct child *, const char *))
{
	char bytes[4096], *end;
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n <= 0)
		return n < 0 && (errno == EINTR || errno == EAGAIN);
	str_addn(text, bytes, (size_t)n);
	while ((end = strchr(text->buf, '\n'))) {
		size_t len = (size_t)(end - text->buf);
		_cleanup_(freep) char *line = xstrndup(text->buf, len);

		memmove(text->buf, end + 1, text->len - len);
		text->len -= len + 1;
		take_one(c, line);
	}
	return true;
}

static void keep_complaint(struct child *c, const char *line)
{
	const char *said = starts_with(line, SPEAKER) ? line + strlen(SPEAKER) : line;

	str_reset(&c->complaint);
	str_add(&c->complaint, said);
	log_write(c->log, LOG_WARN, "bundled cluster: %s", line);
}

static void on_out(void *arg, int fd, int events UNUSED)
{
	struct child *c = arg;
	_cleanup_(str_release) struct str rest = STR_INIT;

	if (read_lines(c, fd, &c->line, take_line))
		return;
	loop_fd_set(c->out_fd, 0);
	if (c->ready) {
		log_write(c->log, LOG_ERROR, "the bundled cluster ended");
		return;
	}
	while (read_lines(c, c->complaints, &rest, keep_complaint))
		;
	c->events.failed(c->events.arg, c->complaint.len ? c->complaint.buf : "it ended at once and said nothing");
}

static void on_complaint(void *arg, int fd, int events UNUSED)
{
	struct child *c = arg;
	_cleanup_(str_release) struct str text = STR_INIT;

	if (!read_lines(c, fd, &text, keep_complaint))
		loop_fd_set(c->complaints_fd, 0);
	if (text.len)
		keep_complaint(c, text.buf);
}

/* --- beginning and end --- */

struct pipes {
	int in[2], out[2], complaints[2];
};

static int open_pipes(struct pipes *p, struct err *err)
{
	*p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (pipe2(p->in, O_CLOEXEC) || pipe2(p->out, O_CLOEXEC) || pipe2(p->complaints, O_CLOEXEC))
		return err_set(err, -errno, "no pipe to the bundled cluster: %s", strerror(errno));
	return 0;
}

/* Signals that our loop reads are blocked here; the child must not inherit that. Its own group keeps the terminal's
 * keys off it. */
static int spawn(struct child *c, struct pipes *p, char *const argv[])
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r;

	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, p->in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, p->out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, p->complaints[1], STDERR_FILENO);
	r = posix_spawn(&c->pid, "/proc/self/exe", &files, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return r;
}

/* posix_spawn takes strings that are not const, so all of them are copies. */
static void free_arguments(char **argv)
{
	for (; *argv; argv++)
		free(*argv);
}

static void fill_arguments(char **argv, const struct child_options *o)
{
	const char *const flags[][2] = { { "--world", o->world }, { "--seed", o->seed }, { "--dir", o->dir },
					 { "--controllers", o->controllers } };

	*argv++ = xstrdup("ordinal");
	*argv++ = xstrdup("sim");
	*argv++ = xstrdup("--until-eof");
	for (size_t i = 0; i < COUNT(flags); i++) {
		if (!flags[i][1])
			continue;
		*argv++ = xstrdup(flags[i][0]);
		*argv++ = xstrdup(flags[i][1]);
	}
	*argv = NULL;
}

struct child *child_start(struct loop *loop, struct log *log, const struct child_options *options,
                          const struct child_events *events, struct err *err)
{
	char *argv[16];
	struct child *c = xcalloc(1, sizeof(*c));
	struct pipes p;
	int r = open_pipes(&p, err);

	*c = (struct child){ .loop = loop, .log = log, .events = *events, .in = p.in[1], .out = p.out[0],
			     .complaints = p.complaints[0], .line = STR_INIT, .complaint = STR_INIT };
	fill_arguments(argv, options);
	if (!r && (r = spawn(c, &p, argv)))
		r = err_set(err, -r, "the bundled cluster cannot be started: %s", strerror(r));
	close(p.in[0]);
	close(p.out[1]);
	close(p.complaints[1]);
	free_arguments(argv);
	if (r) {
		child_stop(c);
		return NULL;
	}
	c->out_fd = loop_fd_add(loop, c->out, LOOP_READ, on_out, c);
	c->complaints_fd = loop_fd_add(loop, c->complaints, LOOP_READ, on_complaint, c);
	return c;
}

void child_stop(struct child *c)
{
	int status;

	if (!c)
		return;
	loop_fd_del(c->out_fd);
	loop_fd_del(c->complaints_fd);
	close(c->in);
	close(c->out);
	close(c->complaints);
	if (c->pid > 0) {
		kill(c->pid, SIGTERM);
		while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	str_release(&c->line);
	str_release(&c->complaint);
	free(c);
}
