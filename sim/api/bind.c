/* POST pods/X/binding: a scheduler gives a pod its node (reference 3.10). */
#include "kube/kinds/pod.h"
#include "sim/validate/causes.h"
#include "sim/api/inside.h"

static int conflict(struct call *c, const char *name, const char *why)
{
	status_set(&c->status, 409, "Conflict", "Operation cannot be fulfilled on pods/binding \"%s\": %s", name, why);
	status_details(&c->status, "pods/binding", NULL, name);
	return -409;
}

static int check_target(struct call *c, const json *binding)
{
	const json *target = json_get(binding, "target");
	const char *kind = json_str_or(json_get(target, "kind"), "");

	if (*kind && !streq(kind, "Node"))
		return status_set(&c->status, 500, NULL, "invalid: target.kind: must be empty or 'Node'");
	if (json_is_empty(json_get(target, "name"))) {
		struct causes causes = { &c->status };

		cause_required(&causes, "target.name", NULL);
		status_invalid(&c->status, KIND(pod), c->req->name);
		return -422;
	}
	return 0;
}

static int check_pod(struct call *c, const struct object *o, const json *tree)
{
	_cleanup_(freep) char *why = NULL;

	if (o->deleted)
		why = xasprintf("pod %s is being deleted, cannot be assigned to a host", o->name);
	else if (*pod_of(o)->node)
		why = xasprintf("pod %s is already assigned to node \"%s\"", o->name, pod_of(o)->node);
	else if (!json_is_empty(json_at(tree, "spec.schedulingGates")))
		why = xasprintf("pod %s has non-empty .spec.schedulingGates", o->name);
	return why ? conflict(c, o->name, why) : 0;
}

static void merge_texts(json *to, const json *from, const char *key)
{
	const json *members = json_get(from, key);

	for (const json *m = json_first(members); m; m = json_next(m))
		json_set(json_want(to, key), json_key(m), json_copy(m));
}

static int bind(struct call *c, const json *binding)
{
	const struct object *o = NULL;
	_cleanup_(json_freep) json *tree = NULL;
	const char *uid = json_get_str(json_get(binding, "metadata"), "uid");
	int r = call_object(c, &o);

	if (r < 0)
		return r;
	if (uid && *uid && !streq(uid, o->uid))
		return conflict(c, o->name, "Precondition failed: UID in precondition does not match");
	tree = object_tree(o);
	r = check_pod(c, o, tree);
	if (r < 0)
		return r;
	json_set_str(json_want(tree, "spec"), "nodeName", json_str_or(json_at(binding, "target.name"), ""));
	merge_texts(json_get(tree, "metadata"), json_get(binding, "metadata"), "annotations");
	merge_texts(json_get(tree, "metadata"), json_get(binding, "metadata"), "labels");
	json_del(json_get(tree, "status"), "nominatedNodeName");
	inside_condition(c, tree, "PodScheduled", "True", NULL, NULL);
	return inside_store(c, o, take(tree), NULL);
}

static int check_and_bind(struct call *c, const json *binding)
{
	int r = check_target(c, binding);

	if (r == 0)
		r = bind(c, binding);
	if (r == 0)
		respond_created(c);
	return r;
}

static int read_binding(struct call *c, json **ret)
{
	int r = call_write_options(c);

	return r < 0 ? r : call_decode(c, "core.Binding", NULL, ret);
}

int api_bind(struct call *c)
{
	_cleanup_(json_freep) json *binding = NULL;
	int r = read_binding(c, &binding);

	if (r < 0)
		return r;
	if (!streq(json_str_or(json_at(binding, "metadata.name"), ""), c->req->name))
		return call_bad_request(c, "name in URL does not match name in Binding object");
	return check_and_bind(c, binding);
}

int api_bind_any(struct call *c)
{
	_cleanup_(json_freep) json *binding = NULL;
	int r = call_negotiate(c, 0);

	if (r == 0)
		r = read_binding(c, &binding);
	if (r < 0)
		return r;
	c->kind = KIND(pod);
	c->resource = resource_of(c->kind);
	c->req->name = json_str_or(json_at(binding, "metadata.name"), "");
	r = check_and_bind(c, binding);
	c->req->name = NULL;
	return r;
}
