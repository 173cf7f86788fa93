/* Deployments in a history: what kubectl does about them, and what is compared of them. */
#include "kube/kinds/pod.h"
#include "tests/tools/replay/trace.h"

#define REVISION "deployment.kubernetes.io/revision"
#define HASH "pod-template-hash"

static int64_t revision_of(const struct object *o)
{
	const char *text = object_annotation(o, REVISION);

	return text ? strtoll(text, NULL, 10) : 0;
}

/* kubectl patches the template back to that of the revision before the newest. */
json *trace_undo_template(struct trace *t, const struct object *deployment)
{
	const struct object *newest = NULL, *before = NULL;
	object_vec sets = VEC_INIT;
	_cleanup_(json_freep) json *tree = NULL;
	json *pod_template;

	cache_list(world_cache(t->world), KIND(replicaset), t->namespace, deployment->uid, &sets);
	vec_each(&sets, s)
		if (!newest || revision_of(*s) > revision_of(newest))
			newest = *s;
	vec_each(&sets, s)
		if (*s != newest && (!before || revision_of(*s) > revision_of(before)))
			before = *s;
	vec_release(&sets);
	if (!before)
		return NULL;
	tree = object_tree(before);
	pod_template = json_copy(json_at(tree, "spec.template"));
	json_del(json_at(pod_template, "metadata.labels"), HASH);
	return pod_template;
}

bool trace_deployment_complete(const struct object *o)
{
	_cleanup_(json_freep) json *tree = object_tree(o);
	const json *status = json_get(tree, "status");
	int64_t wanted = json_int_or(json_at(tree, "spec.replicas"), 1);

	return json_get_int(status, "observedGeneration", 0) >= o->generation &&
	       json_get_int(status, "updatedReplicas", 0) == wanted && json_get_int(status, "replicas", 0) == wanted &&
	       json_get_int(status, "availableReplicas", 0) == wanted;
}

/* Replicas and status, without the conditions' times. */
json *trace_replicas_facts(const struct object *o UNUSED, const json *tree)
{
	json *facts = json_object(), *status = json_copy(json_get(tree, "status"));

	json_set(facts, "replicas", json_copy(json_at(tree, "spec.replicas")));
	json_del(status, "conditions");
	json_set(facts, "status", status);
	return facts;
}

/* The pod's lines among the endpoints begin with its name. */
static void rename_endpoints(json *endpoints, const char *from, const char *to)
{
	for (json *list = json_first(endpoints); list; list = json_next(list))
		for (json *e = json_first(list); e; e = json_next(e)) {
			const char *text = json_str_or(e, "");
			_cleanup_(freep) char *renamed = NULL;

			if (!starts_with(text, from) || text[strlen(from)] != ' ')
				continue;
			renamed = xasprintf("%s%s", to, text + strlen(from));
			json_replace(list, e, json_string(renamed));
			break;
		}
}

/* Pods of ReplicaSets have names by chance: they are told apart by their set and their place among its pods. */
void trace_bind_pods(json *settled)
{
	json *pods = json_get(settled, "pods");
	size_t left = json_len(pods);

	for (json *p = json_first(pods), *next; left-- > 0; p = next) {
		const char *owner = json_str_or(json_at(p, "owners.0"), "");
		_cleanup_(freep) char *name = NULL;
		size_t place = 0;

		next = json_next(p);
		if (!starts_with(owner, "ReplicaSet/"))
			continue;
		do {
			free(name);
			name = xasprintf("%s #%zu", owner + strlen("ReplicaSet/"), place++);
		} while (json_get(pods, name));
		rename_endpoints(json_get(settled, "endpoints"), json_key(p), name);
		json_set(pods, name, json_detach(pods, p));
	}
}
