/*
 * EndpointSlices of services with a selector: which addresses stand behind a name, and which of them are ready. Slices
 * hold 100 endpoints, in the order in which the pods came.
 */
#include "sim/controller.h"

#include "base/map.h"
#include "kube/kinds/service.h"
#include "kube/selector.h"
#include "sim/agent.h"
#include "sim/older_endpoints.h"
#include "sim/pods.h"

#define SLICE_MOST 100

struct front {				/* a service */
	const struct object *service;	/* a reference */
	json *selector;
	struct map members;		/* keys of the pods it selects, as marks */
};

struct endpoints {
	struct agent agent;
	struct map fronts;		/* "namespace/name" -> struct front */
};

/* --- who stands behind --- */

static bool selects(const struct front *f, const struct object *pod)
{
	if (!streq(f->service->namespace, pod->namespace))
		return false;
	for (const json *want = json_first(f->selector); want; want = json_next(want)) {
		const char *have = object_label(pod, json_key(want));

		if (!have || !streq0(have, json_str(want)))
			return false;
	}
	return true;
}

static void front_free(struct front *f)
{
	if (!f)
		return;
	object_unref(f->service);
	json_free(f->selector);
	map_release(&f->members);
	free(f);
}

static void front_join(struct endpoints *e, struct front *f, const struct object *pod)
{
	_cleanup_(str_release) struct str key = STR_INIT;

	if (!selects(f, pod))
		return;
	object_key(pod, &key);
	map_set(&f->members, key.buf, e);
}

static struct front *front_new(struct endpoints *e, const struct object *service)
{
	const char *selector = service_of(service)->selector;
	struct front *f = xcalloc(1, sizeof(*f));
	object_vec pods = VEC_INIT;

	f->service = object_ref(service);
	f->selector = json_parse(selector, strlen(selector), NULL);
	f->members = (struct map)MAP_INIT;
	cache_list(e->agent.cache, KIND(pod), service->namespace, NULL, &pods);
	vec_each(&pods, pod)
		front_join(e, f, *pod);
	vec_release(&pods);
	return f;
}

/* --- the slices --- */

static bool stands(const struct object *pod)
{
	return *pod_of(pod)->ip && !pod_is_over(pod);
}

static json *endpoint_of(const struct front *f, const struct object *pod)
{
	const struct pod *p = pod_of(pod);
	bool ready = service_of(f->service)->publish_not_ready || (p->ready && !pod->deleted);
	json *one = json_format("{'addresses':[%q],'conditions':{'ready':%b,'serving':%b,'terminating':%b}}", p->ip,
	                        ready, p->ready, pod->deleted != 0);

	if (*p->hostname && streq(p->subdomain, f->service->name))
		json_set_str(one, "hostname", p->hostname);
	json_set(one, "targetRef",
	         json_format("{'kind':'Pod','namespace':%q,'name':%q,'uid':%q}", pod->namespace, pod->name, pod->uid));
	json_set_str(one, "nodeName", p->node);
	return one;
}

static const json *named_port(const json *pod, const char *name)
{
	for (const json *c = json_first(json_at(pod, "spec.containers")); c; c = json_next(c))
		for (const json *p = json_first(json_get(c, "ports")); p; p = json_next(p))
			if (streq0(json_get_str(p, "name"), name))
				return json_get(p, "containerPort");
	return NULL;
}

/* A target port by name is looked up in one of the pods. */
static json *port_of(const json *port, const json *pod)
{
	const json *target = json_get(port, "targetPort");
	const json *number = json_is_empty(target) ? json_get(port, "port") : target;
	json *one = json_object();

	if (json_str(target))
		number = named_port(pod, json_str(target));
	json_set_str(one, "name", json_str_or(json_get(port, "name"), ""));
	json_set_str(one, "protocol", json_str_or(json_get(port, "protocol"), "TCP"));
	if (number)
		json_set(one, "port", json_copy(number));
	return one;
}

