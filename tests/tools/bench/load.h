/* A process that makes watch events at a steady rate by patching pods that sets_create made. */
#ifndef TESTS_TOOLS_BENCH_LOAD_H
#define TESTS_TOOLS_BENCH_LOAD_H

#include "tests/tools/bench/bench.h"

struct load_options {
	const char *kubeconfig;
	int sets, replicas; /* whose pods */
	double a_second;
};

struct load {
	pid_t pid;
	int out;
};

bool load_start(struct load *l, const struct load_options *o); /* options are borrowed until it stops */
/* How many patches were answered at which time: two of these give the rate. False if one was refused. */
bool load_progress(struct load *l, double *ret_ms, int *ret_answered);
void load_stop(struct load *l);

#endif
