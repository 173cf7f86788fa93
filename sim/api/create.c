/* POST of an object: names, namespace, defaults, admission, validation, in the order in which 1.36 notices mistakes. */
#include "sim/api/call.h"

#include "kube/typed.h"
#include "sim/access/escalation.h"
#include "sim/admission/limits.h"
#include "sim/admission/quota.h"
#include "sim/api/create.h"
#include "sim/api/manage.h"
#include "sim/api/metadata.h"

static int check_namespace(struct call *c, json *tree)
{
	const char *body = json_str_or(json_at(tree, "metadata.namespace"), "");

	if (!c->kind->namespaced || !*body || streq(body, c->req->namespace))
		return 0;
	return call_bad_request(
	    c, "the namespace of the provided object does not match the namespace sent on the request");
}

/* NamespaceLifecycle: no creation in a namespace that is not there or on its way out. */
static int admit_namespace(struct call *c, const char *name)
{
	const struct object *ns;
	char resource[128];

	if (!c->kind->namespaced)
		return 0;
	ns = storage_get(c->storage, KIND(namespace), NULL, c->req->namespace);
	if (!ns)
		return status_not_found(&c->status, KIND(namespace), c->req->namespace);
	if (ns->deleted == 0)
		return 0;
	kind_resource(c->kind, resource, sizeof(resource));
	status_set(&c->status, 403, "Forbidden",
	           "%s \"%s\" is forbidden: unable to create new content in namespace %s because it is "
	           "being terminated",
	           resource, name, ns->name);
	status_details(&c->status, c->kind->plural, c->kind->group, name);
	status_cause(&c->status, "NamespaceTerminating", "metadata.namespace", "namespace %s is being terminated",
	             ns->name);
	return -403;
}

/* --- generateName --- */

static void name_make(struct call *c, json *metadata, const char *base)
{
	char suffix[8];
	_cleanup_(freep) char *name = NULL;

	rng_suffix(world_rng(c->world), suffix, 5);
	name = xasprintf("%.*s%s", 58, base, suffix);
	json_set_str(metadata, "name", name);
}

static bool name_taken(struct call *c, const json *metadata)
{
	return storage_get(c->storage, c->kind, c->req->namespace, json_str_or(json_get(metadata, "name"), "")) != NULL;
}

static void name_fill(struct call *c, json *tree)
{
	json *m = json_want(tree, "metadata");
	const char *base = json_get_str(m, "generateName");

	if (!json_is_empty(json_get(m, "name")) || !base || !*base)
		return;
	for (int try = 0; try < 8; try++) {
		name_make(c, m, base);
		if (!name_taken(c, m))
			return;
	}
}

/* A name that was to be made up could not be: worth another try a second later. */
static void not_generated(struct status *status)
{
	_cleanup_(freep) char *text = xstrdup(status->message);

	free(status->message);
	status->message = xasprintf("%s, the server was not able to generate a unique name for the object", text);
	status->retry_after_s = 1;
}

static int check_free(struct call *c, const char *name, bool generated)
{
	const struct object *there = storage_get(c->storage, c->kind, c->req->namespace, name);

	if (!there)
		return 0;
	status_already_exists(&c->status, c->kind, name);
	if (there->deleted) {
		_cleanup_(freep) char *text = xstrdup(c->status.message);

		free(c->status.message);
		c->status.message = xasprintf("object is being deleted: %s", text);
	}
	if (generated)
		not_generated(&c->status);
	return -409;
}

/* An object to be created may carry resourceVersion "0" or none; dry runs echo what they are given. */
static int check_version(struct call *c, json *tree, char **ret_echo)
{
	const char *version = json_str_or(json_at(tree, "metadata.resourceVersion"), "");

	if (!*version || (streq(version, "0") && !c->dry_run))
		return 0;
	if (!c->dry_run)
		return status_set(&c->status, 500, NULL, "resourceVersion should not be set on objects to be created");
	*ret_echo = xstrdup(version);
	return 0;
}

static void drop_status(struct call *c, json *tree)
{
	if ((c->resource->flags & RESOURCE_STATUS) && !(c->resource->flags & RESOURCE_STATUS_ON_CREATE))
		json_del(tree, "status");
}

int create_tree(struct call *c, json **tree, const struct object **ret)
{
	struct resource_context x = call_context(c);
	_cleanup_(draft_release) struct draft d = { .tree = take(*tree) };
	_cleanup_(freep) char *echo = NULL;
	_cleanup_(quota_release) quota_charges charges = VEC_INIT;
	const char *name;
	int r = check_namespace(c, d.tree);

	if (r == 0)
		r = check_version(c, d.tree, &echo);
	if (r == 0)
		r = escalation_check(c, d.tree, NULL);
	if (r < 0)
		return r;
	name_fill(c, d.tree);
	metadata_create(c, d.tree);
	drop_status(c, d.tree);
	if (c->resource->defaults)
		c->resource->defaults(d.tree);
	if (c->resource->convert)
		c->resource->convert(d.tree);
	manage_update(c, d.tree, NULL);
	limits_fill(c, d.tree, NULL);
	if (c->resource->prepare_create)
		c->resource->prepare_create(&x, d.tree);
	name = json_str_or(json_at(d.tree, "metadata.name"), "");
	r = admit_namespace(c, name);
	if (r == 0)
		r = draft_admit(c, &d);
	if (r == 0)
		r = draft_validate(c, &d, false);
	if (r == 0)
		r = limits_check(c, d.tree, NULL);
	if (r == 0)
		r = quota_check(c, d.tree, NULL, &charges);
	if (r == 0)
		r = check_free(c, name, !json_is_empty(json_at(d.tree, "metadata.generateName")));
	if (r < 0)
		return r;
	typed_complete(d.tree, schema_message(c->kind->schema));
	if (echo)
		json_set_str(json_get(d.tree, "metadata"), "resourceVersion", echo);
	quota_charge(c, &charges);
	return draft_store(c, &d, ret);
}

int api_create(struct call *c)
{
	_cleanup_(json_freep) json *tree = NULL;
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r = call_write_options(c);

	if (r == 0)
		r = call_decode(c, c->kind->schema, c->kind, &tree);
	if (r < 0)
		return r;
	if (!tree)
		return call_bad_request(
		    c,
		    "the object provided is unrecognized (must be of type %s): couldn't get version/kind; json parse "
		    "error: unexpected end of JSON input (<empty>)",
		    c->kind->name);
	r = create_tree(c, &tree, &o);
	if (r < 0)
		return r;
	respond_object(c, 201, o);
	return 0;
}
