/* What console and simulator do when nobody does anything: processor time and wake-ups over 20 s. */
#include "tests/tools/bench/bench.h"

#define QUIET_MS 5000
#define WATCHED_MS 20000

static bool read_for(struct terminal *t, double ms)
{
	double end = now_ms() + ms;

	while (now_ms() < end)
		if (!terminal_read(t, end - now_ms()))
			return complain("the console ended");
	return true;
}

static void tell(const char *who, const struct usage *from, const struct usage *to, size_t painted)
{
	_cleanup_(freep) char *what = xasprintf("idle %s, part of one core", who);
	double cpu = to->cpu_ms - from->cpu_ms;

	figure(what, 100 * cpu / WATCHED_MS, "%", "< 1 %",
	       "%ld wake-ups in %d s, %.1f ms of processor, %zu bytes painted", to->wakes - from->wakes,
	       WATCHED_MS / 1000, cpu, painted);
}

static bool watch_idle(struct terminal *t, const char *who, pid_t sim, const char *who_sim)
{
	struct usage console[2], cluster[2];
	size_t painted;

	if (!read_for(t, QUIET_MS) || !process_usage(t->pid, &console[0]) || !process_usage(sim, &cluster[0]))
		return false;
	painted = t->bytes;
	if (!read_for(t, WATCHED_MS) || !process_usage(t->pid, &console[1]) || !process_usage(sim, &cluster[1]))
		return false;
	tell(who, &console[0], &console[1], t->bytes - painted);
	tell(who_sim, &cluster[0], &cluster[1], 0);
	return true;
}

static bool bundled(const char *folder)
{
	static const char *const arguments[] = { "--sim", NULL };
	struct terminal t = { .master = -1 };
	bool good = terminal_open(&t, 80, 24, folder, arguments) &&
	            terminal_wait(&t, terminal_shows, "settled", NULL) &&
	            watch_idle(&t, "console --sim", child_of(t.pid), "its simulator");

	terminal_close(&t);
	return good;
}

/* A cluster that the console did not start: its header shows no running clock. */
static bool separate(const char *folder)
{
	static const char *const options[] = { NULL };
	struct terminal t = { .master = -1 };
	struct sim s = { 0 };
	bool good = sim_start(&s, folder, options);
	const char *arguments[] = { "--kubeconfig", s.kubeconfig, NULL };

	good = good && terminal_open(&t, 80, 24, folder, arguments) &&
	       terminal_wait(&t, terminal_shows, "settled", NULL) &&
	       watch_idle(&t, "console on another cluster", s.pid, "that simulator");
	terminal_close(&t);
	sim_stop(&s);
	return good;
}

bool measure_idle(void)
{
	char *folder = folder_new();
	bool good = bundled(folder) && separate(folder);

	folder_free(folder);
	return good;
}
