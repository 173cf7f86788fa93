/* See machine.h. The figures of a node that says nothing of itself are those of a middling server. */
#include "sim/kubelet/machine.h"

#include <stdio.h>

#include "kube/time.h"

#define LEASE_MS 10000
#define LEASE_NAMESPACE "kube-node-lease"

struct machine *machine_of(struct kubelet *k, const char *name)
{
	return map_get(&k->machines, name);
}

struct machine *machine_new(struct kubelet *k, const struct object *node)
{
	struct machine *m = xcalloc(1, sizeof(*m));

	m->kubelet = k;
	m->name = xstrdup(node->name);
	m->index = (unsigned)k->machines.count;
	m->address = xasprintf("172.18.%u.%u", (m->index + 2) / 256, (m->index + 2) % 256);
	m->down = true;
	m->images = (struct map)MAP_INIT;
	m->next = 2;
	map_set(&k->machines, m->name, m);
	return m;
}

void machine_free(struct machine *m)
{
	if (!m)
		return;
	world_cancel(m->kubelet->agent.world, m->lease);
	map_release(&m->images);
	free(m->address);
	free(m->name);
	free(m);
}

/* --- images and addresses --- */

bool machine_has_image(const struct machine *m, const char *image)
{
	return map_has(&m->images, image);
}

void machine_add_image(struct machine *m, const char *image)
{
	map_set(&m->images, image, m);
}

char *machine_take_ip(struct machine *m)
{
	for (unsigned tries = 0; tries < 253; tries++) {
		unsigned last = m->next;

		m->next = m->next == 254 ? 2 : m->next + 1;
		if (m->used[last])
			continue;
		m->used[last] = 1;
		return xasprintf("10.244.%u.%u", m->index % 256, last);
	}
	m->overflow++;
	return xasprintf("10.%u.%u.%u", 64 + m->index % 128, m->overflow / 250 % 256, m->overflow % 250 + 2);
}

void machine_release_ip(struct machine *m, const char *ip)
{
	unsigned index, last;

	if (ip && sscanf(ip, "10.244.%u.%u", &index, &last) == 2 && last < 256)
		m->used[last] = 0;
}

/* --- the Node object --- */

static const struct {
	const char *key, *value;
} node_info[] = {
	{ "kernelVersion", "6.1.0-32-amd64" },
	{ "osImage", "Debian GNU/Linux 12 (bookworm)" },
	{ "containerRuntimeVersion", "containerd://2.1.3" },
	{ "kubeletVersion", "v1.36.2" },
	{ "kubeProxyVersion", "" },
	{ "operatingSystem", "linux" },
	{ "architecture", "amd64" },
}, capacity[] = {
	{ "cpu", "32" },
	{ "ephemeral-storage", "206291924Ki" },
	{ "hugepages-1Gi", "0" },
	{ "hugepages-2Mi", "0" },
	{ "memory", "131072Mi" },
	{ "pods", "110" },
}, labels[] = {
	{ "beta.kubernetes.io/arch", "amd64" },
	{ "beta.kubernetes.io/os", "linux" },
	{ "kubernetes.io/arch", "amd64" },
	{ "kubernetes.io/os", "linux" },
};

static const struct {
	const char *type, *status, *reason, *message;
} conditions[] = {
	{ "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available" },
	{ "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure" },
	{ "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available" },
	{ "Ready", "True", "KubeletReady", "kubelet is posting ready status" },
};

static json *node_conditions(const json *old, int64_t now_ms)
{
	_cleanup_(str_release) struct str now = STR_INIT;
	json *list = json_array();

	time_add(&now, now_ms / 1000);
	for (size_t i = 0; i < COUNT(conditions); i++) {
		const char *since = now.buf;

		for (json *c = json_first(old); c; c = json_next(c))
			if (streq0(json_get_str(c, "type"), conditions[i].type) &&
			    streq0(json_get_str(c, "status"), conditions[i].status))
				since = json_str_or(json_get(c, "lastTransitionTime"), now.buf);
		json_push(list, json_format("{'type':%q,'status':%q,'lastHeartbeatTime':%q,'lastTransitionTime':%q,"
					    "'reason':%q,'message':%q}", conditions[i].type, conditions[i].status,
					    now.buf, since, conditions[i].reason, conditions[i].message));
	}
	return list;
}

