/*
 * 1,000 pods in 100 Parallel sets, in process, at full speed of the virtual clock: from the first create to the last Ready.
 * Usage: pods [sets [pods-a-set [claims]]]. Prints wall and processor milliseconds, virtual seconds, the largest resident set
 * and the last revision, which counts the writes.
 *
 * run: 100 10 0
 * run: 100 10 1
 */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "base/json.h"
#include "kube/kinds/pod.h"
#include "sim/storage.h"
#include "sim/world.h"

static double wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_ms(void)
{
	return (double)clock() * 1e3 / CLOCKS_PER_SEC;
}

static void check(void *arg, const struct answer *a)
{
	(void)arg;
	if (answer_ok(a))
		return;
	fprintf(stderr, "%d %s\n", a->code, a->status.message);
	exit(1);
}

static void create_set(struct world *w, int number, int replicas, int claims)
{
	_cleanup_(freep) char *name = xasprintf("set-%d", number);
	struct request r;
	json *templates;

	request_init(&r, VERB_CREATE, KIND(statefulset), "default", NULL);
	r.tree = json_format("{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':%q,'namespace':'default'},'spec':{"
			     "'serviceName':%q,'replicas':%d,'podManagementPolicy':'Parallel','selector':{'matchLabels':{'app':%q}},"
			     "'template':{'metadata':{'labels':{'app':%q}},'spec':{'containers':[{'name':'c','image':'nginx:1'}]}}}}",
			     name, name, replicas, name, name);
	templates = json_want_array(json_get(r.tree, "spec"), "volumeClaimTemplates");
	for (int i = 0; i < claims; i++)
		json_push(templates, json_format("{'metadata':{'name':'data%d'},'spec':{'accessModes':['ReadWriteOnce'],"
						 "'resources':{'requests':{'storage':'1Gi'}}}}", i));
	port_submit(world_port(w, "bench"), &r, check, NULL);
}

/* Room for as many pods as are asked for. */
static void enlarge_nodes(struct world *w, int pods)
{
	_cleanup_(freep) char *room = xasprintf("%d", pods);
	object_vec nodes = VEC_INIT;

	cache_list(world_cache(w), KIND(node), NULL, NULL, &nodes);
	vec_each(&nodes, node) {
		struct request r;

		request_init(&r, VERB_PATCH, KIND(node), NULL, (*node)->name);
		request_sub(&r, "status");
		r.content_type = TYPE_MERGE_PATCH;
		r.tree = json_format("{'status':{'capacity':{'pods':%q},'allocatable':{'pods':%q}}}", room, room);
		port_submit(world_port(w, "bench"), &r, check, NULL);
	}
	vec_release(&nodes);
}

static int ready_pods(struct world *w)
{
	object_vec pods = VEC_INIT;
	int n = 0;

	cache_list(world_cache(w), KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, pod)
		n += pod_of(*pod)->ready;
	vec_release(&pods);
	return n;
}

int main(int argc, char **argv)
{
	int sets = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 100;
	int replicas = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10;
	int claims = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
	struct world_options options = { .start_ms = INT64_C(1768478400000), .seed = 1 };
	struct err err = ERR_INIT;
	struct world *w = world_new(&options, &err);
	struct rusage usage;
	double from, cpu;
	int64_t virtual;

	if (!w || world_load(w, "empty", &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	world_settle(w, world_now(w) + 60000);
	enlarge_nodes(w, sets * replicas);
	world_settle(w, world_now(w) + 60000);
	virtual = world_now(w);
	from = wall_ms();
	cpu = cpu_ms();
	for (int i = 0; i < sets; i++)
		create_set(w, i, replicas, claims);
	world_settle(w, world_now(w) + 3600000);
	from = wall_ms() - from;
	cpu = cpu_ms() - cpu;
	getrusage(RUSAGE_SELF, &usage);
	printf("%d of %d pods ready, %d claims each: %.0f ms wall, %.0f ms of processor, %.1f s virtual, %ld MB resident, revision %"
	       PRIu64 "\n", ready_pods(w), sets * replicas, claims, from, cpu, (double)(world_now(w) - virtual) / 1e3, usage.ru_maxrss / 1024,
	       storage_revision(world_storage(w)));
	world_free(w);
	return 0;
}
