/* What a history calls the settled state, read from our storage. */
#include "kube/kinds/pod.h"
#include "sim/storage.h"
#include "tests/tools/replay/trace.h"

static json *owners(const json *tree)
{
	json *list = json_array();

	for (json *o = json_first(json_at(tree, "metadata.ownerReferences")); o; o = json_next(o)) {
		_cleanup_(freep) char *text = xasprintf("%s/%s", json_get_str(o, "kind"), json_get_str(o, "name"));

		json_push(list, json_string(text));
	}
	return list;
}

static json *copy_at(const json *tree, const char *path)
{
	const json *found = json_at(tree, path);

	return found ? json_copy(found) : json_null();
}

static json *set_facts(const struct object *o UNUSED, const json *tree)
{
	json *facts = json_object();

	json_set(facts, "generation", copy_at(tree, "metadata.generation"));
	json_set(facts, "replicas", copy_at(tree, "spec.replicas"));
	json_set(facts, "status", copy_at(tree, "status"));
	return facts;
}

static json *pod_facts(const struct object *o, const json *tree)
{
	const char *revision = object_label(o, "controller-revision-hash");
	json *facts = json_format("{'revision':%q,'phase':%q,'ready':%b,'image':%q,'scheduled':%b}", revision, pod_of(o)->phase,
				  pod_of(o)->ready, pod_of(o)->image, *pod_of(o)->node != '\0');

	json_set(facts, "owners", owners(tree));
	return facts;
}

static json *claim_facts(const struct object *o UNUSED, const json *tree)
{
	json *facts = json_object();

	json_set(facts, "phase", copy_at(tree, "status.phase"));
	json_set(facts, "owners", owners(tree));
	return facts;
}

static json *revision_facts(const struct object *o UNUSED, const json *tree)
{
	json *facts = json_object();

	json_set(facts, "revision", copy_at(tree, "revision"));
	json_set(facts, "owners", owners(tree));
	return facts;
}

static json *budget_facts(const struct object *o UNUSED, const json *tree)
{
	static const char *const members[] = { "observedGeneration", "disruptionsAllowed", "currentHealthy", "desiredHealthy",
					       "expectedPods" };
	json *facts = json_object();

	for (size_t i = 0; i < COUNT(members); i++) {
		const json *found = json_get(json_get(tree, "status"), members[i]);

		json_set(facts, members[i], found ? json_copy(found) : json_null());
	}
	return facts;
}

static void add_kind(struct trace *t, json *all, const char *name, const struct kind *k,
		     json *(*read)(const struct object *o, const json *tree))
{
	struct storage *s = world_storage(t->world);

	for (size_t i = 0; i < storage_count(s, k); i++) {
		const struct object *o = storage_at(s, k, i);
		_cleanup_(json_freep) json *tree = object_tree(o);
		json *facts;

		if (!streq(o->namespace, t->namespace))
			continue;
		facts = json_set(json_want(all, name), o->name, read(o, tree));
		if (o->deleted)
			json_set(facts, "terminating", json_bool(true));
		if (json_at(tree, "metadata.finalizers") && k != KIND(persistentvolumeclaim))
			json_set(facts, "finalizers", copy_at(tree, "metadata.finalizers"));
	}
}

/* --- what the other controllers made of it --- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "web-0 ready serving" for each address, sorted. */
static json *slice_facts(const json *tree)
{
	VEC(char *) lines = VEC_INIT;
	json *list = json_array();

	for (json *e = json_first(json_get(tree, "endpoints")); e; e = json_next(e)) {
		const json *conditions = json_get(e, "conditions");

		vec_push(&lines, xasprintf("%s %s%s%s", json_get_str(json_get(e, "targetRef"), "name"),
					   json_true(json_get(conditions, "ready")) ? "ready" : "notready",
					   json_true(json_get(conditions, "serving")) ? " serving" : "",
					   json_true(json_get(conditions, "terminating")) ? " terminating" : ""));
	}
	if (lines.len)
		qsort(lines.items, lines.len, sizeof(*lines.items), by_text);
	vec_each(&lines, line) {
		json_push(list, json_string(*line));
		free(*line);
	}
	vec_release(&lines);
	return list;
}

/* A slice is named after its service and by chance. */
static void add_endpoints(struct trace *t, json *all)
{
	struct storage *s = world_storage(t->world);

	for (size_t i = 0; i < storage_count(s, KIND(endpointslice)); i++) {
		const struct object *o = storage_at(s, KIND(endpointslice), i);
		_cleanup_(json_freep) json *tree = object_tree(o);
		const char *service = object_label(o, "kubernetes.io/service-name");

		if (streq(o->namespace, t->namespace) && service)
			json_set(json_want(all, "endpoints"), service, slice_facts(tree));
	}
}

/* A volume is known by the claim that it is for. */
static void add_volumes(struct trace *t, json *all)
{
	struct storage *s = world_storage(t->world);

	for (size_t i = 0; i < storage_count(s, KIND(persistentvolume)); i++) {
		_cleanup_(json_freep) json *tree = object_tree(storage_at(s, KIND(persistentvolume), i));
		const char *claim = json_str_or(json_at(tree, "spec.claimRef.name"), "None");
		_cleanup_(freep) char *key = xasprintf("of %s", claim);

		json_set(json_want(all, "volumes"), key, json_format("{'phase':%j,'claim':%q}",
								     json_at(tree, "status.phase"), claim));
	}
}

static json *node_facts(const json *tree)
{
	json *facts = json_format("{'unschedulable':%b,'ready':[],'taints':[]}", json_true(json_at(tree, "spec.unschedulable")));
	VEC(char *) taints = VEC_INIT;

	for (json *c = json_first(json_at(tree, "status.conditions")); c; c = json_next(c)) {
		if (streq0(json_get_str(c, "type"), "Ready"))
			json_push(json_get(facts, "ready"), json_copy(json_get(c, "status")));
	}
	for (json *i = json_first(json_at(tree, "spec.taints")); i; i = json_next(i))
		vec_push(&taints, xasprintf("%s:%s", json_get_str(i, "key"), json_get_str(i, "effect")));
	if (taints.len)
		qsort(taints.items, taints.len, sizeof(*taints.items), by_text);
	vec_each(&taints, text) {
		json_push(json_get(facts, "taints"), json_string(*text));
		free(*text);
	}
	vec_release(&taints);
	return facts;
}

/* Under the recording's names, as far as it is known which of ours they are. */
static void add_nodes(struct trace *t, json *all)
{
	struct map_entry *e;

	for (size_t i = 0; (e = map_next(&t->nodes, &i));) {
		const struct object *node = storage_get(world_storage(t->world), KIND(node), "", e->value);
		_cleanup_(json_freep) json *tree = node ? object_tree(node) : NULL;

		if (node)
			json_set(json_want(all, "nodes"), e->key, node_facts(tree));
	}
}

json *trace_settled(struct trace *t)
{
	json *all = json_object();

	add_kind(t, all, "statefulsets", KIND(statefulset), set_facts);
	add_kind(t, all, "deployments", KIND(deployment), trace_replicas_facts);
	add_kind(t, all, "replicasets", KIND(replicaset), trace_replicas_facts);
	add_kind(t, all, "pods", KIND(pod), pod_facts);
	add_kind(t, all, "claims", KIND(persistentvolumeclaim), claim_facts);
	add_kind(t, all, "revisions", KIND(controllerrevision), revision_facts);
	add_kind(t, all, "budgets", KIND(poddisruptionbudget), budget_facts);
	add_endpoints(t, all);
	add_volumes(t, all);
	add_nodes(t, all);
	return all;
}
