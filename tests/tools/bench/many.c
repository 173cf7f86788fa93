/* 10,000 pods: what the console takes for them, how soon they are there, and how soon a key is painted under a storm of events. */
#include "tests/tools/bench/load.h"

#include <stdio.h>

#define NODES 12
#define KEYS 100
#define KEY_EVERY_MS 100
#define NAME_BYTES 24		/* of a row, up to its name's end */
#define EVENTS_A_SECOND 1000
#define WARM_UP_MS 2000

static const struct sets sets = { 1000, 10, 0 };

/* --- the list --- */

static bool first_pod_live(struct terminal *t, const void *arg UNUSED)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	terminal_cursor_row(t, &row);
	return strstr(row.buf, "set-0-0") && terminal_shows(t, " live ");
}

static bool is_settled_home(struct terminal *t, const void *arg UNUSED)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	terminal_cursor_row(t, &row);
	return strstr(row.buf, "set-0 ") && strstr(row.buf, "settled") && terminal_shows(t, " live ");
}

static bool last_pod(struct terminal *t, const void *arg UNUSED)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	terminal_cursor_row(t, &row);
	return strstr(row.buf, "set-999-9") != NULL;
}

static bool empty_console_kb(const char *kubeconfig, const char *folder, long *ret)
{
	const char *arguments[] = { "--kubeconfig", kubeconfig, NULL };
	struct terminal t = { .master = -1 };
	bool good = terminal_open(&t, 160, 45, folder, arguments) && terminal_wait(&t, terminal_shows, " live ", NULL);

	*ret = memory_kb(t.pid, "VmRSS");
	terminal_close(&t);
	return good;
}

static bool time_list(struct terminal *t, double from, double curl, long empty_kb)
{
	double home, enter, pods, count = sets.count * sets.replicas;
	struct usage usage;
	long resident;

	if (!terminal_wait(t, is_settled_home, NULL, &home))
		return false;
	enter = now_ms();
	terminal_send(t, ":pods\r");
	if (!terminal_wait(t, first_pod_live, NULL, &pods))
		return false;
	terminal_send(t, "G");
	if (!terminal_wait(t, last_pod, NULL, NULL) || !usage_of(t->pid, &usage))
		return false;
	resident = memory_kb(t->pid, "VmRSS");
	figure("console on 10,000 pods, exec to home complete", home - from, "ms", "", "curl of the pod list: %.0f ms, ratio %.1f", curl,
	       (home - from) / curl);
	figure("  from home to the pods, enter to list", pods - enter, "ms", "", "%.0f ms of processor so far", usage.cpu_ms);
	figure("  the console's resident set", (double)resident / 1024, "MB", "tens of MB", "largest %.1f MB; without pods %.1f MB",
	       (double)memory_kb(t->pid, "VmHWM") / 1024, (double)empty_kb / 1024);
	figure("  for each pod, its set's share included", (double)(resident - empty_kb) * 1024 / count, "bytes", "", "resident");
	return true;
}

/* --- keys --- */

static bool moved(struct terminal *t, const char *before)
{
	_cleanup_(str_release) struct str row = STR_INIT;

	terminal_cursor_row(t, &row);
	return row.len && strncmp(row.buf, before, NAME_BYTES) != 0;
}

/* Reads until the time; the screen is painted meanwhile. */
static bool read_until(struct terminal *t, double when)
{
	while (now_ms() < when)
		if (!terminal_read(t, when - now_ms()))
			return complain("the console ended");
	return true;
}

static bool time_key(struct terminal *t, const char *key, double *ret_ms)
{
	_cleanup_(str_release) struct str row = STR_INIT;
	double from;

	terminal_cursor_row(t, &row);
	from = now_ms();
	terminal_send(t, key);
	while (!moved(t, row.buf)) {
		if (now_ms() > from + PATIENCE_MS)
			return complain("the key %s has no effect", key);
		if (!terminal_read(t, PATIENCE_MS))
			return complain("the console ended");
	}
	*ret_ms = t->read_ms - from;
	return true;
}

static bool time_keys(struct terminal *t, double *times)
{
	for (int i = 0; i < KEYS; i++) {
		double next = now_ms() + KEY_EVERY_MS;

		if (!time_key(t, i % 60 < 30 ? "k" : "j", &times[i]) || !read_until(t, next))
			return false;
	}
	return true;
}

