/* Processes: what Linux says of them in /proc, and the bundled cluster as one of them. */
#include "tests/tools/bench/bench.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

const char *program(void)
{
	const char *named = getenv("ORDINAL");

	return named ? named : "build/ordinal";
}

static bool read_proc(pid_t pid, const char *file, char *buf, size_t size)
{
	_cleanup_(freep) char *path = xasprintf("/proc/%d/%s", (int)pid, file);
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return false;
	n = fread(buf, 1, size - 1, f);
	buf[n] = '\0';
	fclose(f);
	return true;
}

static long field_of(pid_t pid, const char *field)
{
	char text[8192];
	const char *at;

	if (!read_proc(pid, "status", text, sizeof(text)) || !(at = strstr(text, field)))
		return -1;
	return strtol(at + strlen(field) + 1, NULL, 10);
}

long memory_kb(pid_t pid, const char *field)
{
	return field_of(pid, field);
}

/* schedstat counts nanoseconds, stat only ticks of 10 ms. */
bool process_usage(pid_t pid, struct usage *ret)
{
	char text[256];

	if (!read_proc(pid, "schedstat", text, sizeof(text)))
		return false;
	ret->cpu_ms = (double)strtoull(text, NULL, 10) / 1e6;
	ret->wakes = field_of(pid, "\nvoluntary_ctxt_switches");
	return true;
}

pid_t child_of(pid_t pid)
{
	_cleanup_(freep) char *file = xasprintf("task/%d/children", (int)pid);
	char text[256];

	return read_proc(pid, file, text, sizeof(text)) ? (pid_t)strtol(text, NULL, 10) : 0;
}

void process_end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
}

char *folder_new(void)
{
	char *name = xstrdup("/tmp/ordinal-bench.XXXXXX");

	if (!mkdtemp(name))
		die("there is no room in /tmp");
	return name;
}

static int remove_one(const char *path, const struct stat *st UNUSED, int type UNUSED, struct FTW *ftw UNUSED)
{
	return remove(path);
}

void folder_free(char *folder)
{
	if (folder)
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(folder);
}

static void run_sim(const char *dir, const char *const *options, int out)
{
	const char *argv[24] = { program(), "sim", "--dir", dir };
	size_t n = 4;

	while (*options && n + 1 < COUNT(argv))
		argv[n++] = *options++;
	dup2(out, STDOUT_FILENO);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static bool read_kubeconfig(struct sim *s)
{
	static const char prefix[] = "kubeconfig: ";
	char line[512];
	size_t n = 0;

	while (n + 1 < sizeof(line) && read(s->out, line + n, 1) == 1 && line[n] != '\n')
		n++;
	line[n] = '\0';
	if (!starts_with(line, prefix))
		return complain("the simulator did not name its kubeconfig: \"%s\"", line);
	s->kubeconfig = xstrdup(line + strlen(prefix));
	return true;
}

bool sim_start(struct sim *s, const char *dir, const char *const *options)
{
	int ends[2];

	if (pipe(ends))
		return complain("no pipe: %s", strerror(errno));
	*s = (struct sim){ .out = ends[0], .pid = fork() };
	if (s->pid == 0)
		run_sim(dir, options, ends[1]);
	close(ends[1]);
	return read_kubeconfig(s);
}

void sim_stop(struct sim *s)
{
	process_end(s->pid);
	if (s->pid)
		close(s->out);
	free(s->kubeconfig);
	*s = (struct sim){ 0 };
}