static json *node_facts(const struct machine *m)
{
	json *info = json_object();
	_cleanup_(freep) char *id = xasprintf("%08x%024x", m->index + 1, m->index + 1);

	for (size_t i = 0; i < COUNT(node_info); i++)
		json_set_str(info, node_info[i].key, node_info[i].value);
	json_set_str(info, "machineID", id);
	json_set_str(info, "systemUUID", id);
	json_set_str(info, "bootID", id);
	return info;
}

/* What the object says already stays: a world file may give a node its own size. */
static json *node_capacity(const json *old)
{
	json *all = json_type(old) == JSON_OBJECT ? json_copy(old) : json_object();

	for (size_t i = 0; i < COUNT(capacity); i++)
		if (!json_get(all, capacity[i].key))
			json_set_str(all, capacity[i].key, capacity[i].value);
	return all;
}

static void report_labels(struct machine *m, const struct object *node)
{
	json *patch = json_object();
	json *wanted = json_want(json_want(patch, "metadata"), "labels");

	for (size_t i = 0; i < COUNT(labels); i++)
		if (!object_label(node, labels[i].key))
			json_set_str(wanted, labels[i].key, labels[i].value);
	if (!object_label(node, "kubernetes.io/hostname"))
		json_set_str(wanted, "kubernetes.io/hostname", node->name);
	if (json_len(wanted) > 0)
		agent_patch(&m->kubelet->agent, node, NULL, patch, NULL);
	else
		json_free(patch);
}

static json *node_addresses(struct machine *m, const json *old)
{
	for (json *a = json_first(old); a; a = json_next(a)) {
		if (!streq0(json_get_str(a, "type"), "InternalIP") || !json_get_str(a, "address"))
			continue;
		free(m->address);
		m->address = xstrdup(json_get_str(a, "address"));
		return json_copy(old);
	}
	return json_format("[{'type':'InternalIP','address':%q},{'type':'Hostname','address':%q}]", m->address,
	                   m->name);
}

void machine_report(struct machine *m)
{
	struct agent *a = &m->kubelet->agent;
	const struct object *node = cache_get(a->cache, KIND(node), NULL, m->name);
	_cleanup_(json_freep) json *tree = NULL;
	json *old, *patch, *status;

	if (!node || m->down)
		return;
	report_labels(m, node);
	node = cache_get(a->cache, KIND(node), NULL, m->name);
	tree = object_tree(node);
	old = json_get(tree, "status");
	patch = json_object();
	status = json_want(patch, "status");
	json_set(status, "addresses", node_addresses(m, json_get(old, "addresses")));
	json_set(status, "capacity", node_capacity(json_get(old, "capacity")));
	json_set(
	    status, "allocatable",
	    node_capacity(json_get(old, "allocatable") ? json_get(old, "allocatable") : json_get(status, "capacity")));
	json_set(status, "conditions", node_conditions(json_get(old, "conditions"), world_now(a->world)));
	json_set(status, "daemonEndpoints", json_format("{'kubeletEndpoint':{'Port':10250}}"));
	json_set(status, "nodeInfo", node_facts(m));
	agent_patch(a, node, "status", patch, NULL);
}

/* --- leases --- */

static void lease_create(struct machine *m, const char *now)
{
	struct agent *a = &m->kubelet->agent;
	const struct object *node = cache_get(a->cache, KIND(node), NULL, m->name);

	if (node)
		agent_create(
		    a, KIND(lease), LEASE_NAMESPACE,
		    json_format("{'metadata':{'name':%q,'namespace':%q,'ownerReferences':[{'apiVersion':'v1','kind':"
		                "'Node','name':%q,'uid':%q}]},'spec':{'holderIdentity':%q,'leaseDurationSeconds':40,"
		                "'renewTime':%q}}",
		                m->name, LEASE_NAMESPACE, m->name, node->uid, m->name, now),
		    NULL);
}

void machine_renew_lease(void *machine)
{
	struct machine *m = machine;
	struct agent *a = &m->kubelet->agent;
	const struct object *lease = cache_get(a->cache, KIND(lease), LEASE_NAMESPACE, m->name);
	_cleanup_(str_release) struct str now = STR_INIT;

	world_cancel(a->world, take(m->lease));
	if (m->down)
		return;
	m->lease = world_after(a->world, LEASE_MS, WORLD_BACKGROUND, machine_renew_lease, m);
	time_add_micro(&now, world_now(a->world));
	if (lease)
		agent_patch(a, lease, NULL, json_format("{'spec':{'renewTime':%q}}", now.buf), NULL);
	else
		lease_create(m, now.buf);
}
