/* PUT of an object and of its status. */
#include "sim/api/update.h"

#include "kube/typed.h"
#include "sim/access/escalation.h"
#include "sim/admission/limits.h"
#include "sim/admission/quota.h"
#include "sim/validate/causes.h"
#include "sim/api/create.h"
#include "sim/api/manage.h"
#include "sim/api/form.h"
#include "sim/api/metadata.h"

/* Where upstream keeps a kind: the folder of its keys, which shows in some errors. */
static const char *registry_folder(const struct kind *k)
{
	return k == KIND(service) ? "services/specs" : k == KIND(node) ? "minions" : k->plural;
}

static int uid_conflict(struct call *c, const struct object *old, const char *uid)
{
	_cleanup_(freep) char *why = NULL;
	const char *slash = *old->namespace ? "/" : "";

	why = xasprintf("StorageError: invalid object, Code: 4, Key: %s/%s/%s%s%s, ResourceVersion: 0, "
	                "AdditionalErrorMsg: Precondition "
	                "failed: UID in precondition: %s, UID in object meta: %s",
	                c->dry_run ? "" : "/registry", registry_folder(c->kind), old->namespace, slash, old->name, uid,
	                old->uid);
	return status_conflict(&c->status, c->kind, old->name, why);
}

/* This one refusal names the resource where others name the kind. */
static int named_by_resource(struct call *c, const char *name)
{
	char resource[128];

	kind_resource(c->kind, resource, sizeof(resource));
	free(c->status.message);
	c->status.message = xasprintf("%s \"%s\" is invalid: metadata.resourceVersion: %s", resource, name,
		c->status.causes.items[0].message);
	status_details(&c->status, c->kind->plural, c->kind->group, name);
	return -422;
}

static int version_required(struct call *c, const struct object *old)
{
	_cleanup_(json_freep) json *zero = json_number(0);
	struct causes causes = { &c->status };

	cause_invalid(&causes, "metadata.resourceVersion", zero, "must be specified for an update");
	status_invalid(&c->status, c->kind, old->name);
	return named_by_resource(c, old->name);
}

static int check_identity(struct call *c, const json *tree, const struct object *old)
{
	const char *uid = json_str_or(json_at(tree, "metadata.uid"), "");
	const char *version = json_str_or(json_at(tree, "metadata.resourceVersion"), "");

	if (*uid && !streq(uid, old->uid) && c->req->verb == VERB_UPDATE)
		return uid_conflict(c, old, uid);
	if ((!*version || streq(version, "0")) && (c->resource->flags & RESOURCE_NEEDS_VERSION) &&
	    c->req->verb == VERB_UPDATE)
		return version_required(c, old);
	if (version[strspn(version, "0123456789")])
		return status_set(&c->status, 500, NULL, "strconv.ParseUint: parsing \"%s\": invalid syntax", version);
	if (*version && !streq(version, "0") && !streq(version, old->version))
		return status_conflict(&c->status, c->kind, old->name,
			"the object has been modified; please apply your changes to the latest version and try again");
	return 0;
}

/* Takes over one member of the old state, or its absence. */
static void keep_member(json *tree, const json *old, const char *key)
{
	const json *value = json_get(old, key);

	if (value)
		json_set(tree, key, json_copy(value));
	else
		json_del(tree, key);
}

/* All but metadata and status is the old state's. */
static void keep_all_but_status(json *tree, const json *old)
{
	for (json *m = json_first(tree); m;) {
		json *next = json_next(m);

		if (!streq(json_key(m), "metadata") && !streq(json_key(m), "status"))
			json_drop(tree, m);
		m = next;
	}
	for (const json *m = json_first(old); m; m = json_next(m))
		if (!streq(json_key(m), "metadata") && !streq(json_key(m), "status"))
			json_set(tree, json_key(m), json_copy(m));
}

static void prepare(struct call *c, struct draft *d, enum update_part part)
{
	struct resource_context x = call_context(c);
	const struct resource *r = c->resource;

	if (r->convert)
		r->convert(d->tree);
	if (part == UPDATE_STATUS) {
		manage_update(c, d->tree, d->old_tree);
		if (c->req->verb == VERB_UPDATE || !c->req->trusted)
			keep_all_but_status(d->tree, d->old_tree);
		if (r->prepare_status)
			r->prepare_status(&x, d->tree, d->old_tree);
		return;
	}
	if (r->flags & RESOURCE_STATUS)
		keep_member(d->tree, d->old_tree, "status");
	if (r->defaults)
		r->defaults(d->tree);
	manage_update(c, d->tree, d->old_tree);
	if (r->prepare_update)
		r->prepare_update(&x, d->tree, d->old_tree);
}

