/* The revisions of a DaemonSet: one a template, numbered, as many as the history limit keeps. */
#include "sim/workloads/daemons.h"

#include <stdio.h>

#include "kube/kinds/controllerrevision.h"
#include "reconciler/revision.h"
#include "sim/workloads/rollout.h"

#define HASH "controller-revision-hash"

static void list_revisions(struct daemons *d, object_vec *ret)
{
	cache_list(d->crew->agent.cache, KIND(controllerrevision), d->set->namespace, d->set->uid, ret);
	vec_each(ret, r)
		object_ref(*r);
}

static void put_number(struct daemons *d, const struct object *revision, int64_t number)
{
	json *tree = object_tree(revision);

	json_set_int(tree, "revision", number);
	d->failed = !crew_put(d->crew, revision, NULL, tree, NULL) || d->failed;
}

/* A revision of that name holds another template: the next name is made otherwise. */
static void collide(struct daemons *d)
{
	json *status = json_want(d->tree, "status");

	json_set_int(status, "collisionCount", json_get_int(status, "collisionCount", 0) + 1);
	crew_put(d->crew, d->set, "status", json_copy(d->tree), NULL);
	d->failed = true;
}

static bool create(struct daemons *d, const char *data, int64_t number)
{
	const json *pod_template = json_at(d->tree, "spec.template");
	_cleanup_(str_release) struct str body = STR_INIT;
	_cleanup_(freep) char *name = NULL;
	struct outcome o = { 0 };
	bool ok;
	json *tree;

	template_hash(pod_template, json_at(d->tree, "status.collisionCount"), d->hash);
	name = xasprintf("%s-%s", d->set->name, d->hash);
	revision_body(d->set, pod_template, data, name, number, d->hash, &body);
	tree = json_parse(body.buf, body.len, NULL);
	json_set_str(json_want(json_get(tree, "metadata"), "labels"), HASH, d->hash);
	for (json *owner = json_first(json_at(tree, "metadata.ownerReferences")); owner; owner = json_next(owner))
		json_set_str(owner, "kind", "DaemonSet");
	ok = crew_create(d->crew, KIND(controllerrevision), d->set->namespace, tree, &o);
	if (o.code == 409)
		collide(d);
	d->failed = d->failed || !ok;
	outcome_release(&o);
	return ok;
}

bool daemons_revise(struct daemons *d)
{
	_cleanup_(str_release) struct str data = STR_INIT;
	const struct object *current = NULL;
	object_vec all = VEC_INIT;
	int64_t most = 0;
	bool ok = true;

	revision_data(json_at(d->tree, "spec.template"), &data);
	list_revisions(d, &all);
	vec_each(&all, r) {
		const struct controllerrevision *facts = controllerrevision_of(*r);

		if (streq(facts->data, data.buf))
			current = *r;
		else
			most = MAX(most, facts->revision);
	}
	if (!current)
		ok = create(d, data.buf, most + 1);
	else if (controllerrevision_of(current)->revision <= most)
		put_number(d, current, most + 1);
	if (current)
		snprintf(d->hash, sizeof(d->hash), "%s",
			 object_label(current, HASH) ? object_label(current, HASH) : "");
	objects_release(&all);
	return ok;
}

static bool is_live(const struct daemons *d, const char *hash)
{
	if (streq0(hash, d->hash))
		return true;
	vec_each(&d->pods, p)
		if (hash && streq0(object_label(*p, HASH), hash))
			return true;
	return false;
}

static int by_number(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;
	int64_t p = controllerrevision_of(*x)->revision, q = controllerrevision_of(*y)->revision;

	return (p > q) - (p < q);
}

void daemons_clean_history(struct daemons *d)
{
	int64_t keep = json_int_or(json_at(d->tree, "spec.revisionHistoryLimit"), 10);
	object_vec all = VEC_INIT;
	int64_t kill;

	list_revisions(d, &all);
	kill = (int64_t)all.len - 1 - keep;
	if (all.len > 0)
		qsort(all.items, all.len, sizeof(const struct object *), by_number);
	for (size_t i = 0; i < all.len && kill > 0; i++)
		if (!is_live(d, object_label(all.items[i], HASH))) {
			crew_delete(d->crew, all.items[i], NULL, NULL);
			kill--;
		}
	objects_release(&all);
}