static json *ports_of(const struct front *f, const struct object *pod)
{
	_cleanup_(json_freep) json *service = object_tree(f->service);
	_cleanup_(json_freep) json *tree = object_tree(pod);
	json *list = json_array();

	for (const json *p = json_first(json_at(service, "spec.ports")); p; p = json_next(p))
		json_push(list, port_of(p, tree));
	return list;
}

/* The wanted content of all slices: an array of {endpoints, ports}; never empty. */
static json *wanted_slices(struct endpoints *e, struct front *f)
{
	json *slices = json_array(), *last = NULL;
	struct map_entry *m;

	for (size_t i = 0; (m = map_next(&f->members, &i));) {
		char namespace[256];
		const char *name = key_split(m->key, namespace, sizeof(namespace));
		const struct object *pod = cache_get(e->agent.cache, KIND(pod), namespace, name);

		if (!pod || !stands(pod))
			continue;
		if (!last || json_len(json_get(last, "endpoints")) == SLICE_MOST) {
			last = json_push(slices, json_format("{'endpoints':[]}"));
			json_set(last, "ports", ports_of(f, pod));
		}
		json_push(json_get(last, "endpoints"), endpoint_of(f, pod));
	}
	if (!last)
		json_push(slices, json_format("{'endpoints':null,'ports':null}"));
	return slices;
}

