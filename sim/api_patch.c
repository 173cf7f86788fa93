/* PATCH of an object and of its status: the patched state goes the way of a PUT. */
#include "sim/patching.h"
#include "sim/update.h"

/* kind and apiVersion may be patched away, but not into another's. */
static int check_kind(struct call *c, json *tree)
{
	char version[128];

	kind_api_version(c->kind, version, sizeof(version));
	if (streq0(json_get_str(tree, "kind"), c->kind->name) && streq0(json_get_str(tree, "apiVersion"), version))
		return 0;
	if (json_get_str(tree, "kind") && !streq(json_get_str(tree, "kind"), c->kind->name))
		return call_bad_request(c, "%s in version \"%s\" cannot be handled as a %s: the patch changes the kind",
			json_get_str(tree, "kind"), c->kind->version, c->kind->name);
	if (json_get_str(tree, "apiVersion") && !streq(json_get_str(tree, "apiVersion"), version))
		return call_bad_request(c, "the API version in the data (%s) does not match the expected API version (%s)",
			json_get_str(tree, "apiVersion"), version);
	json_set_str(tree, "kind", c->kind->name);
	json_set_str(tree, "apiVersion", version);
	return 0;
}

static int patch(struct call *c, enum update_part part)
{
	_cleanup_(draft_release) struct draft d = { 0 };
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r = call_write_options(c);

	if (r == 0)
		r = call_object(c, &d.old);
	if (r < 0)
		return r;
	d.old_tree = object_tree(d.old);
	d.tree = json_copy(d.old_tree);
	r = patch_apply(c, &d.tree, c->kind->schema);
	if (r == 0)
		r = check_kind(c, d.tree);
	if (r == 0)
		r = update_draft(c, &d, part, &o);
	if (r < 0)
		return r;
	respond_object(c, 200, o);
	return 0;
}

int api_patch(struct call *c)
{
	return patch(c, UPDATE_MAIN);
}

int api_patch_status(struct call *c)
{
	return patch(c, UPDATE_STATUS);
}
