/* See plugin.h. The end of the process is heard through a pidfd, so no signal handler and no SIGCHLD are needed. */
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "client/plugin.h"

#define STDERR_KEPT ((size_t)4096)
#define STDERR_SHOWN ((size_t)300)

struct plugin {
	struct loop *loop;
	char *name;
	plugin_done_fn done;
	void *arg;
	pid_t pid;
	int pidfd, out_fd, err_fd;
	struct loop_fd *pid_watch, *out_watch, *err_watch;
	struct loop_timer *timeout;
	struct str out, err;
	const char *killed;		/* why we killed it; NULL: we did not */
};

/* --- what it printed --- */

/* Its last words, on one line and without control characters, for the message. */
static void add_last_words(const struct plugin *p, struct str *text)
{
	size_t len = p->err.len;

	while (len && (unsigned char)p->err.buf[len - 1] <= ' ')
		len--;
	size_t from = len > STDERR_SHOWN ? len - STDERR_SHOWN : 0;

	if (len)
		str_add(text, ": ");
	for (size_t i = from; i < len; i++) {
		unsigned char c = (unsigned char)p->err.buf[i];
		bool control = c < ' ' || c == 0x7f ||
		               (c == 0xc2 && i + 1 < len && ((unsigned char)p->err.buf[i + 1] & 0xe0) == 0x80);

		str_addc(text, control ? (c == '\n' || c == '\t' ? ' ' : '?') : (char)c);
		if (c == 0xc2 && control)
			i++;
	}
}

/* Keeps the end of stderr only. */
static void keep_end(struct str *s)
{
	if (s->len <= 2 * STDERR_KEPT)
		return;
	memmove(s->buf, s->buf + s->len - STDERR_KEPT, STDERR_KEPT);
	str_cut(s, STDERR_KEPT);
}

/* It leads a process group of its own: what it started goes with it. The second kill is for one that has only just
 * begun. */
static void kill_group(pid_t pid)
{
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
}

static void kill_it(struct plugin *p, const char *why)
{
	if (p->killed)
		return;
	p->killed = why;
	kill_group(p->pid);
}