static void tell_keys(double *times, const char *load, double cpu)
{
	_cleanup_(freep) char *what = xasprintf("key to paint on 10,000 pods, %s, p50", load);

	figure(what, percentile(times, KEYS, 0.5), "ms", "< 16 ms", "%d keys; the console's processor: %.0f %% of a core", KEYS, cpu);
	figure("  p99", percentile(times, KEYS, 0.99), "ms", "< 16 ms", "largest %.1f", percentile(times, KEYS, 1));
}

/* load NULL: nothing happens meanwhile. */
static bool keys_while(struct terminal *t, struct load *load)
{
	double times[KEYS], from = now_ms(), to, started = from;
	_cleanup_(freep) char *what = NULL;
	struct usage used[2];
	int begun = 0, ended = 0;

	if ((load && !load_progress(load, &from, &begun)) || !usage_of(t->pid, &used[0]) || !time_keys(t, times) ||
	    !usage_of(t->pid, &used[1]))
		return false;
	to = now_ms();
	if (load && !load_progress(load, &to, &ended))
		return false;
	what = load ? xasprintf("%.0f events/s", (ended - begun) / (to - from) * 1e3) : xstrdup("calm");
	tell_keys(times, what, (used[1].cpu_ms - used[0].cpu_ms) / (now_ms() - started) * 100);
	return true;
}

static bool keys_under_load(struct terminal *t, const struct sim *s)
{
	struct load_options options = { s->kubeconfig, sets.count, sets.replicas, EVENTS_A_SECOND };
	struct load load = { 0 };
	bool good = load_start(&load, &options) && read_until(t, now_ms() + WARM_UP_MS) && keys_while(t, &load);

	load_stop(&load);
	return good;
}

static bool watch_many(struct caller *a, const struct sim *s, const char *folder, long empty_kb)
{
	const char *arguments[] = { "--kubeconfig", s->kubeconfig, NULL };
	double curl = curl_ms(a, "/api/v1/pods"), from = now_ms();
	struct terminal t = { .master = -1 };
	bool good = terminal_open(&t, 160, 45, folder, arguments) && time_list(&t, from, curl, empty_kb) && keys_while(&t, NULL) &&
		    keys_under_load(&t, s);

	terminal_close(&t);
	return good;
}

/* The bundled worlds have room for 4,000. */
static bool write_world(const char *file)
{
	FILE *f = fopen(file, "w");

	if (!f)
		return complain("%s cannot be written: %s", file, strerror(errno));
	fprintf(f, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: default\n");
	for (int i = 0; i < NODES; i++)
		fprintf(f, "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-%d\n  labels:\n    kubernetes.io/hostname: node-%d\n"
			"spec:\n  podCIDR: 10.244.%d.0/24\nstatus:\n"
			"  capacity: { cpu: \"320\", memory: 1280Gi, pods: \"1000\" }\n"
			"  allocatable: { cpu: \"320\", memory: 1280Gi, pods: \"1000\" }\n"
			"  conditions:\n  - { type: Ready, status: \"True\", reason: KubeletReady }\n", i, i, i);
	return fclose(f) == 0;
}

bool measure_many_pods(void)
{
	char *folder = folder_new();
	_cleanup_(freep) char *world = xasprintf("%s/world.yaml", folder);
	const char *options[] = { "--world", world, "--speed", "max", "--seed", "1", NULL };
	double took, reference = reference_ms();
	struct caller a = { 0 };
	struct sim s = { 0 };
	long empty_kb;
	bool good = write_world(world) && sim_start(&s, folder, options) && caller_open(&a, s.kubeconfig) && empty_console_kb(s.kubeconfig, folder, &empty_kb) &&
		    sets_create(&a, &sets, &took);

	if (good) {
		figure("10,000 pods in 1,000 sets, 0 claims, POST to Ready", took, "ms", "", "reference loop %.1f ms, ratio %.1f", reference,
		       took / reference);
		figure("  the simulator's largest resident set", (double)memory_kb(s.pid, "VmHWM") / 1024, "MB", "tens of MB", "VmHWM");
		good = watch_many(&a, &s, folder, empty_kb);
	}
	caller_close(&a);
	sim_stop(&s);
	folder_free(folder);
	return good;
}