static json *slice_labels(const struct front *f)
{
	json *labels = json_object();

	for (size_t i = 0; i < f->service->nlabels; i++)
		json_set_str(labels, f->service->labels[i].key, f->service->labels[i].value);
	json_set_str(labels, "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
	json_set_str(labels, "kubernetes.io/service-name", f->service->name);
	if (service_of(f->service)->headless)
		json_set_str(labels, "service.kubernetes.io/headless", "");
	return labels;
}

static void stamp(struct endpoints *e, struct front *f, json *slice)
{
	_cleanup_(freep) char *now = agent_stamp(&e->agent);
	json *meta = json_want(slice, "metadata");

	json_set(meta, "labels", slice_labels(f));
	json_set(meta, "annotations", json_format("{'endpoints.kubernetes.io/last-change-trigger-time':%q}", now));
}

static void create_slice(struct endpoints *e, struct front *f, const json *content, const char *key)
{
	const struct object *service = f->service;
	_cleanup_(freep) char *generate = NULL;
	json *slice = json_copy(content);
	json *meta = json_want(slice, "metadata");

	generate = xasprintf("%s-", service->name);
	json_set_str(meta, "generateName", generate);
	json_set_str(meta, "namespace", service->namespace);
	json_set(meta, "ownerReferences",
		 json_format("[{'apiVersion':'v1','kind':'Service','name':%q,'uid':%q,'controller':true,"
			     "'blockOwnerDeletion':true}]", service->name, service->uid));
	json_set_str(slice, "addressType", "IPv4");
	stamp(e, f, slice);
	agent_create(&e->agent, KIND(endpointslice), service->namespace, slice, key);
}

static bool same(const json *a, const json *b)
{
	return (json_is_empty(a) && json_is_empty(b)) || json_equal(a, b);
}

static void update_slice(struct endpoints *e, struct front *f, const struct object *slice, const json *content,
                         const char *key)
{
	_cleanup_(json_freep) json *tree = object_tree(slice);
	json *patch;

	if (same(json_get(tree, "endpoints"), json_get(content, "endpoints")) &&
	    same(json_get(tree, "ports"), json_get(content, "ports")))
		return;
	patch = json_copy(content);
	stamp(e, f, patch);
	agent_patch(&e->agent, slice, NULL, patch, key);
}

static void write_slices(struct endpoints *e, struct front *f, const json *wanted, const char *key)
{
	object_vec slices = VEC_INIT;
	size_t at = 0;

	cache_list(e->agent.cache, KIND(endpointslice), f->service->namespace, f->service->uid, &slices);
	vec_each(&slices, slice)
		object_ref(*slice);
	for (const json *content = json_first(wanted); content; content = json_next(content), at++) {
		if (at < slices.len)
			update_slice(e, f, slices.items[at], content, key);
		else
			create_slice(e, f, content, key);
	}
	for (; at < slices.len; at++)
		agent_delete(&e->agent, slices.items[at], NULL, key);
	vec_each(&slices, slice)
		object_unref(*slice);
	vec_release(&slices);
}

static void work(void *arg, const char *key)
{
	struct endpoints *e = arg;
	struct front *f = map_get(&e->fronts, key);
	_cleanup_(json_freep) json *wanted = NULL;

	if (!f || f->service->deleted)
		return;
	wanted = wanted_slices(e, f);
	write_slices(e, f, wanted, key);
	older_endpoints_write(&e->agent, f->service, wanted, key);
}

/* --- what happens --- */

static void on_service(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                       bool unknown)
{
	struct endpoints *e = arg;
	_cleanup_(str_release) struct str key = STR_INIT;

	(void)unknown;
	object_key(now ? now : old, &key);
	front_free(map_del(&e->fronts, key.buf));
	if (event == CACHE_DELETED)
		older_endpoints_drop(&e->agent, old);
	if (event == CACHE_DELETED || !*service_of(now)->selector)
		return;
	map_set(&e->fronts, key.buf, front_new(e, now));
	queue_add(e->agent.queue, key.buf);
}

static bool changed(const struct object *old, const struct object *now)
{
	const struct pod *a, *b;

	if (!old || !now)
		return true;
	a = pod_of(old);
	b = pod_of(now);
	return a->ready != b->ready || !streq(a->ip, b->ip) || stands(old) != stands(now) ||
	       !old->deleted != !now->deleted;
}

static void on_pod(void *arg, enum cache_event event, const struct object *old, const struct object *now, bool unknown)
{
	struct endpoints *e = arg;
	const struct object *pod = now ? now : old;
	_cleanup_(str_release) struct str key = STR_INIT;
	struct map_entry *entry;

	(void)unknown;
	object_key(pod, &key);
	for (size_t i = 0; (entry = map_next(&e->fronts, &i));) {
		struct front *f = entry->value;
		bool was = map_has(&f->members, key.buf);
		bool is = event != CACHE_DELETED && selects(f, pod);

		if (is && !was)
			map_set(&f->members, key.buf, e);
		if (was && !is)
			map_del(&f->members, key.buf);
		if (is != was || (is && changed(old, now)))
			queue_add(e->agent.queue, entry->key);
	}
}

static void on_slice(void *arg, enum cache_event event, const struct object *old, const struct object *now,
                     bool unknown)
{
	struct endpoints *e = arg;
	const char *service = event == CACHE_DELETED ? object_label(old, "kubernetes.io/service-name") : NULL;
	_cleanup_(freep) char *key = service ? xasprintf("%s/%s", old->namespace, service) : NULL;

	(void)now;
	(void)unknown;
	if (key)
		queue_add(e->agent.queue, key);
}

static void *endpoints_start(struct world *w, struct port *port)
{
	struct endpoints *e = xcalloc(1, sizeof(*e));

	e->fronts = (struct map)MAP_INIT;
	agent_init(&e->agent, w, port, "endpoint-slice-controller");
	agent_work(&e->agent, work, e);
	agent_watch(&e->agent, KIND(service), on_service, e);
	agent_watch(&e->agent, KIND(pod), on_pod, e);
	agent_watch(&e->agent, KIND(endpointslice), on_slice, e);
	return e;
}

static void endpoints_stop(void *state)
{
	struct endpoints *e = state;
	struct map_entry *entry;

	for (size_t i = 0; (entry = map_next(&e->fronts, &i));)
		front_free(entry->value);
	map_release(&e->fronts);
	agent_release(&e->agent);
	free(e);
}

const struct controller endpoints_controller = {
	.name = "endpoints",
	.user = "endpointslice-controller",
	.help = "Keeps the EndpointSlices of services, and Endpoints: addresses, readiness, hostnames",
	.start = endpoints_start,
	.stop = endpoints_stop,
};