/* Reads what is there. False at the end of the stream. */
static bool drain(struct plugin *p, int fd)
{
	char bytes[16384];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		if (fd == p->err_fd) {
			str_addn(&p->err, bytes, (size_t)n);
			keep_end(&p->err);
		} else if (p->out.len + (size_t)n > LIMIT_EXEC_OUTPUT) {
			kill_it(p, "it printed more than 1 MiB");
		} else {
			str_addn(&p->out, bytes, (size_t)n);
		}
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static void on_output(void *arg, int fd, int events UNUSED)
{
	struct plugin *p = arg;

	if (drain(p, fd))
		return;
	if (fd == p->out_fd)
		loop_fd_set(p->out_watch, 0);
	else
		loop_fd_set(p->err_watch, 0);
}

/* --- its end --- */

static int64_t on_timeout(void *arg)
{
	struct plugin *p = arg;

	p->timeout = NULL;
	kill_it(p, "it did not end in time");
	return LOOP_NOMORE;
}

static void explain_end(const struct plugin *p, int status, struct err *err)
{
	_cleanup_(str_release) struct str text = STR_INIT;

	if (p->killed)
		str_addf(&text, "the credential plugin %s was stopped: %s", p->name, p->killed);
	else if (WIFSIGNALED(status))
		str_addf(&text, "the credential plugin %s was killed by signal %d", p->name, WTERMSIG(status));
	else if (WEXITSTATUS(status) == 127 && p->err.len == 0)
		str_addf(&text, "the credential plugin %s could not be executed", p->name);
	else
		str_addf(&text, "the credential plugin %s failed (exit code %d)", p->name, WEXITSTATUS(status));
	add_last_words(p, &text);
	err_set(err, -EPERM, "%s", text.buf);
}

/* It has ended. What it started may hold its pipes open still, so what is in them now is all that counts. */
static void on_exit_(void *arg, int fd UNUSED, int events UNUSED)
{
	struct plugin *p = arg;
	int status = 0;
	struct err err = ERR_INIT;

	kill(-p->pid, SIGKILL); /* Before it is reaped: afterwards its number may be another's. */
	if (waitpid(p->pid, &status, WNOHANG) != p->pid)
		return;
	p->pid = 0;
	drain(p, p->out_fd);
	drain(p, p->err_fd);
	if (p->killed || status != 0)
		explain_end(p, status, &err);
	p->done(p->arg, p->out.buf, p->out.len, err.code ? &err : NULL);
	plugin_free(p);
}

static void close_watch(struct loop_fd **watch, int *fd)
{
	loop_fd_del(*watch);
	*watch = NULL;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void plugin_free(struct plugin *p)
{
	if (!p)
		return;
	if (p->pid > 0) {
		kill_group(p->pid);
		waitpid(p->pid, NULL, 0); /* It was killed: this does not wait for its pleasure. */
	}
	close_watch(&p->pid_watch, &p->pidfd);
	close_watch(&p->out_watch, &p->out_fd);
	close_watch(&p->err_watch, &p->err_fd);
	loop_timer_del(p->timeout);
	str_release(&p->out);
	str_release(&p->err);
	free(p->name);
	free(p);
}

/* --- its beginning --- */

/* Runs in the child: only what is safe between fork and exec. */
static _Noreturn void become(const struct plugin_options *o, int out, int err)
{
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	setsid(); /* No terminal of ours to write on, and a process group of its own. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(127);
	syscall(SYS_close_range, 3U, ~0U, 0U);
	execve(o->path, o->argv, o->envp);
	_exit(127);
}

static int make_pipe(int ret[2], struct err *err)
{
	if (pipe2(ret, O_CLOEXEC) < 0)
		return err_set(err, -errno, "no pipe for a credential plugin: %s", strerror(errno));
	fcntl(ret[0], F_SETFL, O_NONBLOCK);
	return 0;
}

static int spawn(struct plugin *p, const struct plugin_options *o, struct err *err)
{
	int out[2] = { -1, -1 }, errors[2] = { -1, -1 };
	int r = make_pipe(out, err);

	if (r == 0)
		r = make_pipe(errors, err);
	p->out_fd = out[0];
	p->err_fd = errors[0];
	if (r == 0) {
		p->pid = fork();
		if (p->pid == 0)
			become(o, out[1], errors[1]);
		if (p->pid < 0)
			r = err_set(err, -errno, "the credential plugin %s could not be started: %s", o->path,
			            strerror(errno));
	}
	if (out[1] >= 0)
		close(out[1]);
	if (errors[1] >= 0)
		close(errors[1]);
	if (r < 0)
		return r;
	p->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0U);
	return p->pidfd < 0 ? err_set(err, -errno, "this kernel has no pidfd_open (Linux 5.3)") : 0;
}

struct plugin *plugin_start(const struct plugin_options *options, plugin_done_fn done, void *arg, struct err *err)
{
	struct plugin *p = xcalloc(1, sizeof(*p));

	p->loop = options->loop;
	p->name = xstrdup(options->path);
	p->done = done;
	p->arg = arg;
	p->pidfd = p->out_fd = p->err_fd = -1;
	str_init(&p->out);
	str_init(&p->err);
	if (spawn(p, options, err) < 0) {
		p->pid = MAX(p->pid, 0);
		plugin_free(p);
		return NULL;
	}
	p->out_watch = loop_fd_add(p->loop, p->out_fd, LOOP_READ, on_output, p);
	p->err_watch = loop_fd_add(p->loop, p->err_fd, LOOP_READ, on_output, p);
	p->pid_watch = loop_fd_add(p->loop, p->pidfd, LOOP_READ, on_exit_, p);
	p->timeout = loop_timer_add(p->loop, options->timeout_ms, on_timeout, p);
	return p;
}

char *plugin_resolve(const char *command, const char *path, struct err *err)
{
	if (strchr(command, '/')) {
		if (access(command, X_OK) == 0)
			return xstrdup(command);
		err_set(err, -errno, "the credential plugin %s cannot be executed: %s", command, strerror(errno));
		return NULL;
	}
	for (const char *p = path ? path : ""; *p;) {
		size_t len = strcspn(p, ":");
		_cleanup_(freep) char *file = xasprintf("%.*s/%s", (int)len, p, command);

		if (len && *p == '/' && access(file, X_OK) == 0)
			return take(file);
		p += len + (p[len] == ':');
	}
	err_set(err, -ENOENT, "the credential plugin %s is not on PATH: install it, or log in another way", command);
	return NULL;
}
