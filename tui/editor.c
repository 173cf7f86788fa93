#include "tui/editor.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tui/app.h"

extern char **environ;

struct editor {
	struct app *app;
	editor_fn done;
	void *arg;
	pid_t pid;			/* 0: none runs */
	int pidfd;
	struct loop_fd *fd;
	int code;			/* of one that needed no process */
};

const char *editor_command(void)
{
	static const char *const names[] = { "KUBE_EDITOR", "EDITOR" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "vi";
}

/* The signals that our loop reads are blocked here; an editor that inherited that would miss the window's size. */
static int spawn(struct editor *e, const char *path)
{
	_cleanup_(freep) char *script = xasprintf("%s \"$1\"", editor_command());
	char shell[] = "sh", flag[] = "-c";
	_cleanup_(freep) char *file = xstrdup(path);
	char *argv[] = { shell, flag, script, shell, file, NULL };
	posix_spawnattr_t attributes;
	sigset_t none;
	int r;

	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	r = posix_spawn(&e->pid, "/bin/sh", NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	if (r)
		e->pid = 0;
	return -r;
}

static void finish(struct editor *e, int code)
{
	editor_fn done = e->done;
	void *arg = e->arg;

	editor_free(e);
	done(arg, code);
}

static void on_ended(void *arg, int fd UNUSED, int events UNUSED)
{
	struct editor *e = arg;
	int status;

	if (waitpid(e->pid, &status, WNOHANG) != e->pid)
		return;
	e->pid = 0;
	if (e->app->screen)
		e->app->screen->retake(e->app->screen);
	finish(e, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void on_played(void *arg)
{
	struct editor *e = arg;

	finish(e, e->code);
}

static int open_process(struct editor *e, const char *path, struct err *err)
{
	struct screen *screen = e->app->screen;
	int r;

	if (!screen)
		return err_set(err, -ENOTTY, "there is no terminal for an editor");
	screen->release(screen);
	r = spawn(e, path);
	if (r == 0) {
		e->pidfd = pidfd_open(e->pid, 0);
		r = e->pidfd < 0 ? -errno : 0;
	}
	if (r) {
		screen->retake(screen);
		return err_set(err, r, "the editor cannot be started: %s", strerror(-r));
	}
	e->fd = loop_fd_add(e->app->options.loop, e->pidfd, LOOP_READ, on_ended, e);
	return 0;
}

struct editor *editor_open(struct app *app, const char *path, editor_fn done, void *arg, struct err *err)
{
	struct connector *c = app->options.connector;
	struct editor *e = xcalloc(1, sizeof(*e));
	int r = 0;

	*e = (struct editor){ .app = app, .done = done, .arg = arg, .pidfd = -1 };
	if (c->edit) {
		e->code = c->edit(c, path);
		loop_defer(app->options.loop, on_played, e);
	} else {
		r = open_process(e, path, err);
	}
	if (r) {
		editor_free(e);
		return NULL;
	}
	return e;
}

void editor_free(struct editor *e)
{
	if (!e)
		return;
	loop_cancel(e->app->options.loop, on_played, e);
	loop_fd_del(e->fd);
	if (e->pidfd >= 0)
		close(e->pidfd);
	if (e->pid)
		kill(e->pid, SIGTERM);
	free(e);
}
