/* How long a rehearsal takes: a set of thirty pods restarted one by one, copied out of a cluster in this process. */
#include "tests/tools/bench/bench.h"

#include "base/loop.h"
#include "client/verbs.h"
#include "cmd/rehearse.h"
#include "sim/world.h"

#define PODS 30
#define RUNS 9

struct run {
	struct loop *loop;
	struct rehearser *rehearser;
	struct world *world;
	bool settled;
	int64_t took_ms;	/* of virtual time */
};

static void ignore(void *arg UNUSED, const struct answer *a UNUSED)
{
}

static void answered(void *arg, const struct rehearsal_answer *a)
{
	struct run *r = arg;

	r->settled = (!a->failure && a->settled) || complain("%s", a->failure ? a->failure : a->waits);
	r->took_ms = a->timeline.last_ms - a->timeline.start_ms;
	loop_stop(r->loop);
}

static double rehearse(struct run *r, const struct object *set)
{
	struct rehearsal_order o = { .port = world_port(r->world, "bench"), .about = set, .now_ms = world_now(r->world),
				     .limit_ms = REHEARSAL_LIMIT_MS, .request = REQUEST_INIT };
	double from = now_ms();
	struct rehearsal *h;

	verbs_restart(set, o.now_ms / 1000, &o.request);
	h = r->rehearser->start(r->rehearser, &o, answered, r);
	loop_run(r->loop);
	r->rehearser->stop(h);
	return now_ms() - from;
}

static void tell(struct run *r, double *times)
{
	double took = median(times, RUNS), reference = reference_ms();

	figure("rehearsal of a rolling update of 30 pods", took, "ms", "< 300 ms",
	       "median of %d, %.0f s of virtual time; reference loop %.1f ms, ratio %.1f", RUNS,
	       (double)r->took_ms / 1e3, reference, took / reference);
}

bool measure_rehearsal(void)
{
	struct world_options options = { .start_ms = INT64_C(1768478400000), .seed = 1 };
	struct run r = { .loop = loop_new(), .world = world_new(&options, NULL) };
	struct request create;
	double times[RUNS];
	bool good;

	r.rehearser = rehearser_new(r.loop);
	good = world_load(r.world, "empty", NULL) >= 0 && world_settle(r.world, world_now(r.world) + 60000);
	request_init(&create, VERB_CREATE, KIND(statefulset), "default", NULL);
	create.tree = sets_tree(&(struct sets){ 1, PODS, 0 }, 0);
	port_submit(world_port(r.world, "bench"), &create, ignore, NULL);
	good = good && world_settle(r.world, world_now(r.world) + 3600000);
	for (int i = 0; good && i < RUNS; i++) {
		const struct object *set = cache_get(world_cache(r.world), KIND(statefulset), "default", "set-0");

		times[i] = set ? rehearse(&r, set) : 0;
		good = set && r.settled;
	}
	if (good)
		tell(&r, times);
	rehearser_free(r.rehearser);
	world_free(r.world);
	loop_free(r.loop);
	return good;
}
