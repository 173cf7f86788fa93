#include "tests/tools/replay/cluster.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "kube/time.h"
#include "kube/kinds/pod.h"
#include "sim/listen.h"
#include "sim/storage.h"

#define NODES 4
#define QUIET_MS 2500			/* longer than the scheduler's first pause */
#define RETRY_MS 16000
#define LIMIT_MS 60000
#define BEFORE_MS 600000			/* that our clock is behind the wall's, so that no time seems to be to come */
#define STEP_MS 10
#define TOKEN "admintoken"

static _Noreturn void no_cluster(const struct err *err)
{
	fprintf(stderr, "replay: no cluster: %s\n", err->text);
	exit(2);
}

/* --- its first objects --- */

static void add_namespaces(struct str *yaml)
{
	static const char *const names[] = { "default", "kube-system", "kube-public", "kube-node-lease" };

	for (size_t i = 0; i < COUNT(names); i++)
		str_addf(yaml, "---\n{apiVersion: v1, kind: Namespace, metadata: {name: %s}}\n", names[i]);
}

static void add_nodes(struct str *yaml)
{
	static const char node[] =
		"---\n"
		"apiVersion: v1\n"
		"kind: Node\n"
		"metadata:\n"
		"  name: node-%d\n"
		"  labels: {kubernetes.io/hostname: node-%d}\n"
		"  annotations: {node.alpha.kubernetes.io/ttl: \"0\"}\n"
		"status:\n"
		"  capacity: {cpu: \"32\", memory: 256Gi, pods: \"2000\"}\n"
		"  allocatable: {cpu: \"32\", memory: 256Gi, pods: \"2000\"}\n"
		"  conditions:\n"
		"  - {type: Ready, status: \"True\", reason: KubeletReady, message: kubelet is posting ready status,\n"
		"     lastHeartbeatTime: \"%s\", lastTransitionTime: \"%s\"}\n"
		"  nodeInfo: {machineID: \"\", systemUUID: \"\", bootID: \"\", kernelVersion: 6.1.0, osImage: Debian GNU/Linux 12,\n"
		"    containerRuntimeVersion: containerd://2.0.0, kubeletVersion: v1.36.2, kubeProxyVersion: \"\",\n"
		"    operatingSystem: linux, architecture: amd64}\n";
	_cleanup_(str_release) struct str now = STR_INIT;

	time_add(&now, (clock_wall_ms() - BEFORE_MS) / 1000);
	for (int i = 0; i < NODES; i++)
		str_addf(yaml, node, i, i, now.buf, now.buf);
}

static void add_rest(struct str *yaml)
{
	str_add(yaml,
		"---\n"
		"apiVersion: storage.k8s.io/v1\n"
		"kind: StorageClass\n"
		"metadata:\n"
		"  name: standard\n"
		"  annotations: {storageclass.kubernetes.io/is-default-class: \"true\"}\n"
		"provisioner: kubernetes.io/host-path\n"
		"---\n"
		"apiVersion: v1\n"
		"kind: Service\n"
		"metadata: {name: kubernetes, namespace: default, labels: {component: apiserver, provider: kubernetes}}\n"
		"spec: {clusterIP: 10.0.0.1, ports: [{name: https, port: 443, targetPort: 6543}]}\n"
		"---\n"
		"apiVersion: discovery.k8s.io/v1\n"
		"kind: EndpointSlice\n"
		"metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}\n"
		"addressType: IPv4\n"
		"endpoints: [{addresses: [192.0.2.2], conditions: {ready: true}}]\n"
		"ports: [{name: https, port: 6543, protocol: TCP}]\n"
		"---\n"
		"apiVersion: v1\n"
		"kind: Endpoints\n"
		"metadata: {name: kubernetes, namespace: default, labels: {endpointslice.kubernetes.io/skip-mirror: \"true\"}}\n"
		"subsets: [{addresses: [{ip: 192.0.2.2}], ports: [{name: https, port: 6543, protocol: TCP}]}]\n");
}

static void load(struct cluster *c, const char *dir)
{
	_cleanup_(freep) char *path = xasprintf("%s/world.yaml", dir);
	_cleanup_(str_release) struct str yaml = STR_INIT;
	struct err err = ERR_INIT;

	add_namespaces(&yaml);
	add_nodes(&yaml);
	add_rest(&yaml);
	if (file_write(path, yaml.buf, &err) < 0 || world_load(c->kubelet.world, path, &err) < 0)
		no_cluster(&err);
	unlink(path);
}

/* --- when it has settled --- */

static void on_move(void *arg, enum cache_event event UNUSED, const struct object *old UNUSED, const struct object *now UNUSED,
		    bool unknown UNUSED)
{
	struct cluster *c = arg;

	c->moved_ms = world_now(c->kubelet.world);
}

