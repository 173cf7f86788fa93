#include "tests/tools/replay/shell.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

extern char **environ;

#define TURN_MS 100

void shell_init(struct shell *s, struct loop *loop, const char *dir)
{
	*s = (struct shell){ .loop = loop, .dir = xstrdup(dir) };
	for (char **e = environ; *e; e++)
		vec_push(&s->environment, xstrdup(*e));
}

void shell_release(struct shell *s)
{
	vec_each(&s->environment, e)
		free(*e);
	vec_release(&s->environment);
	free(s->dir);
}

void shell_set(struct shell *s, const char *name, const char *value)
{
	_cleanup_(freep) char *prefix = xasprintf("%s=", name);
	char *text = xasprintf("%s%s", prefix, value);

	vec_each(&s->environment, e) {
		if (!starts_with(*e, prefix))
			continue;
		free(*e);
		*e = text;
		return;
	}
	vec_push(&s->environment, text);
}

static void close_one(struct line *l, int i)
{
	loop_fd_del(l->watched[i]);
	l->watched[i] = NULL;
	close(l->fds[i]);
	l->ended = --l->open == 0;
}

static void on_output(void *arg, int fd, int events UNUSED)
{
	struct line *l = arg;
	int i = fd == l->fds[0] ? 0 : 1;
	char bytes[65536];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n > 0)
		str_addn(&l->out[i], bytes, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		close_one(l, i);
}

/* What a line reads: a file that is gone from the folder before the line begins. */
static int open_input(const struct shell *s, const char *input)
{
	_cleanup_(freep) char *path = xasprintf("%s/.input", s->dir);
	int fd;

	if (!input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (file_write(path, input, NULL) < 0)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	unlink(path);
	return fd;
}

static int spawn(const struct shell *s, const char *command, const int fds[3], int *ret_pid)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)(uintptr_t)command, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	VEC(char *) names = VEC_INIT;
	sigset_t none;
	int r;

	vec_each(&s->environment, e)
		vec_push(&names, *e);
	vec_push(&names, NULL);
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addchdir_np(&files, s->dir);
	for (int i = 0; i < 3; i++)
		posix_spawn_file_actions_adddup2(&files, fds[i], i);
	r = posix_spawn(ret_pid, "/bin/sh", &files, &attributes, argv, names.items);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	vec_release(&names);
	return r;
}

struct line *line_start(const struct shell *s, const char *command, const char *input, struct err *err)
{
	struct line *l = xcalloc(1, sizeof(*l));
	int out[2] = { -1, -1 }, complaints[2] = { -1, -1 }, in = open_input(s, input), r;

	*l = (struct line){ .loop = s->loop, .rc = -1, .out = { STR_INIT, STR_INIT } };
	if (in < 0 || pipe2(out, O_CLOEXEC) || pipe2(complaints, O_CLOEXEC))
		r = errno;
	else
		r = spawn(s, command, (const int[]){ in, out[1], complaints[1] }, &l->pid);
	close(in);
	close(out[1]);
	close(complaints[1]);
	l->fds[0] = out[0];
	l->fds[1] = complaints[0];
	for (int i = 0; i < 2; i++, l->open++)
		l->watched[i] = loop_fd_add(s->loop, l->fds[i], LOOP_READ, on_output, l);
	if (!r)
		return l;
	err_set(err, -r, "%s cannot be started: %s", command, strerror(r));
	l->rc = 127;
	line_free(l);
	return NULL;
}

bool line_wait(struct line *l, int64_t limit_ms)
{
	int64_t end = clock_mono_ms() + limit_ms;
	bool in_time = true;
	int status;

	while (l->open > 0) {
		if (clock_mono_ms() > end && in_time) {
			in_time = false;
			kill(-l->pid, SIGKILL);
		}
		loop_turn(l->loop, TURN_MS);
	}
	if (l->rc >= 0)
		return in_time;
	while (waitpid(l->pid, &status, 0) < 0 && errno == EINTR)
		;
	l->rc = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return in_time;
}

void line_interrupt(struct line *l)
{
	kill(-l->pid, SIGINT);
}

void line_free(struct line *l)
{
	if (!l)
		return;
	if (l->rc < 0)
		kill(-l->pid, SIGKILL);
	line_wait(l, 0);
	str_release(&l->out[0]);
	str_release(&l->out[1]);
	free(l);
}
