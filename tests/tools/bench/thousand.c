/* 1,000 pods in 100 Parallel sets, over TLS, as fast as the virtual clock goes. */
#include "tests/tools/bench/bench.h"

static bool time_sets(const struct sets *sets, const char *target, const char *memory_target)
{
	static const char *const options[] = { "--world", "empty", "--speed", "max", "--seed", "1", NULL };
	_cleanup_(freep) char *what = xasprintf("%d pods in %d sets, %d claims each, POST to Ready",
	                                        sets->count * sets->replicas, sets->count, sets->claims);
	double reference = reference_ms(), took = 0;
	char *folder = folder_new();
	struct caller a = { 0 };
	struct sim s = { 0 };
	struct usage usage = { 0 };
	bool good = sim_start(&s, folder, options) && caller_open(&a, s.kubeconfig) && sets_create(&a, sets, &took);
	long memory = memory_kb(s.pid, "VmHWM");
	int ready;

	process_usage(s.pid, &usage);
	if (good && (ready = pods_ready(&a)) != sets->count * sets->replicas)
		good = complain("%d pods are ready", ready);
	if (good) {
		figure(what, took, "ms", target,
		       "simulator's processor time %.0f ms; reference loop %.1f ms, ratio %.1f", usage.cpu_ms,
		       reference, took / reference);
		figure("  the simulator's largest resident set", (double)memory / 1024, "MB", memory_target, "VmHWM");
	}
	caller_close(&a);
	sim_stop(&s);
	folder_free(folder);
	return good;
}

bool measure_thousand(void)
{
	return time_sets(&(struct sets){ 100, 10, 0 }, "< 1 s", "< 60 MB");
}

bool measure_thousand_claims(void)
{
	return time_sets(&(struct sets){ 100, 10, 1 }, "stated", "stated");
}
