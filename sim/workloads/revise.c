/* The new ReplicaSet of a Deployment: found and annotated, or made. */
#include "sim/workloads/rollout.h"

#define NAME_MOST 253

/* The revision of the Deployment is that of its new set. */
static bool note_revision(struct rollout *r, const char *revision, const char *reason, const char *how,
			  const char *name)
{
	json *status = json_want(r->tree, "status");
	bool write = annotation_set(tree_annotations(r->tree), REVISION, revision);
	_cleanup_(freep) char *text = NULL;

	if (reason && rollout_has_deadline(r)) {
		text = xasprintf("%s replica set \"%s\"", how, name);
		condition_set(status, condition_new("Progressing", "True", reason, text, true, crew_stamp(r->crew)));
		write = true;
	}
	return !write || rollout_put_status(r);
}

static bool revise_existing(struct rollout *r, struct replicas *s)
{
	_cleanup_(json_freep) json *tree = json_copy(s->tree);
	const json *delay = json_at(r->tree, "spec.minReadySeconds"), *own = json_at(tree, "spec.minReadySeconds");
	bool found = condition_get(json_get(r->tree, "status"), "Progressing") != NULL;
	bool same = json_int_or(delay, 0) == json_int_or(own, 0);

	if (replicas_annotate(r, tree_annotations(tree), rollout_next_revision(r)) || !same) {
		conditions_count(json_get(tree, "spec"), "minReadySeconds", json_int_or(delay, 0));
		return rollout_update_set(r, s, take(tree));
	}
	return note_revision(r, json_str_or(json_get(tree_annotations(tree), REVISION), ""),
			     found ? NULL : "FoundNewReplicaSet", "Found new", s->object->name);
}

static json *make_set(struct rollout *r, const char *name, const char *hash)
{
	const struct object *d = r->deployment;
	json *tree = json_format("{'kind':'ReplicaSet','apiVersion':'apps/v1','metadata':{'name':%q,'namespace':%q,"
				 "'ownerReferences':[{'apiVersion':'apps/v1','kind':'Deployment','name':%q,'uid':%q,"
				 "'controller':true,'blockOwnerDeletion':true}]},'spec':{}}", name, d->namespace,
				 d->name, d->uid);
	json *spec = json_get(tree, "spec"), *pod;

	json_set_int(spec, "replicas", rollout_new_size(r, 0));
	conditions_count(spec, "minReadySeconds", json_int_or(json_at(r->tree, "spec.minReadySeconds"), 0));
	json_set(spec, "selector", json_copy(json_at(r->tree, "spec.selector")));
	json_set_str(json_want(json_get(spec, "selector"), "matchLabels"), HASH_LABEL, hash);
	pod = json_set(spec, "template", json_copy(json_at(r->tree, "spec.template")));
	json_set_str(json_want(json_want(pod, "metadata"), "labels"), HASH_LABEL, hash);
	json_set(json_get(tree, "metadata"), "labels", json_copy(json_at(pod, "metadata.labels")));
	replicas_annotate(r, tree_annotations(tree), rollout_next_revision(r));
	replicas_note_sizes(r, tree_annotations(tree));
	return tree;
}

/* A set of that name is there. Ours with today's template will do; else the name must become another. */
static bool collide(struct rollout *r, const char *name)
{
	const struct object *there = cache_get(r->crew->agent.cache, KIND(replicaset), r->deployment->namespace, name);
	_cleanup_(json_freep) json *tree = there ? object_tree(there) : NULL;
	json *status = json_want(r->tree, "status");

	if (there && object_controller(there) && streq(object_controller(there)->uid, r->deployment->uid) &&
	    template_equal(json_at(tree, "spec.template"), json_at(r->tree, "spec.template"))) {
		rollout_add_set(r, there);
		return true;
	}
	json_set_int(status, "collisionCount", json_get_int(status, "collisionCount", 0) + 1);
	rollout_put_status(r);
	r->failed = true;
	return false;
}

static bool creation_refused(struct rollout *r, const char *name, const struct outcome *o)
{
	_cleanup_(freep) char *text = xasprintf("Failed to create new replica set \"%s\": %s", name, o->message);
	json *failure;

	r->failed = true;
	if (o->terminating)
		return false;
	if (rollout_has_deadline(r)) {
		failure = condition_new("Progressing", "False", "ReplicaSetCreateError", text, true,
					crew_stamp(r->crew));
		condition_set(json_want(r->tree, "status"), failure);
		rollout_put_status(r);
	}
	crew_tell(r->crew, r->deployment, true, "ReplicaSetCreateError", "%s", text);
	return false;
}

static bool create_set(struct rollout *r)
{
	char hash[16];
	_cleanup_(freep) char *name = NULL, *revision = xasprintf("%" PRId64, rollout_next_revision(r));
	struct outcome o = { 0 };
	bool ok;

	template_hash(json_at(r->tree, "spec.template"), json_at(r->tree, "status.collisionCount"), hash);
	name = xasprintf("%.*s-%s", NAME_MOST - 1 - (int)strlen(hash), r->deployment->name, hash);
	ok = crew_create(r->crew, KIND(replicaset), r->deployment->namespace, make_set(r, name, hash), &o);
	if (ok) {
		rollout_add_set(r, o.object);
		if (rollout_new_set(r) && rollout_new_set(r)->wanted > 0)
			crew_tell(r->crew, r->deployment, false, "ScalingReplicaSet",
				  "Scaled up replica set %s from 0 to %" PRId64, name, rollout_new_set(r)->wanted);
		ok = note_revision(r, revision, "NewReplicaSetCreated", "Created new", name);
	} else if (o.code == 409) {
		ok = collide(r, name) && note_revision(r, revision, NULL, NULL, NULL);
	} else {
		ok = creation_refused(r, name, &o);
	}
	outcome_release(&o);
	return ok;
}

bool rollout_revise(struct rollout *r, bool create)
{
	struct replicas *s = rollout_new_set(r);

	if (s)
		return revise_existing(r, s);
	return !create || create_set(r);
}
