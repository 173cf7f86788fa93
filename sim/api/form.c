/* See form.h. */
#include "sim/api/form.h"

#include "kube/typed.h"
#include "sim/api/canonical.h"

static void rename_kind(const struct kind *k, json *tree)
{
	char version[128];

	kind_api_version(k, version, sizeof(version));
	json_set_str(tree, "kind", k->name);
	json_set_str(tree, "apiVersion", version);
	typed_complete(tree, schema_message(k->schema));
	canonical_order(tree);
}

json *form_tree(const struct resource *r, const struct object *o)
{
	json *tree = object_tree(o);

	if (r->from_stored && o->kind != r->kind) {
		r->from_stored(tree);
		rename_kind(r->kind, tree);
	}
	return tree;
}

json *form_status_tree(const struct resource *r, const struct object *o)
{
	return r->from_stored ? form_tree(r, o) : object_status_tree(o);
}

const struct object *form_object(const struct resource *r, const struct object *o)
{
	_cleanup_(json_freep) json *tree = NULL;

	if (!r->from_stored || o->kind == r->kind)
		return object_ref(o);
	tree = form_tree(r, o);
	return object_new(r->kind, tree, OBJECT_BYTES, NULL);
}

struct object *form_new(const struct resource *r, const json *tree, struct err *err)
{
	_cleanup_(json_freep) json *stored = NULL;

	if (!r->to_stored)
		return object_new(r->kind, tree, OBJECT_BYTES, err);
	stored = json_copy(tree);
	r->to_stored(stored);
	rename_kind(r->kind->stored_as, stored);
	return object_new(r->kind->stored_as, stored, OBJECT_BYTES, err);
}
