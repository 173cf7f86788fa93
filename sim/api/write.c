/*
 * What create, update, patch and delete share: a draft (the new state beside the old one) is validated, given its
 * version and stored. An update that changes nothing stores nothing, and one that takes the last finalizer of a deleted
 * object removes it.
 */
#include "sim/api/call.h"

#include "kube/typed.h"
#include "base/limits.h"
#include "sim/api/canonical.h"
#include "sim/api/form.h"
#include "sim/api/manage.h"
#include "sim/api/patching.h"
#include "sim/validate/causes.h"
#include "sim/api/metadata.h"

#include <stdio.h>

void draft_release(struct draft *d)
{
	json_free(d->tree);
	json_free(d->old_tree);
	*d = (struct draft){ 0 };
}

static int refused(struct call *c, struct draft *d)
{
	const char *name = json_str_or(json_at(d->tree, "metadata.name"), "");

	return c->status.causes.len > 0 ? status_invalid(&c->status, c->kind, name) : 0;
}

static int validate_status(struct call *c, struct draft *d)
{
	struct causes causes = { &c->status };

	if (c->resource->validate_status)
		c->resource->validate_status(d->tree, d->old_tree, &causes);
	return refused(c, d);
}

int draft_admit(struct call *c, struct draft *d)
{
	struct resource_context x = call_context(c);

	return c->resource->admit ? c->resource->admit(&x, d->tree, d->old_tree, &c->status) : 0;
}

int draft_validate(struct call *c, struct draft *d, bool status_only)
{
	struct resource_context x = call_context(c);
	const struct resource *r = c->resource;
	struct causes causes = { &c->status };
	int error;

	if (status_only)
		return validate_status(c, d);
	metadata_validate(r, d->tree, d->old_tree, &causes);
	if (d->old_tree)
		metadata_validate_update(d->tree, d->old_tree, &causes);
	if (r->validate)
		r->validate(d->tree, &causes);
	if (!d->old_tree && r->validate_create)
		r->validate_create(d->tree, &causes);
	if (d->old_tree && r->validate_update)
		r->validate_update(d->tree, d->old_tree, &causes);
	error = refused(c, d);
	if (error == 0 && r->warn)
		r->warn(d->tree, x.warnings);
	return error;
}

static void set_version(json *tree, uint64_t rv)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, rv);
	json_set_str(json_want(tree, "metadata"), "resourceVersion", text);
}

static int make_object(struct call *c, json *tree, struct object **ret)
{
	struct err err = ERR_INIT;
	struct object *o;

	canonical_order(tree);
	o = form_new(resource_of(c->kind), tree, &err);
	if (!o)
		return call_bad_request(c, "%s in version \"%s\" cannot be handled as a %s: %s", c->kind->name,
		                        c->kind->version, c->kind->name, err.text);
	if (o->len > LIMIT_OBJECT_BYTES && !c->dry_run) {
		object_unref(o);
		return status_set(&c->status, 500, NULL, "etcdserver: request is too large");
	}
	*ret = o;
	return 0;
}

/* An object that only managedFields make too large is stored without them, but for an apply, which needs them. */
static int make_stored(struct call *c, json *tree, struct object **ret)
{
	json *metadata = json_get(tree, "metadata");
	int r = make_object(c, tree, ret);

	if (r != -500 || patch_is_apply(c) || !json_get(metadata, "managedFields"))
		return r;
	json_del(metadata, "managedFields");
	status_release(&c->status);
	return make_object(c, tree, ret);
}

int draft_store(struct call *c, struct draft *d, const struct object **ret)
{
	struct object *o = NULL;
	int r;

	if (d->old && (json_equal(d->tree, d->old_tree) || manage_only_times(d->tree, d->old_tree))) {
		*ret = object_ref(d->old);
		return 0;
	}
	if (!c->dry_run)
		set_version(d->tree, storage_next(c->storage));
	r = make_stored(c, d->tree, &o);
	if (r < 0)
		return r;
	if (!d->old && !c->dry_run && storage_full(c->storage, o)) {
		object_unref(o);
		return status_set(&c->status, 500, NULL, "etcdserver: mvcc: database space exceeded");
	}
	*ret = object_ref(o);
	if (c->dry_run)
		object_unref(o);
	else
		storage_put(c->storage, o, d->old);
	return 0;
}

const struct object *write_remove(struct call *c, const struct object *old, json *last)
{
	struct object *o = NULL;

	set_version(last, storage_next(c->storage));
	canonical_order(last);
	o = object_new(c->kind, last, OBJECT_BYTES, NULL);
	assert(o);
	object_ref(o);
	storage_remove(c->storage, old, o);
	return o;
}

/* True if nothing keeps a deleted object: no finalizer of its own, none of a namespace, no grace left to a pod. */
static bool gone(const struct draft *d)
{
	const json *m = json_get(d->tree, "metadata");

	return d->old && json_get(m, "deletionTimestamp") && json_get_int(m, "deletionGracePeriodSeconds", 0) == 0 &&
		json_is_empty(json_get(m, "finalizers")) &&
		(d->old->kind != KIND(namespace) || json_is_empty(json_at(d->tree, "spec.finalizers")));
}

int draft_finish(struct call *c, struct draft *d, const struct object **ret)
{
	struct object *o = NULL;
	int r;

	if (!gone(d))
		return draft_store(c, d, ret);
	r = make_object(c, d->tree, &o);
	if (r < 0)
		return r;
	*ret = o;
	if (!c->dry_run)
		object_unref(write_remove(c, d->old, d->old_tree));
	return 0;
}
