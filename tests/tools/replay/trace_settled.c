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

json *trace_settled(struct trace *t)
{
	json *all = json_object();

	add_kind(t, all, "statefulsets", KIND(statefulset), set_facts);
	add_kind(t, all, "pods", KIND(pod), pod_facts);
	add_kind(t, all, "claims", KIND(persistentvolumeclaim), claim_facts);
	add_kind(t, all, "revisions", KIND(controllerrevision), revision_facts);
	add_kind(t, all, "budgets", KIND(poddisruptionbudget), budget_facts);
	return all;
}
