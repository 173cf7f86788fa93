/* 10,000 pods in 100 Parallel sets over TLS, at full clock speed: what a control plane with simulated nodes takes 77 s for. */
#include "tests/tools/bench/bench.h"

#define KWOK_MS 77000.0		/* kwok with a real control plane, the same sets */

bool measure_ten_thousand(void)
{
	static const struct sets sets = { 100, 100, 0 };
	char *folder = folder_new();
	_cleanup_(freep) char *world = xasprintf("%s/world.yaml", folder);
	const char *options[] = { "--world", world, "--speed", "max", "--seed", "1", NULL };
	double took, reference = reference_ms();
	struct caller a = { 0 };
	struct sim s = { 0 };
	struct usage usage = { 0 };
	bool good = world_write(world) && sim_start(&s, folder, options) && caller_open(&a, s.kubeconfig) &&
	            sets_create(&a, &sets, &took);

	process_usage(s.pid, &usage);
	if (good && pods_ready(&a) != sets.count * sets.replicas)
		good = complain("%d pods are ready", pods_ready(&a));
	if (good)
		figure("10,000 pods in 100 Parallel sets, POST to Ready", took, "ms", "< 8 s",
		       "simulator's processor time %.0f ms; kwok and a control plane: %.0f times as long; "
		       "reference loop %.1f ms, ratio %.1f", usage.cpu_ms, KWOK_MS / took, reference, took / reference);
	caller_close(&a);
	sim_stop(&s);
	folder_free(folder);
	return good;
}