static void watch_moves(struct cluster *c)
{
	static const char *const still[] = { "Event", "Lease", "Node" };
	struct cache *cache = world_cache(c->kubelet.world);

	for (size_t i = 0; i < kind_count(); i++) {
		bool moves = true;

		for (size_t j = 0; j < COUNT(still); j++)
			moves = moves && !streq(kind_at(i)->name, still[j]);
		if (moves)
			vec_push(&c->handlers, cache->subscribe(cache, kind_at(i), on_move, c));
	}
}

/* What has been written is sent, and what was asked meanwhile is answered. */
static void serve(struct cluster *c)
{
	for (int i = 0; i < 3; i++)
		while (loop_turn(c->loop, STEP_MS))
			;
}

/* A pod that waits for a volume is tried again when its provisioner is, which is every 15 s. */
static bool some_wait(struct cluster *c)
{
	struct storage *s = world_storage(c->kubelet.world);

	for (size_t i = 0; i < storage_count(s, KIND(pod)); i++)
		if (!*pod_of(storage_at(s, KIND(pod), i))->node)
			return true;
	return false;
}

void cluster_settle(struct cluster *c)
{
	struct world *w = c->kubelet.world;
	int64_t end = world_now(w) + LIMIT_MS;

	/* Paused, so that the pace takes up the clock where we leave it. */
	world_tempo(w)->speed = PACE_PAUSED;
	serve(c);
	c->moved_ms = world_now(w);
	while (world_now(w) - c->moved_ms < (some_wait(c) ? RETRY_MS : QUIET_MS) && world_now(w) < end)
		world_advance(w, world_now(w) + STEP_MS);
	serve(c);
}

void cluster_await_request(struct cluster *c, const bool *ended)
{
	uint64_t before = server_requests(c->server);

	while (server_requests(c->server) == before && !*ended)
		loop_turn(c->loop, STEP_MS);
	world_tempo(c->kubelet.world)->speed = 1;
}

void cluster_pause(struct cluster *c)
{
	world_tempo(c->kubelet.world)->speed = PACE_PAUSED;
	loop_turn(c->loop, 0);
}

/* --- the server --- */

static void write_kubeconfig(struct cluster *c, const char *dir)
{
	_cleanup_(freep) char *text = xasprintf(
		"apiVersion: v1\nkind: Config\ncurrent-context: c\n"
		"clusters:\n- name: c\n  cluster: {server: \"%s\", insecure-skip-tls-verify: true}\n"
		"users:\n- name: admin\n  user: {token: %s}\n"
		"contexts:\n- name: c\n  context: {cluster: c, user: admin}\n", c->url, TOKEN);
	struct err err = ERR_INIT;

	c->kubeconfig = xasprintf("%s/kubeconfig", dir);
	if (file_write(c->kubeconfig, text, &err) < 0)
		no_cluster(&err);
}

static void open_server(struct cluster *c, const char *dir)
{
	struct err err = ERR_INIT;
	int listener = listen_open("127.0.0.1:0", &err);
	struct server_options so = { .loop = c->loop, .world = c->kubelet.world, .certificates = &c->certificates,
				     .token = TOKEN, .listener = listener };

	if (listener < 0 || certificates_load(&c->certificates, dir, &err) < 0)
		no_cluster(&err);
	c->url = listen_url(listener);
	so.pace = c->pace = pace_new(c->loop, c->kubelet.world, 1);
	c->server = server_new(&so, &err);
	if (!c->server)
		no_cluster(&err);
	write_kubeconfig(c, dir);
}

struct cluster *cluster_new(const char *dir)
{
	struct world_options options = { .start_ms = clock_wall_ms() - BEFORE_MS, .seed = 1, .controllers = "*,-kubelet" };
	struct cluster *c = xcalloc(1, sizeof(*c));
	struct err err = ERR_INIT;

	c->loop = loop_new();
	c->kubelet.world = world_new(&options, &err);
	if (!c->kubelet.world)
		no_cluster(&err);
	load(c, dir);
	trace_kubelet_start(&c->kubelet);
	watch_moves(c);
	open_server(c, dir);
	cluster_settle(c);
	return c;
}

void cluster_free(struct cluster *c)
{
	struct cache *cache = world_cache(c->kubelet.world);

	vec_each(&c->handlers, h)
		cache->unsubscribe(cache, *h);
	vec_release(&c->handlers);
	server_free(c->server);
	pace_free(c->pace);
	/* What the kubelet still meant to do is done before it goes. */
	world_advance(c->kubelet.world, world_now(c->kubelet.world) + LIMIT_MS);
	trace_kubelet_stop(&c->kubelet);
	world_free(c->kubelet.world);
	certificates_release(&c->certificates);
	loop_free(c->loop);
	free(c->url);
	free(c->kubeconfig);
	free(c);
}
