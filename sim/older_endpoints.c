/* See older_endpoints.h. */
#include "sim/older_endpoints.h"

#include "kube/kinds/service.h"
#include "sim/access/bootstrap.h"

#define ADDRESSES_MOST 1000	/* of one object; upstream cuts there */
#define TRIGGER_TIME "endpoints.kubernetes.io/last-change-trigger-time"

static json *address_of(const json *endpoint)
{
	json *one = json_format("{'ip':%q}", json_str_or(json_item(json_get(endpoint, "addresses"), 0), ""));
	static const char *const same[] = { "hostname", "nodeName", "targetRef" };

	for (size_t i = 0; i < COUNT(same); i++)
		if (json_get(endpoint, same[i]))
			json_set(one, same[i], json_copy(json_get(endpoint, same[i])));
	return one;
}

/* Ports with a number; a name that is empty is left out. */
static json *ports_of(const json *ports)
{
	json *list = json_array();

	for (const json *p = json_first(ports); p; p = json_next(p)) {
		json *one = json_object();

		if (!json_get(p, "port")) {
			json_free(one);
			continue;
		}
		if (!json_is_empty(json_get(p, "name")))
			json_set(one, "name", json_copy(json_get(p, "name")));
		json_set(one, "port", json_copy(json_get(p, "port")));
		json_set(one, "protocol", json_copy(json_get(p, "protocol")));
		json_push(list, one);
	}
	return list;
}

/* The subset with these ports, made where there is none yet. */
static json *subset_for(json *subsets, const json *slice)
{
	json *ports = ports_of(json_get(slice, "ports")), *one;

	for (json *s = json_first(subsets); s; s = json_next(s))
		if (json_equal(json_get(s, "ports"), ports)) {
			json_free(ports);
			return s;
		}
	one = json_push(subsets, json_object());
	json_set(one, "ports", ports);
	return one;
}

/* Pods that go are in the slices alone, unless the service wants even those that are not ready. */
static void add_endpoints(const struct object *service, const json *slice, json *subsets, size_t *left)
{
	bool all = service_of(service)->publish_not_ready;

	for (const json *e = json_first(json_get(slice, "endpoints")); e && *left > 0; e = json_next(e)) {
		const json *conditions = json_get(e, "conditions");
		bool ready = json_true(json_get(conditions, "ready"));

		if (json_true(json_get(conditions, "terminating")) && !all)
			continue;
		json_push(json_want_array(subset_for(subsets, slice), ready ? "addresses" : "notReadyAddresses"),
			  address_of(e));
		(*left)--;
	}
}

static json *labels_of(const struct object *service)
{
	json *labels = json_object();

	for (size_t i = 0; i < service->nlabels; i++)
		json_set_str(labels, service->labels[i].key, service->labels[i].value);
	json_set_str(labels, "endpoints.kubernetes.io/managed-by", "endpoint-controller");
	if (service_of(service)->headless)
		json_set_str(labels, "service.kubernetes.io/headless", "");
	return labels;
}

static json *subsets_of(const struct object *service, const json *slices)
{
	json *subsets = json_array();
	size_t left = ADDRESSES_MOST;

	for (const json *s = json_first(slices); s; s = json_next(s))
		add_endpoints(service, s, subsets, &left);
	for (json *s = json_first(subsets); s; s = json_next(s))
		if (json_len(json_get(s, "ports")) == 0)
			json_del(s, "ports");
	return subsets;
}

static bool same(const json *now, const json *subsets)
{
	return (json_len(now) == 0 && json_len(subsets) == 0) || json_equal(now, subsets);
}

void older_endpoints_write(struct agent *a, const struct object *service, const json *slices, const char *key)
{
	const struct object *there = cache_get(a->cache, KIND(endpoints), service->namespace, service->name);
	_cleanup_(json_freep) json *old = there ? object_tree(there) : NULL, *subsets = subsets_of(service, slices);
	_cleanup_(freep) char *now = NULL;
	char uid[37];
	json *tree;

	if (there && same(json_get(old, "subsets"), subsets))
		return;
	now = agent_stamp(a);
	tree = json_format("{'metadata':{'name':%q,'namespace':%q}}", service->name, service->namespace);
	json_set(json_get(tree, "metadata"), "labels", labels_of(service));
	if (json_len(subsets) > 0)
		json_set(json_get(tree, "metadata"), "annotations", json_format("{'" TRIGGER_TIME "':%q}", now));
	json_set(tree, "subsets", take(subsets));
	if (there) {
		agent_patch(a, there, NULL, tree, key);
		return;
	}
	bootstrap_uid("endpoints", service->namespace, service->name, storage_revision(world_storage(a->world)), uid);
	json_set_str(json_get(tree, "metadata"), "uid", uid);
	agent_create(a, KIND(endpoints), service->namespace, tree, key);
}

void older_endpoints_drop(struct agent *a, const struct object *service)
{
	const struct object *there = cache_get(a->cache, KIND(endpoints), service->namespace, service->name);

	if (there)
		agent_delete(a, there, NULL, NULL);
}