int update_draft(struct call *c, struct draft *d, enum update_part part, const struct object **ret)
{
	_cleanup_(quota_release) quota_charges charges = VEC_INIT;
	int r = check_identity(c, d->tree, d->old);

	if (r == 0)
		r = escalation_check(c, d->tree, d->old_tree);
	if (r < 0)
		return r;
	prepare(c, d, part);
	r = part == UPDATE_MAIN ? draft_admit(c, d) : 0;
	if (r < 0)
		return r;
	metadata_update(c, d->tree, d->old_tree);
	json_set_str(json_get(d->tree, "metadata"), "resourceVersion", d->old->version);
	r = draft_validate(c, d, part == UPDATE_STATUS);
	if (r == 0 && part == UPDATE_MAIN)
		r = limits_check(c, d->tree, d->old_tree);
	if (r == 0 && part == UPDATE_MAIN)
		r = quota_check(c, d->tree, d->old_tree, &charges);
	if (r < 0)
		return r;
	typed_complete(d->tree, schema_message(c->kind->schema));
	quota_charge(c, &charges);
	return draft_finish(c, d, ret);
}

int update_check_names(struct call *c, const json *tree)
{
	const char *name = json_str_or(json_at(tree, "metadata.name"), "");
	const char *namespace = json_str_or(json_at(tree, "metadata.namespace"), "");

	if (!*name)
		return call_bad_request(
		    c, "the name of the object (%s based on URL) was undeterminable: name must be provided",
		    c->req->name);
	if (!streq(name, c->req->name))
		return call_bad_request(c, "the name of the object (%s) does not match the name on the URL (%s)", name,
		                        c->req->name);
	if (c->kind->namespaced && *namespace && !streq(namespace, c->req->namespace))
		return call_bad_request(c,
		                        "the namespace of the object (%s) does not match the namespace on the URL (%s)",
		                        namespace, c->req->namespace);
	return 0;
}

int update_check_namespace(struct call *c, json *tree)
{
	const char *namespace = json_str_or(json_at(tree, "metadata.namespace"), "");

	if (!c->kind->namespaced)
		return 0;
	if (*namespace && !streq(namespace, c->req->namespace))
		return call_bad_request(
		    c, "the namespace of the provided object does not match the namespace sent on the request");
	json_set_str(json_want(tree, "metadata"), "namespace", c->req->namespace);
	return 0;
}

/* A uid says that the object was there before: it may not be made anew. */
static int uid_absent(struct call *c, const char *uid)
{
	_cleanup_(freep) char *why =
	    xasprintf("StorageError: invalid object, Code: 4, Key: /registry/%s/%s/%s, ResourceVersion: 0, "
	              "AdditionalErrorMsg: Precondition failed: UID in precondition: %s, UID in object meta: ",
	              registry_folder(c->kind), c->req->namespace ? c->req->namespace : "", c->req->name, uid);

	return status_conflict(&c->status, c->kind, c->req->name, why);
}

static int create_on_update(struct call *c, json **tree)
{
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r;

	if (!(c->resource->flags & RESOURCE_CREATE_ON_UPDATE) || c->req->subresource)
		return call_not_found(c, c->req->name);
	if (!json_is_empty(json_at(*tree, "metadata.uid")))
		return uid_absent(c, json_str_or(json_at(*tree, "metadata.uid"), ""));
	json_del(json_get(*tree, "metadata"), "resourceVersion");
	r = create_tree(c, tree, &o);
	if (r < 0)
		return r;
	respond_object(c, 201, o);
	return 0;
}

static int update(struct call *c, enum update_part part)
{
	_cleanup_(json_freep) json *tree = NULL;
	_cleanup_(draft_release) struct draft d = { 0 };
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r = call_write_options(c);

	if (r == 0)
		r = call_decode(c, c->kind->schema, c->kind, &tree);
	if (r < 0)
		return r;
	if (!tree)
		return call_bad_request(c, "the body of the request is empty");
	r = update_check_names(c, tree);
	if (r < 0)
		return r;
	d.old = storage_get(c->storage, c->kind, c->req->namespace, c->req->name);
	if (!d.old)
		return create_on_update(c, &tree);
	d.tree = take(tree);
	d.old_tree = form_tree(c->resource, d.old);
	r = update_draft(c, &d, part, &o);
	if (r < 0)
		return r;
	respond_object(c, 200, o);
	return 0;
}

int api_update(struct call *c)
{
	return update(c, UPDATE_MAIN);
}

int api_update_status(struct call *c)
{
	return update(c, UPDATE_STATUS);
}
