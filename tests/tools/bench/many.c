/* 10,000 pods in 1,000 sets: how soon the console has them, what it takes for them, and how it keeps up. */
#include "tests/tools/bench/keys.h"

#include <stdio.h>

#define NODES 12

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

static bool time_home(struct terminal *t, double from, double curl)
{
	struct usage usage;
	double home;

	if (!terminal_wait(t, is_settled_home, NULL, &home) || !process_usage(t->pid, &usage))
		return false;
	figure("console on 10,000 pods, exec to home complete", home - from, "ms", "",
	       "curl of the pod list: %.0f ms, ratio %.1f; %.0f ms "
	       "of processor",
	       curl, (home - from) / curl, usage.cpu_ms);
	return true;
}

static bool time_pods(struct terminal *t, long empty_kb)
{
	double from = now_ms(), pods, count = sets.count * sets.replicas;
	long resident;

	terminal_send(t, ":pods\r");
	if (!terminal_wait(t, first_pod_live, NULL, &pods))
		return false;
	terminal_send(t, "G");
	if (!terminal_wait(t, last_pod, NULL, NULL))
		return false;
	resident = memory_kb(t->pid, "VmRSS");
	figure("  from home to the pods, enter to list", pods - from, "ms", "", "painted whole");
	figure("  the console's resident set", (double)resident / 1024, "MB", "tens of MB",
	       "largest %.1f MB; without pods %.1f MB", (double)memory_kb(t->pid, "VmHWM") / 1024,
	       (double)empty_kb / 1024);
	figure("  for each pod, its set's share included", (double)(resident - empty_kb) * 1024 / count, "bytes", "",
	       "resident");
	return true;
}

static bool watch_many(struct caller *a, const struct sim *s, const char *folder, long empty_kb)
{
	const char *arguments[] = { "--kubeconfig", s->kubeconfig, NULL };
	const struct load_options load = { s->kubeconfig, sets.count, sets.replicas, 1000 };
	double curl = curl_ms(a, "/api/v1/pods"), from = now_ms();
	struct terminal t = { .master = -1 };
	bool good = terminal_open(&t, 160, 45, folder, arguments) && time_home(&t, from, curl) &&
	            keys_measure(&t, "1,000 sets", "jk", NULL) && keys_measure(&t, "1,000 sets", "jk", &load) &&
	            time_pods(&t, empty_kb) && keys_measure(&t, "10,000 pods", "kj", NULL) &&
	            keys_measure(&t, "10,000 pods", "kj", &load);

	terminal_close(&t);
	return good;
}

/* The bundled worlds have room for 4,000. */
bool world_write(const char *file)
{
	FILE *f = fopen(file, "w");

	if (!f)
		return complain("%s cannot be written: %s", file, strerror(errno));
	fprintf(f, "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: default\n---\n"
	           "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n  name: standard\n  annotations:\n"
	           "    storageclass.kubernetes.io/is-default-class: \"true\"\n"
	           "provisioner: sim.ordinal/volumes\nvolumeBindingMode: WaitForFirstConsumer\n");
	for (int i = 0; i < NODES; i++)
		fprintf(f,
		        "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: node-%d\n  labels:\n    "
		        "kubernetes.io/hostname: node-%d\n"
		        "spec:\n  podCIDR: 10.244.%d.0/24\nstatus:\n"
		        "  capacity: { cpu: \"320\", memory: 1280Gi, pods: \"1000\" }\n"
		        "  allocatable: { cpu: \"320\", memory: 1280Gi, pods: \"1000\" }\n"
		        "  conditions:\n  - { type: Ready, status: \"True\", reason: KubeletReady }\n",
		        i, i, i);
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
	bool good = world_write(world) && sim_start(&s, folder, options) && caller_open(&a, s.kubeconfig) &&
	            empty_console_kb(s.kubeconfig, folder, &empty_kb) && sets_create(&a, &sets, &took);

	if (good) {
		figure("10,000 pods in 1,000 sets, 0 claims, POST to Ready", took, "ms", "",
		       "reference loop %.1f ms, ratio %.1f", reference, took / reference);
		figure("  the simulator's largest resident set", (double)memory_kb(s.pid, "VmHWM") / 1024, "MB",
		       "tens of MB", "VmHWM");
		good = watch_many(&a, &s, folder, empty_kb);
	}
	caller_close(&a);
	sim_stop(&s);
	folder_free(folder);
	return good;
}
