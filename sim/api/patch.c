/* PATCH of an object and of its status: the patched state goes the way of a PUT. */
#include "sim/api/apply.h"
#include "sim/api/patching.h"
#include "sim/api/form.h"
#include "sim/api/update.h"

static int patch(struct call *c, enum update_part part)
{
	_cleanup_(draft_release) struct draft d = { 0 };
	_cleanup_(object_unrefp) const struct object *o = NULL;
	int r = patch_check_type(c);

	if (r == 0)
		r = patch_options(c);
	if (r == 0 && patch_is_apply(c))
		return apply_object(c, part);
	if (r == 0)
		r = call_object(c, &d.old);
	if (r < 0)
		return r;
	d.old_tree = part == UPDATE_STATUS ? form_status_tree(c->resource, d.old) : form_tree(c->resource, d.old);
	d.tree = json_copy(d.old_tree);
	r = patch_apply(c, &d.tree, c->kind->schema);
	if (r == 0)
		r = update_check_names(c, d.tree);
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
