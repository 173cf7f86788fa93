/* The same sets in this process: what is left when neither TLS nor HTTP nor a watch is in between. */
#include "tests/tools/bench/bench.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kube/kinds/pod.h"
#include "sim/storage.h"
#include "sim/world.h"

static void check(void *arg, const struct answer *a)
{
	*(bool *)arg &= answer_ok(a) || complain("%d %s", a->code, a->status.message);
}

static int ready_pods(struct world *w)
{
	object_vec pods = VEC_INIT;
	int n = 0;

	cache_list(world_cache(w), KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, pod) n += pod_of(*pod)->ready;
	vec_release(&pods);
	return n;
}

static bool create_all(struct world *w, const struct sets *s)
{
	bool good = true;

	for (int i = 0; i < s->count; i++) {
		struct request r;

		request_init(&r, VERB_CREATE, KIND(statefulset), "default", NULL);
		r.tree = sets_tree(s, i);
		port_submit(world_port(w, "bench"), &r, check, &good);
	}
	world_settle(w, world_now(w) + 3600000);
	return good && (ready_pods(w) == s->count * s->replicas || complain("%d pods are ready", ready_pods(w)));
}

static void tell(struct world *w, const struct sets *s, double took, int64_t from)
{
	_cleanup_(freep) char *what = xasprintf("the same in process, %d claims each", s->claims);
	double reference = reference_ms();
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	figure(what, took, "ms", "",
	       "%.1f s of virtual time, %" PRIu64 " writes, %ld MB; reference loop %.1f ms, ratio %.1f",
	       (double)(world_now(w) - from) / 1e3, storage_revision(world_storage(w)), usage.ru_maxrss / 1024,
	       reference, took / reference);
}

static bool run(const struct sets *s)
{
	struct world_options options = { .start_ms = INT64_C(1768478400000), .seed = 1 };
	struct err err = ERR_INIT;
	struct world *w = world_new(&options, &err);
	int64_t virtual;
	double from;
	bool good;

	if (!w || world_load(w, "empty", &err) < 0)
		return complain("%s", err.text);
	world_settle(w, world_now(w) + 60000);
	virtual = world_now(w);
	from = now_ms();
	good = create_all(w, s);
	if (good)
		tell(w, s, now_ms() - from, virtual);
	world_free(w);
	return good;
}

/* In a process of its own, so that the largest resident set is that of this run. */
static bool run_apart(const struct sets *s)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		exit(run(s) ? 0 : 1);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

bool measure_in_process(void)
{
	return run_apart(&(struct sets){ 100, 10, 0 }) && run_apart(&(struct sets){ 100, 10, 1 });
}
